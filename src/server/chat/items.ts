import type { ReplyStats } from '../skills/types.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import { fetchName } from '../files/attachments.ts'

/** One item of a reply, as it goes over a chat socket (with `ct` in front) or a line of SSE. */
export type ChatItem = { type: string; data: unknown } & Record<string, unknown>

const MEDIA_TAG = { image: '[IMAGE]', record: '[RECORD]', file: '[FILE]', video: '[VIDEO]' } as const

/** Makes the items of one reply, with their keys in the reference server's order. */
export function chatItems(messageId: string) {
  const tag = { message_id: messageId }
  return {
    userSaved: (saved: Saved): ChatItem => ({ type: 'user_message_saved', data: savedData(saved), ...tag }),
    /** @param chain null for answer text; otherwise `data` is a JSON string. */
    plain: (data: string, streaming: boolean, chain: 'tool_call' | 'tool_call_result' | null): ChatItem => ({
      type: 'plain',
      data,
      streaming,
      chain_type: chain,
      ...tag,
    }),
    media: (record: AttachmentRecord): ChatItem => ({
      type: record.kind,
      data: MEDIA_TAG[record.kind] + fetchName(record),
      streaming: false,
      ...tag,
    }),
    attachmentSaved: (record: AttachmentRecord): ChatItem => ({
      type: 'attachment_saved',
      data: { id: record.id, type: record.kind, filename: record.filename },
      ...tag,
    }),
    stats: (data: AgentStats): ChatItem => ({ type: 'agent_stats', data }),
    complete: (text: string): ChatItem => ({
      type: 'complete',
      data: text,
      reasoning: '',
      streaming: true,
      ...tag,
    }),
    saved: (saved: Saved): ChatItem => ({ type: 'message_saved', data: savedData(saved) }),
    end: (): ChatItem => ({ type: 'end', data: '', streaming: false, ...tag }),
  }
}

/** A stored message: `createdAt` in ms since the Unix epoch. */
export interface Saved {
  id: number
  createdAt: number
}

function savedData(saved: Saved) {
  return { id: saved.id, created_at: new Date(saved.createdAt).toISOString() }
}

export type AgentStats = ReturnType<typeof agentStats>

/** Figures of a reply in the reference server's shape; times in seconds. */
export function agentStats(stats: ReplyStats | null, startedMs: number, endedMs: number) {
  return {
    token_usage: { input_other: stats?.inputTokens ?? 0, input_cached: 0, output: stats?.outputTokens ?? 0 },
    start_time: startedMs / 1000,
    end_time: endedMs / 1000,
    time_to_first_token: (stats?.ttftMs ?? 0) / 1000,
    model: stats?.model ?? '',
  }
}
