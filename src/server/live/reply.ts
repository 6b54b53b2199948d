import { AbortedError, iterate, untilAborted } from '../abort.ts'
import { secondsSince, seconds } from '../clock.ts'
import type { Clock } from '../clock.ts'
import type { Engine } from '../ports.ts'
import type { ReplyEvent } from '../skills/types.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import { FailureError, toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Logger } from '../log.ts'
import { AsyncQueue } from './async-queue.ts'
import * as frames from './frames.ts'

/** Where a turn's frames go. */
export interface TurnOutput {
  send(frame: object): void
  /** Resolves when the reader has caught up. */
  drained(signal: AbortSignal): Promise<void>
}

/** What has been said of a reply so far; filled in as it goes, so that it is right wherever the reply stops. */
export interface ReplyProgress {
  /** All deltas. */
  text: string
  /** The text whose audio was sent. */
  spoken: string
  audioFrames: number
  attachments: AttachmentRecord[]
  model: string | null
}

export interface ReplyDeps {
  engine: Engine
  clock: Clock
  log: Logger
  newId(): string
  saveAttachment(event: Extract<ReplyEvent, { type: 'attachment' }>): Promise<AttachmentRecord>
}

/**
 * Streams one reply: deltas as they are thought of, and, a sentence behind, each sentence's text directly before its audio.
 * Thinking and speaking run side by side; speaking waits for a slow reader, thinking does not. When there was no audio at all,
 * `bot_msg` carries the whole text.
 * @param think starts the assistant on the input.
 * @param startedMs where the turn's clock starts: the end of WAV assembly, or the arrival of the text.
 * @throws AbortedError once the signal is aborted; FailureError when thinking fails. `progress` says how far it got.
 */
export async function streamReply(
  deps: ReplyDeps,
  think: (signal: AbortSignal) => AsyncIterable<ReplyEvent>,
  out: TurnOutput,
  startedMs: number,
  progress: ReplyProgress,
  outer: AbortSignal,
): Promise<void> {
  const { clock } = deps
  const replyMs = clock.elapsed()
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const pieces = new AsyncQueue<string>()
  const speaker = speak(deps, pieces, out, { startedMs, replyMs }, progress, signal)
  // Its outcome is awaited below; until then a failure must not count as unhandled.
  speaker.catch(() => undefined)
  try {
    await relay(deps, think(signal), out, pieces, progress, signal)
    const spoken = await untilAborted(speaker, signal)
    if (spoken) out.send(frames.metrics({ ...spoken, chat_model: progress.model ?? '' }))
    if (progress.audioFrames === 0) out.send(frames.botMsg(progress.text, clock.now()))
  } finally {
    stop.abort()
  }
}

/** Turns what the assistant does into frames, and its text into pieces to speak. */
async function relay(
  deps: ReplyDeps,
  events: AsyncIterable<ReplyEvent>,
  out: TurnOutput,
  pieces: AsyncQueue<string>,
  progress: ReplyProgress,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = deps
  const messageId = deps.newId()
  const splitter = deps.engine.createSplitter()
  for await (const event of iterate(events, signal)) {
    switch (event.type) {
      case 'delta':
        if (event.text === '') break
        progress.text += event.text
        out.send(frames.botDelta(event.text))
        for (const piece of splitter.push(event.text)) pieces.push(piece)
        break
      case 'tool_call': {
        const { id, name, args } = event
        out.send(frames.toolCall({ id, name, args, ts: clock.now() / 1000 }, messageId))
        break
      }
      case 'tool_result': {
        const { id, result } = event
        out.send(frames.toolCallResult({ id, ts: clock.now() / 1000, result }, messageId))
        break
      }
      case 'attachment': {
        const record = await untilAborted(deps.saveAttachment(event), signal)
        progress.attachments.push(record)
        out.send(frames.attachment(record, messageId))
        break
      }
      case 'stats': {
        const { model, ttftMs, totalMs } = event.stats
        progress.model = model
        out.send(frames.metrics({ llm_ttft: seconds(ttftMs), llm_total_time: seconds(totalMs) }))
        break
      }
    }
  }
  for (const piece of splitter.flush()) pieces.push(piece)
  pieces.close()
}

/** Speaks the pieces in order; the metrics of it, or null when there is no voice at all. */
async function speak(
  deps: ReplyDeps,
  pieces: AsyncQueue<string>,
  out: TurnOutput,
  since: { startedMs: number; replyMs: number },
  progress: ReplyProgress,
  signal: AbortSignal,
): Promise<Record<string, unknown> | null> {
  const { clock, log } = deps
  const { tts } = deps.engine.speech
  let firstFrameTime = 0
  let isMute = false
  for await (const piece of iterate(pieces, signal)) {
    if (isMute || piece.trim() === '') continue
    await out.drained(signal)
    let audio: Uint8Array
    try {
      audio = (await untilAborted(tts.speak(piece, signal), signal)).wav
    } catch (thrown) {
      const { code } = failureOf(thrown, signal)
      // A sentence that cannot be said is still in the deltas; without a voice, there is no use in asking again.
      if (code !== 'TTS_UNSUPPORTED_TEXT') log.warn({ code }, 'a sentence was not spoken')
      isMute = code === 'MODELS_MISSING'
      continue
    }
    if (progress.audioFrames === 0) {
      firstFrameTime = secondsSince(since.replyMs, clock)
      out.send(frames.metrics({ speak_to_first_frame: secondsSince(since.startedMs, clock) }))
    }
    out.send(frames.botTextChunk(piece))
    out.send(frames.response(audio))
    progress.audioFrames += 1
    progress.spoken += piece
  }
  if (isMute && progress.audioFrames === 0) return null
  return {
    tts_total_time: secondsSince(since.replyMs, clock),
    tts_first_frame_time: firstFrameTime,
    tts: tts.name,
  }
}

/** What went wrong; rethrows what is only the signal. */
function failureOf(thrown: unknown, signal: AbortSignal): Failure {
  if (signal.aborted || thrown instanceof AbortedError) throw new AbortedError()
  return thrown instanceof FailureError ? thrown.failure : toFailure(thrown)
}
