import type { z } from 'zod'
import { chatErrorFrameSchema, chatServerFrameSchema } from './chat-frames.ts'
import type { ChatErrorFrame, ChatServerFrame } from './chat-frames.ts'
import {
  liveServerFrameSchema,
  signInErrorFrameSchema,
  toolCallResultSchema,
  toolCallSchema,
} from './live-frames.ts'
import type { LiveServerFrame, SignInErrorFrame, ToolCall, ToolCallResult } from './live-frames.ts'

/** What came of reading one message off the socket. A frame of an unknown kind is not an error: newer servers have more kinds. */
export type Parsed<Frame> =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'sign-in-error'; frame: SignInErrorFrame }
  | { kind: 'unknown'; name: string }
  | { kind: 'bad'; reason: string }

/** Reads one message of live mode. Never throws. */
export function parseLiveServerFrame(text: string): Parsed<LiveServerFrame> {
  const json = readObject(text)
  if (!json) return { kind: 'bad', reason: 'not a JSON object' }
  if (json['t'] === undefined) {
    const refused = signInErrorFrameSchema.safeParse(json)
    if (refused.success) return { kind: 'sign-in-error', frame: refused.data }
  }
  return fromSchema(json, 't', liveServerFrameSchema)
}

/** Reads one message of chat mode. Never throws. */
export function parseChatServerFrame(text: string): Parsed<ChatServerFrame | ChatErrorFrame> {
  const json = readObject(text)
  if (!json) return { kind: 'bad', reason: 'not a JSON object' }
  if (json['t'] === 'error') return fromSchema(json, 't', chatErrorFrameSchema)
  if (json['type'] === 'error') {
    const refused = signInErrorFrameSchema.safeParse(json)
    if (refused.success) return { kind: 'sign-in-error', frame: refused.data }
  }
  return fromSchema(json, 'type', chatServerFrameSchema)
}

/** Reads the JSON string inside a `tool_call` frame; null when it is not what the contract says. */
export function parseToolCall(data: string): ToolCall | null {
  return toolCallSchema.safeParse(readObject(data)).data ?? null
}

/** Reads the JSON string inside a `tool_call_result` frame; null when it is not what the contract says. */
export function parseToolCallResult(data: string): ToolCallResult | null {
  return toolCallResultSchema.safeParse(readObject(data)).data ?? null
}

function fromSchema<Frame>(
  json: Record<string, unknown>,
  nameKey: 't' | 'type',
  schema: z.ZodType<Frame>,
): Parsed<Frame> {
  const result = schema.safeParse(json)
  if (result.success) return { kind: 'frame', frame: result.data }
  const issue = result.error.issues[0]
  const name = json[nameKey]
  const isUnknownName = issue?.path.length === 1 && issue.path[0] === nameKey
  if (isUnknownName && typeof name === 'string') return { kind: 'unknown', name: name.slice(0, 64) }
  return { kind: 'bad', reason: `${String(name).slice(0, 64)}: ${issue?.message ?? 'invalid'}` }
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
