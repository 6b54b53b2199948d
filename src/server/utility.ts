import { setTimeout as sleep } from 'node:timers/promises'
import { failure, toFailure } from '../shared/failure.ts'
import { assistantRequestSchema } from '../shared/assistant-process.ts'
import type { AssistantMessage, AssistantRequest } from '../shared/assistant-process.ts'
import { createSpeech } from './engine.ts'
import { readConfig, startAssistantServer } from './index.ts'
import type { RunningServer } from './server.ts'
import type { SpeechEngine } from './speech/types.ts'

/** The part of Electron's `process.parentPort` that is used; a Node `MessagePort` behaves alike. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: AssistantMessage): void
}

/** Exit codes of the utility process. */
const STOPPED = 0
const ORPHANED = 3
/** How long the last answer gets, ms. */
const GOODBYE_MS = 50

/**
 * Serves the app's requests over its port, one after another. Stops the server and exits when told to, and when the app is
 * gone: an assistant without an app would keep the port and the database open.
 */
export function runUtility(port: ParentPort, exit: (code: number) => void): void {
  let server: RunningServer | null = null
  /** Only in a process that is nothing but a recogniser. */
  let speech: SpeechEngine | null = null
  let last: Promise<void> = Promise.resolve()
  let isLeaving = false

  const leave = async (code: number): Promise<void> => {
    if (isLeaving) return
    isLeaving = true
    await server?.close().catch(() => undefined)
    await speech?.close().catch(() => undefined)
    exit(code)
  }
  const orphaned = (): void => void leave(ORPHANED)
  port.on('close', orphaned)
  process.once('disconnect', orphaned)

  port.on('message', ({ data }) => {
    const request = assistantRequestSchema.safeParse(data)
    if (!request.success) {
      const id = (data as { id?: unknown } | null)?.id
      const error = failure('INVALID_INPUT', request.error.issues[0]?.message ?? 'Not a request')
      // Without a number there is nobody to answer.
      if (typeof id === 'number') port.postMessage({ id, ok: false, error })
      return
    }
    last = last.then(() => answer(request.data))
  })

  async function answer(request: AssistantRequest): Promise<void> {
    try {
      port.postMessage({ id: request.id, ok: true, data: await serve(request) })
    } catch (thrown) {
      port.postMessage({ id: request.id, ok: false, error: toFailure(thrown) })
    }
    if (request.op !== 'stop') return
    // The answer is on its way through the port; leaving at once could overtake it.
    await sleep(GOODBYE_MS)
    await leave(STOPPED)
  }

  async function serve(request: AssistantRequest): Promise<unknown> {
    if (request.op === 'start') {
      server ??= await start(request)
      return { url: server.url }
    }
    if (request.op === 'stop') {
      await server?.close()
      return null
    }
    if (request.op === 'recognise') {
      speech ??= createSpeech(request.modelDir, readConfig(request.config))
      const { text } = await speech.stt.transcribe(samplesOf(request.pcm), new AbortController().signal)
      return { text }
    }
    if (!server) throw new Error('The assistant has not been started.')
    switch (request.op) {
      case 'createKey': {
        const { name, scopes, username, expiresAt } = request
        return server.createKey({
          name,
          scopes,
          ...(username === undefined ? {} : { username }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        })
      }
      case 'revokeKey':
        return { wasValid: server.revokeKey(request.keyId) }
      case 'createAccount':
        await server.createAccount(request.username, request.password)
        return null
      case 'status':
        return server.status()
    }
  }

  function start(request: Extract<AssistantRequest, { op: 'start' }>): Promise<RunningServer> {
    return startAssistantServer({
      dataDir: request.dataDir,
      modelDir: request.modelDir,
      ...(request.port === undefined ? {} : { port: request.port }),
      ...(request.locale === undefined ? {} : { locale: request.locale }),
      config: request.config,
      onRing: ({ text, timer }) =>
        port.postMessage({ event: 'ringing', text, label: timer.label, dueAt: timer.dueAt }),
      onTimers: (running) => port.postMessage({ event: 'timers', running }),
      onSpeech: (error) =>
        port.postMessage(error ? { event: 'speech-failed', error } : { event: 'speech-ready' }),
    })
  }
}

/** A copy, because the bytes may lie at an odd place of a larger buffer. */
function samplesOf(pcm: Uint8Array): Int16Array {
  return new Int16Array(pcm.slice().buffer, 0, pcm.byteLength >> 1)
}
