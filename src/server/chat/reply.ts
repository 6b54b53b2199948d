import { Readable } from 'node:stream'
import { AbortedError, iterate, untilAborted } from '../abort.ts'
import type { Principal } from '../auth/principal.ts'
import type { ServerContext } from '../context.ts'
import { assistantInput } from '../conversation.ts'
import { previewOf } from '../message-parts.ts'
import type { ResolvedMessage } from '../message-parts.ts'
import { toFailure } from '../../shared/failure.ts'
import type { AssistantInput, ReplyEvent, ReplyStats } from '../skills/types.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import type { SessionRecord } from '../store/conversations.ts'
import { ReplyDraft } from './draft.ts'
import { agentStats, chatItems } from './items.ts'
import type { ChatItem } from './items.ts'

/** A chat request once it has been checked. */
export interface ChatRequest {
  session: SessionRecord
  messageId: string
  message: ResolvedMessage
  /** False: the answer comes whole, in one item. */
  streaming: boolean
}

/** A reply could not be made; told to the client in the transport's own form, before `end`. */
export interface ChatFailure {
  type: 'failure'
  message: string
}

/**
 * Answers one chat request, item by item, in the reference server's order. Streaming: `plain` deltas and tool items, then
 * `agent_stats`, `complete` (the whole text), `message_saved`, `end`. Not streaming: one `plain`, `message_saved`,
 * `agent_stats`, `end`, and a second `message_saved` once the figures are stored. A file is followed by `attachment_saved`
 * with its id, and saved with what was said before it. What was said of an aborted or failed reply is kept, marked as
 * interrupted, and its last items still come, so that the iteration always ends with `end`.
 */
export async function* chatReply(
  context: ServerContext,
  principal: Principal,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatItem | ChatFailure, void> {
  const { clock } = context
  const { conversations } = context.store
  const { session, message, streaming } = request
  const items = chatItems(request.messageId)
  const startedMs = clock.now()
  // The history is read before the input joins it.
  const input = assistantInput(context, principal, session, message, signal)
  const asked = { session: session.pk, role: 'user' as const, text: previewOf(message), parts: message.parts }
  yield items.userSaved(conversations.add(asked, startedMs))

  const draft = new ReplyDraft(conversations, session.pk)
  const figures: { stats: ReplyStats | null } = { stats: null }
  try {
    yield* relay(context, principal, input, items, draft, streaming, figures)
  } catch (thrown) {
    if (!(thrown instanceof AbortedError) && !signal.aborted) {
      const { code, message: text } = toFailure(thrown)
      context.log.warn({ code, err: code === 'INTERNAL' ? thrown : undefined }, 'a chat reply failed')
      yield { type: 'failure', message: text }
    }
    const kept = draft.save(true, clock.now())
    if (kept) yield items.saved(kept)
    yield items.end()
    return
  } finally {
    // The reader went away in the middle of an item.
    if (signal.aborted) draft.save(true, clock.now())
  }

  const stats = agentStats(figures.stats, startedMs, clock.now())
  if (streaming) {
    yield items.stats(stats)
    yield items.complete(draft.whole)
  } else if (draft.unsaved !== '') {
    yield items.plain(draft.unsaved, false, null)
  }
  const saved = draft.save(false, clock.now())
  draft.saveStats(stats)
  if (saved) yield items.saved(saved)
  if (!streaming) yield items.stats(stats)
  yield items.end()
  if (!streaming && draft.lastSaved) yield items.saved(draft.lastSaved)
}

/** Turns what the assistant does into items, up to the end of its reply. */
async function* relay(
  context: ServerContext,
  principal: Principal,
  input: AssistantInput,
  items: ReturnType<typeof chatItems>,
  draft: ReplyDraft,
  streaming: boolean,
  figures: { stats: ReplyStats | null },
): AsyncGenerator<ChatItem, void> {
  const { clock } = context
  for await (const event of iterate(context.engine.assistant.reply(input), input.signal)) {
    switch (event.type) {
      case 'delta':
        if (event.text === '') break
        draft.addText(event.text)
        if (streaming) yield items.plain(event.text, true, null)
        break
      case 'tool_call': {
        const { id, name, args } = event
        yield items.plain(JSON.stringify({ id, name, args, ts: clock.now() / 1000 }), false, 'tool_call')
        break
      }
      case 'tool_result': {
        const { id, result } = event
        yield items.plain(JSON.stringify({ id, ts: clock.now() / 1000, result }), false, 'tool_call_result')
        break
      }
      case 'attachment': {
        const record = await untilAborted(saveProduced(context, principal, event), input.signal)
        if (!streaming && draft.unsaved !== '') yield items.plain(draft.unsaved, false, null)
        draft.addAttachment(record)
        yield items.media(record)
        yield items.attachmentSaved(record)
        const saved = draft.save(false, clock.now())
        if (saved) yield items.saved(saved)
        break
      }
      case 'stats':
        figures.stats = event.stats
        break
    }
  }
}

/** Keeps a file that the assistant made. */
function saveProduced(
  context: ServerContext,
  principal: Principal,
  event: Extract<ReplyEvent, { type: 'attachment' }>,
): Promise<AttachmentRecord> {
  return context.attachments.save({
    owner: principal.owner,
    filename: event.name,
    contentType: event.mime,
    bytes: Readable.from([event.bytes]),
  })
}
