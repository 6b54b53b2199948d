import { z } from 'zod'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ChatServerFrame } from '../../shared/live-api/chat-frames.ts'
import type { Envelope } from '../../shared/live-api/http.ts'
import { PATHS } from '../../shared/live-api/limits.ts'
import { parseChatServerFrame } from '../../shared/live-api/parse.ts'
import type { MessagePart } from '../../shared/live-api/parts.ts'
import type { Profile } from '../../shared/settings.ts'
import { authorization, isFailure } from '../live/credentials.ts'
import type { BaseUrlSource, CredentialSource } from '../live/credentials.ts'
import { httpAddress } from '../live/endpoints.ts'
import { failureOf, readEnvelope, send } from '../live/http.ts'
import type { HttpResponse } from '../live/http.ts'
import { redactText } from '../live/redact.ts'
import { chatFailure, isChatError } from './on-frame.ts'
import { readEvents } from './sse.ts'

const sessionSchema = z.looseObject({
  session_id: z.string(),
  platform_id: z.string().nullish(),
  creator: z.string().nullish(),
  display_name: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
})
const sessionsSchema = z.looseObject({
  sessions: z.array(sessionSchema),
  page: z.number(),
  page_size: z.number(),
  total: z.number(),
})
const configsSchema = z.looseObject({
  configs: z.array(z.looseObject({ id: z.string(), name: z.string(), is_default: z.boolean().optional() })),
})

/** One page of a user's chat sessions. */
export type ChatSessions = z.infer<typeof sessionsSchema>
/** The server's configuration files. */
export type ChatConfigs = z.infer<typeof configsSchema>

/** An item of a streamed answer: first the session, then the frames of chat mode, of which `end` is the last or nearly so. */
export type ChatItem = { type: 'session'; sessionId: string } | { type: 'frame'; frame: ChatServerFrame }

/** The HTTP side of chat, for API keys. Every failure is a `FailureError`. */
export class ChatHttp {
  readonly #credentials: CredentialSource
  readonly #baseUrlOf: BaseUrlSource

  constructor(deps: { credentials: CredentialSource; resolveBaseUrl: BaseUrlSource }) {
    this.#credentials = deps.credentials
    this.#baseUrlOf = deps.resolveBaseUrl
  }

  /** Asks, and gives the answer item by item as it is made. Stop reading, or abort, to stop it. */
  async *ask(
    profile: Profile,
    input: { parts: readonly MessagePart[]; sessionId?: string; streaming?: boolean; configId?: string },
    signal?: AbortSignal,
  ): AsyncGenerator<ChatItem> {
    const response = await this.#request(profile, 'POST', PATHS.chat, {}, signal, {
      message: input.parts,
      username: profile.username,
      enable_streaming: input.streaming ?? true,
      ...(input.sessionId === undefined ? {} : { session_id: input.sessionId }),
      ...(input.configId === undefined ? {} : { config_id: input.configId }),
    })
    if (!/^text\/event-stream\b/i.test(response.headers['content-type'] ?? '')) {
      throw new FailureError(envelopeFailure(await readEnvelope(response.body, signal)))
    }
    try {
      for await (const data of readEvents(response.body)) {
        const item = readItem(data)
        if (item !== null) yield item
      }
    } catch (error) {
      throw error instanceof FailureError
        ? error
        : new FailureError(failureOf(error, signal), { cause: error })
    } finally {
      response.body.destroy()
    }
  }

  /** Lists the sessions of the profile's user. Pages count from 1. */
  async sessions(profile: Profile, page = 1, pageSize = 20, signal?: AbortSignal): Promise<ChatSessions> {
    const query = { username: profile.username, page: String(page), page_size: String(pageSize) }
    return readData(
      await this.#request(profile, 'GET', PATHS.sessions, query, signal),
      sessionsSchema,
      signal,
    )
  }

  async configs(profile: Profile, signal?: AbortSignal): Promise<ChatConfigs> {
    return readData(await this.#request(profile, 'GET', PATHS.configs, {}, signal), configsSchema, signal)
  }

  async #request(
    profile: Profile,
    method: 'GET' | 'POST',
    path: string,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
    body?: object,
  ): Promise<HttpResponse> {
    const baseUrl = await this.#baseUrlOf(profile)
    if (isFailure(baseUrl)) throw new FailureError(baseUrl)
    const credential = await this.#credentials(profile, { fresh: false })
    if (isFailure(credential)) throw new FailureError(credential)
    const response = await send({
      method,
      url: httpAddress(baseUrl, path, query),
      headers: { ...authorization(credential), ...(body ? { 'content-type': 'application/json' } : {}) },
      pinnedCertificate: profile.pinnedCertificate,
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    })
    if (response.status === 200) return response
    const envelope = await readEnvelope(response.body).catch(() => null)
    throw new FailureError(statusFailure(response.status, envelope))
  }
}

function readItem(data: string): ChatItem | null {
  const parsed = parseChatServerFrame(data)
  if (parsed.kind === 'frame') {
    if (isChatError(parsed.frame)) throw new FailureError(chatFailure(parsed.frame))
    return { type: 'frame', frame: parsed.frame }
  }
  const item = itemSchema.safeParse(safeJson(data)).data
  if (item?.type === 'session_id') return { type: 'session', sessionId: item.session_id }
  if (item?.type === 'error') throw new FailureError(chatFailure(item))
  return null
}

/** Items that only the streamed answer has. */
const itemSchema = z.union([
  z.looseObject({ type: z.literal('session_id'), session_id: z.string() }),
  z.looseObject({ type: z.literal('error'), data: z.string(), code: z.string().optional() }),
])

async function readData<T>(response: HttpResponse, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  const envelope = await readEnvelope(response.body, signal)
  if (envelope?.status !== 'ok') throw new FailureError(envelopeFailure(envelope))
  const data = schema.safeParse(envelope.data)
  if (!data.success)
    throw new FailureError(failure('PROTOCOL_ERROR', 'The server answered in a form that is not known'))
  return data.data
}

function envelopeFailure(envelope: Envelope | null): Failure {
  if (envelope === null) return failure('NOT_ASTRBOT', 'What answers at this address is not the chat API')
  return failure('INVALID_MESSAGE', redactText(envelope.message ?? 'The server gave no reason'))
}

function statusFailure(status: number, envelope: Envelope | null): Failure {
  const said = envelope?.message ? redactText(envelope.message) : `HTTP ${status}`
  if (status === 401) return failure('UNAUTHORIZED', said)
  if (status === 403) return failure('FORBIDDEN_SCOPE', said)
  if (status === 404 || status === 405)
    return failure('NOT_ASTRBOT', `There is no chat API at this address (${said})`)
  return failure('SERVER_ERROR', said, status >= 500 || status === 429)
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
