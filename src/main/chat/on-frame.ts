import { failure, failureCodeSchema } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ChatErrorFrame, ChatServerFrame } from '../../shared/live-api/chat-frames.ts'
import { isAttachmentId } from '../../shared/file-address.ts'
import { attachmentKindSchema } from '../../shared/live-api/parts.ts'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import type { AttachmentView } from '../../shared/view.ts'
import { redactText } from '../live/redact.ts'
import { rawName, withToolCall, withToolResult } from '../live/tools.ts'
import { close, findMessage, isOpen, show } from './draft.ts'
import type { ChatDraft } from './draft.ts'
import { newMessage } from './state.ts'
import type { ChatMessage } from './state.ts'

/** Bounds on what a server can make grow. */
const MAX_CHARS = 1_000_000
const MAX_ATTACHMENTS = 100
const MAX_SAVED = 200
const MAX_ERROR_CHARS = 500

type Plain = Extract<ChatServerFrame, { type: 'plain' }>

/** Errors are named by `t`, all other frames by `type`. */
export function isChatError(frame: ChatServerFrame | ChatErrorFrame): frame is ChatErrorFrame {
  return frame.t === 'error'
}

/** One frame from the server. */
export function onChatFrame(
  draft: ChatDraft,
  frame: ChatServerFrame | ChatErrorFrame,
  pushId: string | null,
): void {
  if (isChatError(frame)) return onError(draft, frame)
  switch (frame.type) {
    case 'session_bound':
      return onBound(draft, frame.session_id ?? null, frame.message_id ?? null)
    case 'plain':
      return onPlain(draft, frame, pushId)
    case 'image':
    case 'record':
    case 'file':
    case 'video':
      return onReply(draft, frame.message_id, (message) => addMedia(draft, message, frame.type, frame.data))
    case 'attachment_saved':
      return onReply(draft, frame.message_id, (message) => nameMedia(draft, message, frame.data))
    case 'agent_stats':
      return onReply(draft, frame.message_id, (message) => show(draft, message.id, { stats: frame.data }))
    case 'complete':
      return onReply(draft, frame.message_id, (message) =>
        onComplete(draft, message, frame.data, frame.reasoning),
      )
    case 'user_message_saved':
      return onSaved(draft, frame.message_id, (saved) => ({ ...saved, user: String(frame.data.id) }))
    case 'message_saved':
      return onSaved(draft, frame.message_id, (saved) => ({
        ...saved,
        reply: [...saved.reply, String(frame.data.id)].slice(-MAX_SAVED),
      }))
    case 'end':
      return onEnd(draft, frame.message_id ?? null)
  }
}

function onBound(draft: ChatDraft, sessionId: string | null, subscription: string | null): void {
  if (sessionId === null || !draft.bound.has(sessionId)) return ignore(draft)
  draft.bound = new Map(draft.bound).set(sessionId, subscription)
  draft.effects.push({ type: 'bound', sessionId })
}

function onPlain(draft: ChatDraft, frame: Plain, pushId: string | null): void {
  const pushedTo = [...draft.bound].find(([, subscription]) => subscription === frame.message_id)
  // Our own server has one subscription for all sessions of a socket: a push names none then, and is shown with the first.
  if (pushId !== null && frame.message_id && pushedTo) return onPush(draft, pushId, pushedTo[0], frame.data)
  onReply(draft, frame.message_id, (message) => {
    const chain = frame.chain_type ?? null
    const { reply } = message
    if (chain === null) grow(draft, message, 'text', frame.data)
    else if (chain === 'reasoning') grow(draft, message, 'reasoning', frame.data)
    else if (chain === 'tool_call')
      show(draft, message.id, { reply: { ...reply, tools: withToolCall(reply.tools, frame.data) } })
    else if (chain === 'tool_call_result') {
      show(draft, message.id, { reply: { ...reply, tools: withToolResult(reply.tools, frame.data) } })
    } else {
      // Other chains are not text for people.
      ignore(draft)
    }
  })
}

/** Something that nobody asked for just now: a message of its own, even in the middle of a reply. */
function onPush(draft: ChatDraft, id: string, sessionId: string, text: string): void {
  const push = newMessage(id, sessionId, null, draft.at)
  const message = { ...push, reply: { ...push.reply, text: text.slice(0, MAX_CHARS) } }
  draft.messages = [...draft.messages, message]
  draft.effects.push({ type: 'message', message })
}

