import { AbortedError, untilAborted } from '../abort.ts'
import type { Principal } from '../auth/principal.ts'
import { secondsSince } from '../clock.ts'
import type { ServerContext } from '../context.ts'
import { assistantInput } from '../conversation.ts'
import { toFailure } from '../../shared/failure.ts'
import type { SessionRecord } from '../store/conversations.ts'
import * as frames from './frames.ts'
import { streamReply } from './reply.ts'
import type { ReplyDeps, ReplyProgress, TurnOutput } from './reply.ts'
import type { TypedInput } from './text-input.ts'

/** One input that begins a turn. */
export type TurnInput =
  /** @property assembleSeconds how long it took to put the segment together; @property startedMs when that was done. */
  | { kind: 'voice'; pcm: Int16Array; assembleSeconds: number; startedMs: number }
  /** A segment with more audio than one may hold. */
  | { kind: 'too-long' }
  | { kind: 'text'; input: TypedInput }

/** What a turn needs of its session. */
export interface TurnHost {
  readonly context: ServerContext
  readonly principal: Principal
  readonly out: TurnOutput
  /** The conversation, made when it is first needed. */
  session(): SessionRecord
  replyDeps: ReplyDeps
}

/** The reason with which a turn is aborted when its person asked for it. Any other reason means that nobody is listening. */
export const INTERRUPTED = 'interrupted'

/** An error that the client is told of; the turn then ends. */
class TurnError extends Error {
  readonly code: frames.LiveErrorCode
  constructor(code: frames.LiveErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Serves one turn from its first `metrics` to its last. Every turn ends with `end` and then `metrics {wav_to_tts_total_time}`,
 * whatever happens in it: after an `error`, and after `stop_play` when it was interrupted. Never rejects.
 */
export async function runTurn(host: TurnHost, turn: TurnInput, signal: AbortSignal): Promise<void> {
  const { context, out } = host
  const { clock } = context
  const startedMs = turn.kind === 'voice' ? turn.startedMs : clock.elapsed()
  const progress: ReplyProgress = { text: '', spoken: '', audioFrames: 0, attachments: [], model: null }
  let wasAsked = false
  try {
    const input = await hear(host, turn, signal)
    wasAsked = true
    await streamReply(
      host.replyDeps,
      (stop) => context.engine.assistant.reply(input(stop)),
      out,
      startedMs,
      progress,
      signal,
    )
    saveReply(host, progress, false)
  } catch (thrown) {
    if (thrown instanceof AbortedError || signal.aborted) {
      if (signal.reason === INTERRUPTED) out.send(frames.stopPlay())
    } else {
      const { code, message } = thrown instanceof TurnError ? thrown : toFailure(thrown)
      // Silence is no fault of anybody's.
      if (code !== 'NO_SPEECH')
        context.log.warn({ code, err: code === 'INTERNAL' ? thrown : undefined }, 'a turn failed')
      out.send(frames.error(message, code))
    }
    if (wasAsked) saveReply(host, progress, true)
  }
  out.send(frames.end())
  out.send(frames.metrics({ wav_to_tts_total_time: secondsSince(startedMs, clock) }))
}

/** Finds out what was asked, says so, keeps it, and makes the assistant's input of it. */
async function hear(host: TurnHost, turn: TurnInput, signal: AbortSignal) {
  const { context, out, principal } = host
  const { clock } = context
  if (turn.kind === 'too-long') {
    out.send(frames.metrics({ wav_assemble_time: 0, input_type: 'audio' }))
    const minutes = Math.floor(context.limits.maxSegmentMs / 60_000)
    throw new TurnError('SEGMENT_TOO_LONG', `A segment may hold at most ${minutes} minutes of audio.`)
  }
  let typed: TypedInput
  if (turn.kind === 'voice') {
    const { stt } = context.engine.speech
    out.send(frames.metrics({ wav_assemble_time: turn.assembleSeconds, input_type: 'audio' }))
    out.send(frames.metrics({ stt: stt.name }))
    const text = (await untilAborted(stt.transcribe(turn.pcm, signal), signal)).text.trim()
    if (text === '') throw new TurnError('NO_SPEECH', 'No speech was recognised.')
    const message = { parts: [{ type: 'plain' as const, text }], attachments: [], text, quoted: null }
    typed = { display: text, message }
  } else {
    out.send(frames.metrics({ input_type: 'text' }))
    typed = turn.input
  }
  const now = clock.now()
  out.send(frames.userMsg(typed.display, now))
  const session = host.session()
  // The history is read before the input joins it.
  const input = assistantInput(context, principal, session, typed.message, signal)
  const { parts } = typed.message
  context.store.conversations.add({ session: session.pk, role: 'user', text: typed.display, parts }, now)
  return (stop: AbortSignal) => ({ ...input, signal: stop })
}

/** Keeps what was said. Of an interrupted reply that was spoken, that is what was spoken: the person heard no more of it. */
function saveReply(host: TurnHost, progress: ReplyProgress, interrupted: boolean): void {
  const { context } = host
  const text = interrupted && progress.audioFrames > 0 ? progress.spoken.trim() : progress.text
  if (text === '' && progress.attachments.length === 0) return
  try {
    context.store.conversations.add(
      {
        session: host.session().pk,
        role: 'assistant',
        text,
        parts: [
          ...(text === '' ? [] : [{ type: 'plain' as const, text }]),
          ...progress.attachments.map(({ id, kind, filename }) => ({
            type: kind,
            attachment_id: id,
            filename,
          })),
        ],
        interrupted,
      },
      context.clock.now(),
    )
  } catch (thrown) {
    // The person has their answer; that it could not be kept must not cost them the turn's end.
    context.log.error({ err: thrown }, 'a reply was not stored')
  }
}
