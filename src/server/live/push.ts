import { AbortedError } from '../abort.ts'
import { secondsSince } from '../clock.ts'
import { toFailure } from '../../shared/failure.ts'
import type { ReplyEvent } from '../skills/types.ts'
import { AsyncQueue } from './async-queue.ts'
import * as frames from './frames.ts'
import { streamReply } from './reply.ts'
import type { ReplyProgress, TurnOutput } from './reply.ts'
import { INTERRUPTED } from './turn.ts'
import type { TurnHost } from './turn.ts'

/**
 * Says something that nobody asked for just now: a timer that rings.
 *
 * On the wire a push is a whole turn of its own, sent between turns and never inside one:
 *
 *     metrics {input_type: "text", push: true}
 *     bot_delta_chunk {text}
 *     metrics {speak_to_first_frame} … bot_text_chunk {text}, response …   (or bot_msg, when there is no voice)
 *     end
 *     metrics {wav_to_tts_total_time, push: true}
 *
 * There is no `user_msg`, because no one asked, and each of its frames also has `"push": true` at the top. A client that has
 * never heard of pushes reads an ordinary turn with a beginning and an end, shows its text and plays its audio. A client
 * that counts turns by `metrics {input_type}` must not count one with `push: true` as the answer to an input of its own: an
 * input that it sent while the push was on its way is answered after it. Nothing is pushed while the person is speaking.
 *
 * @returns whether it was said to the end, or stopped by the person; false when the socket went away first.
 */
export async function runPush(host: TurnHost, text: string, signal: AbortSignal): Promise<boolean> {
  const { clock, log, store } = host.context
  const out: TurnOutput = {
    send: (frame) => host.out.send({ ...frame, push: true }),
    drained: (stop) => host.out.drained(stop),
  }
  const startedMs = clock.elapsed()
  const progress: ReplyProgress = { text: '', spoken: '', audioFrames: 0, attachments: [], model: null }
  const say = new AsyncQueue<ReplyEvent>()
  say.push({ type: 'delta', text })
  say.close()
  let isDelivered = true
  out.send(frames.metrics({ input_type: 'text', push: true }))
  try {
    await streamReply(host.replyDeps, () => say, out, startedMs, progress, signal)
  } catch (thrown) {
    if (thrown instanceof AbortedError || signal.aborted) {
      isDelivered = signal.reason === INTERRUPTED
      if (isDelivered) out.send(frames.stopPlay())
    } else {
      log.error({ code: toFailure(thrown).code, err: thrown }, 'a push failed')
    }
  }
  out.send(frames.end())
  out.send(frames.metrics({ wav_to_tts_total_time: secondsSince(startedMs, clock), push: true }))
  if (isDelivered) {
    const parts = [{ type: 'plain' as const, text }]
    store.conversations.add({ session: host.session().pk, role: 'assistant', text, parts }, clock.now())
  }
  return isDelivered
}