/** `complete` has the whole text again, and is not the end. It counts only where nothing was streamed. */
function onComplete(
  draft: ChatDraft,
  message: ChatMessage,
  text: string,
  reasoning: string | undefined,
): void {
  if (message.reply.text === '') grow(draft, message, 'text', text)
  const after = findMessage(draft, message.id)
  if (after?.reply.reasoning === '') grow(draft, after, 'reasoning', reasoning ?? '')
}

/** The id under which the server stored something: it comes for the reply being made, or for one that has just ended. */
function onSaved(
  draft: ChatDraft,
  id: string | null | undefined,
  change: (saved: ChatMessage['saved']) => ChatMessage['saved'],
): void {
  const message = findMessage(draft, id ?? draft.inFlight[0] ?? draft.last) ?? findMessage(draft, draft.last)
  if (message === null) return ignore(draft)
  show(draft, message.id, { saved: change(message.saved) })
}

function onEnd(draft: ChatDraft, id: string | null): void {
  const ended = id ?? draft.inFlight[0] ?? null
  const message = findMessage(draft, ended)
  if (message === null || !draft.inFlight.includes(message.id)) return ignore(draft)
  draft.inFlight = draft.inFlight.filter((one) => one !== message.id)
  draft.last = message.id
  if (isOpen(message)) close(draft, message, 'done')
}

/**
 * An error is about the oldest request on the line: requests are served in order, and a refused one is refused in its place.
 * `INTERRUPTED` only says that an interrupt was read, which on the reference server is after the reply's end.
 */
function onError(draft: ChatDraft, frame: ChatErrorFrame): void {
  if (frame.code === 'INTERRUPTED') return
  const reason = chatFailure(frame)
  const message = findMessage(draft, draft.inFlight[0] ?? null)
  if (message === null) return void draft.effects.push({ type: 'notice', failure: reason })
  draft.inFlight = draft.inFlight.slice(1)
  draft.last = message.id
  if (isOpen(message)) close(draft, message, 'failed', reason)
}

export function chatFailure(frame: { code?: string | undefined; data: string }): Failure {
  const said = redactText(frame.data.slice(0, MAX_ERROR_CHARS))
  if (/^session is busy/i.test(said)) return failure('SERVER_BUSY', said, true)
  if (frame.code === 'INVALID_MESSAGE_FORMAT') return failure('INVALID_MESSAGE', said)
  const known = failureCodeSchema.safeParse(frame.code)
  return known.success ? failure(known.data, said) : failure('PROCESSING_FAILED', said, true)
}

/** Finds the reply that a frame is for. Of an interrupted one, nothing more is shown. */
function onReply(draft: ChatDraft, id: string | null | undefined, act: (message: ChatMessage) => void): void {
  const message = findMessage(draft, id ?? draft.inFlight[0] ?? null)
  if (message === null || !isOpen(message)) return ignore(draft)
  if (message.state !== 'replying') show(draft, message.id, { state: 'replying', failure: null })
  act(findMessage(draft, message.id) ?? message)
}

/** Appends, and tells of the addition alone: it comes many times a second. */
function grow(draft: ChatDraft, message: ChatMessage, channel: 'text' | 'reasoning', text: string): void {
  const added = text.slice(0, Math.max(0, MAX_CHARS - message.reply[channel].length))
  if (added === '') return
  const grown = { ...message, reply: { ...message.reply, [channel]: message.reply[channel] + added } }
  draft.messages = draft.messages.map((one) => (one.id === message.id ? grown : one))
  draft.effects.push({ type: 'grown', id: message.id, channel, text: added })
}

/** On the reference server, only a name: `[IMAGE]file.jpg`. Others say the id in the next frame. */
function addMedia(draft: ChatDraft, message: ChatMessage, kind: AttachmentKind, raw: string): void {
  const { attachments } = message.reply
  if (attachments.length >= MAX_ATTACHMENTS) return
  const attachment: AttachmentView = { attachmentId: null, kind, name: rawName(raw, kind), size: null }
  show(draft, message.id, { reply: { ...message.reply, attachments: [...attachments, attachment] } })
}

function nameMedia(
  draft: ChatDraft,
  message: ChatMessage,
  data: { id: string; type?: string | undefined },
): void {
  const { attachments } = message.reply
  if (!isAttachmentId(data.id)) return ignore(draft)
  const kind = attachmentKindSchema.safeParse(data.type).data
  const index = attachments.findLastIndex(
    (one) => one.attachmentId === null && (kind === undefined || one.kind === kind),
  )
  if (index < 0) return ignore(draft)
  const named = attachments.map((one, at) => (at === index ? { ...one, attachmentId: data.id } : one))
  show(draft, message.id, { reply: { ...message.reply, attachments: named } })
}

function ignore(draft: ChatDraft): void {
  draft.ignoredFrames += 1
}
