import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ChatClientFrame } from '../../shared/live-api/chat-frames.ts'
import { close, findMessage, isOpen, show } from './draft.ts'
import type { ChatDraft } from './draft.ts'
import { onChatFrame } from './on-frame.ts'
import { CHAT_SILENCE_MS, MAX_BOUND, MAX_IN_FLIGHT, MAX_MESSAGES, newMessage } from './state.ts'
import type { ChatEvent, ChatMessage, ChatOptions, ChatState, ChatStep } from './state.ts'

/**
 * Conversations in chat mode, as a pure function. Unlike live frames, most chat frames name their request by `message_id`;
 * those that do not (`agent_stats`, `message_saved`, errors) belong to the request being served, or to the one just ended:
 * requests are served strictly in order. A frame with the subscription's id is a push, even in the middle of a reply.
 */
export function next(state: ChatState, event: ChatEvent, at: number): ChatStep {
  const draft: ChatDraft = { ...state, effects: [], at }
  apply(draft, event)
  trim(draft)
  wind(draft, state, event)
  const { effects, at: _at, ...after } = draft
  return { state: after, effects }
}

function apply(draft: ChatDraft, event: ChatEvent): void {
  switch (event.type) {
    case 'bind':
      return bind(draft, event.sessionId)
    case 'send':
      return request(draft, event)
    case 'interrupt':
      return interrupt(draft)
    case 'retry':
      return retry(draft, event.id)
    case 'discard':
      return discard(draft, event.id)
    case 'online':
      return online(draft)
    case 'lost':
      return lost(draft, event.failure)
    case 'frame':
      return onChatFrame(draft, event.frame, event.pushId)
    case 'timer':
      return stall(draft)
    case 'reset':
      for (const { id } of draft.messages) draft.effects.push({ type: 'message-removed', id })
      Object.assign(draft, { messages: [], inFlight: [], last: null, bound: new Map() })
  }
}

/** True when one more request can be taken. */
export function hasRoom(state: ChatState): boolean {
  const held = state.messages.filter((message) => message.state === 'sending').length
  return state.inFlight.length + held < MAX_IN_FLIGHT
}

function bind(draft: ChatDraft, sessionId: string): void {
  const bound = new Map(draft.bound)
  if (!bound.has(sessionId) && bound.size >= MAX_BOUND) bound.delete(bound.keys().next().value ?? '')
  bound.set(sessionId, null)
  draft.bound = bound
  if (draft.isOnline) transmit(draft, { ct: 'chat', t: 'bind', session_id: sessionId })
}

function request(draft: ChatDraft, event: Extract<ChatEvent, { type: 'send' }>): void {
  if (!hasRoom(draft) || findMessage(draft, event.id) !== null) return
  const message = newMessage(
    event.id,
    event.sessionId,
    { parts: event.parts, options: event.options },
    draft.at,
  )
  draft.messages = [...draft.messages, message]
  draft.effects.push({ type: 'message', message })
  flush(draft)
}

/** Stops showing the reply that is being made. On the reference server it runs on; what still comes of it is dropped. */
function interrupt(draft: ChatDraft): void {
  const message = draft.inFlight
    .map((id) => findMessage(draft, id))
    .find((one) => one !== null && isOpen(one))
  if (!message) return
  close(draft, message, 'interrupted')
  if (draft.isOnline) transmit(draft, { ct: 'chat', t: 'interrupt' })
}

function retry(draft: ChatDraft, id: string): void {
  if (findMessage(draft, id)?.state !== 'unsent' || !hasRoom(draft)) return
  show(draft, id, { state: 'sending', failure: null })
  flush(draft)
}

function discard(draft: ChatDraft, id: string): void {
  const state = findMessage(draft, id)?.state
  if (state !== 'unsent' && state !== 'sending') return
  draft.messages = draft.messages.filter((message) => message.id !== id)
  draft.effects.push({ type: 'message-removed', id })
}

function online(draft: ChatDraft): void {
  draft.isOnline = true
  for (const sessionId of draft.bound.keys())
    transmit(draft, { ct: 'chat', t: 'bind', session_id: sessionId })
  flush(draft)
}

function lost(draft: ChatDraft, reason: Failure): void {
  const owed = draft.inFlight
  Object.assign(draft, { isOnline: false, inFlight: [], last: null })
  draft.bound = new Map([...draft.bound.keys()].map((sessionId) => [sessionId, null]))
  for (const id of owed) {
    const message = findMessage(draft, id)
    if (message === null || !isOpen(message)) continue
    const isAnswered =
      message.state === 'replying' || message.saved.user !== null || message.reply.text !== ''
    if (isAnswered) close(draft, message, 'failed', reason)
    else show(draft, id, { state: 'unsent', failure: reason })
  }
}

function stall(draft: ChatDraft): void {
  const message = findMessage(draft, draft.inFlight[0] ?? null)
  if (message === null || !isOpen(message)) return
  show(draft, message.id, { state: 'stalled', failure: failure('NO_ANSWER', 'No answer yet', true) })
}

/** Sends what waits. Chat requests need no outbox: they are typed, and stay in sight until they are sent. */
function flush(draft: ChatDraft): void {
  if (!draft.isOnline) return
  for (const message of draft.messages) {
    if (message.state !== 'sending' || message.request === null) continue
    transmit(draft, sendFrame(message.id, message.sessionId, message.request))
    draft.inFlight = [...draft.inFlight, message.id]
    show(draft, message.id, { state: 'waiting' })
  }
}

function sendFrame(
  id: string,
  sessionId: string,
  asked: NonNullable<ChatMessage['request']>,
): ChatClientFrame {
  const { provider, model, sttProvider, ttsProvider, persona, showReasoning, streaming }: ChatOptions =
    asked.options
  return {
    ct: 'chat',
    t: 'send',
    session_id: sessionId,
    message_id: id,
    message: [...asked.parts],
    ...(provider === undefined ? {} : { selected_provider: provider }),
    ...(model === undefined ? {} : { selected_model: model }),
    ...(sttProvider === undefined ? {} : { selected_stt_provider: sttProvider }),
    ...(ttsProvider === undefined ? {} : { selected_tts_provider: ttsProvider }),
    ...(persona === undefined ? {} : { persona_prompt: persona }),
    ...(showReasoning === undefined ? {} : { show_reasoning: showReasoning }),
    enable_streaming: streaming ?? true,
  }
}

function transmit(draft: ChatDraft, frame: ChatClientFrame): void {
  draft.effects.push({ type: 'send', frame })
}

/** Keeps memory flat: finished messages beyond the limit go, oldest first. */
function trim(draft: ChatDraft): void {
  let over = draft.messages.length - MAX_MESSAGES
  if (over <= 0) return
  draft.messages = draft.messages.filter((message) => {
    const isKept = over <= 0 || isOpen(message) || message.state === 'sending' || message.state === 'unsent'
    if (isKept) return true
    over -= 1
    draft.effects.push({ type: 'message-removed', id: message.id })
    return false
  })
}

/** Watches the request being served: every frame winds the clock up again. */
function wind(draft: ChatDraft, before: ChatState, event: ChatEvent): void {
  const head = findMessage(draft, draft.inFlight[0] ?? null)
  const isWatched = head !== null && isOpen(head) && head.state !== 'stalled'
  const hasMoved = event.type === 'frame' || before.inFlight[0] !== draft.inFlight[0]
  if (isWatched && hasMoved) draft.effects.push({ type: 'set-timer', ms: CHAT_SILENCE_MS })
  else if (!isWatched && before.inFlight.length > 0) draft.effects.push({ type: 'clear-timer' })
}
