import type { FailureCode } from '../../shared/failure.ts'
import type { AttachmentRecord } from '../store/attachments.ts'

/*
 * The frames that live mode sends, with their keys in the reference server's order.
 */

/** Codes of `error` frames: the contract's two, our own failure codes, and three that only a server has. */
export type LiveErrorCode =
  | FailureCode
  | 'INVALID_MESSAGE_FORMAT'
  | 'PROCESSING_ERROR'
  | 'NO_SPEECH'
  /** No open segment has this stamp, or it has no audio. */
  | 'AUDIO_ASSEMBLY_FAILED'
  /** The segment was longer than the server takes. */
  | 'SEGMENT_TOO_LONG'

export const metrics = (data: Record<string, unknown>) => ({ t: 'metrics', data })
export const userMsg = (text: string, ts: number) => ({ t: 'user_msg', data: { text, ts } })
export const botDelta = (text: string) => ({ t: 'bot_delta_chunk', data: { text } })
export const botTextChunk = (text: string) => ({ t: 'bot_text_chunk', data: { text } })
export const response = (audio: Uint8Array) => ({
  t: 'response',
  data: Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64'),
})
export const botMsg = (text: string, ts: number) => ({ t: 'bot_msg', data: { text, ts } })
export const stopPlay = () => ({ t: 'stop_play' })
export const end = () => ({ t: 'end' })
export const error = (data: string, code: LiveErrorCode) => ({ t: 'error', data, code })

/** A tool frame: its `data` is a JSON string. `ts` is in seconds. */
function toolFrame(chain: 'tool_call' | 'tool_call_result', data: object, messageId: string) {
  return { t: chain, data: JSON.stringify(data), chain_type: chain, streaming: false, message_id: messageId }
}

export const toolCall = (call: { id: string; name: string; args: unknown; ts: number }, messageId: string) =>
  toolFrame('tool_call', call, messageId)

export const toolCallResult = (result: { id: string; ts: number; result: string }, messageId: string) =>
  toolFrame('tool_call_result', result, messageId)

export const attachment = (record: AttachmentRecord, messageId: string) => ({
  t: record.kind,
  data: { attachment_id: record.id, filename: record.filename, type: record.kind },
  message_id: messageId,
  chain_type: record.kind,
  streaming: false,
})
