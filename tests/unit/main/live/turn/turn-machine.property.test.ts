import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import type { LiveServerFrame } from '../../../../../src/shared/live-api/live-frames.ts'
import { Harness } from './harness.ts'
import { ModelServer } from './model-server.ts'
import type { Script } from './model-server.ts'

/*
 * Random conversations against the turn machine; the harness checks its rules at every step. Each sequence is a list of
 * numbers, which keeps making and shrinking them cheap. PROPERTY_RUNS sets how many sequences run in each of the two tests.
 */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 100_000)

const sequences = fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 40, size: 'max' })
const settings = { numRuns: RUNS, ignoreEqualValues: false } as const

const FRAMES: readonly LiveServerFrame[] = [
  { t: 'metrics', data: { input_type: 'text' } },
  { t: 'metrics', data: { input_type: 'audio', wav_assemble_time: 0.1 } },
  { t: 'metrics', data: { stt: 'x' } },
  { t: 'metrics', data: { wav_to_tts_total_time: 1 } },
  { t: 'metrics', data: { input_type: 'text', push: true } },
  { t: 'user_msg', data: { text: 'heard', ts: 1 } },
  { t: 'bot_delta_chunk', data: { text: 'delta' } },
  { t: 'bot_text_chunk', data: { text: 'chunk' } },
  { t: 'bot_msg', data: { text: 'message', ts: 1 } },
  { t: 'tool_call', data: '{"id":"c","name":"n","args":{}}' },
  { t: 'tool_call_result', data: '{"id":"c","result":"r"}' },
  { t: 'image', data: { attachment_id: 'a', filename: 'f' } },
  { t: 'stop_play' },
  { t: 'end' },
  { t: 'end' },
  { t: 'error', data: 'boom' },
  { t: 'error', data: 'message must be non-empty text', code: 'INVALID_MESSAGE_FORMAT' },
  { t: 'error', data: '音频组装失败' },
  { t: 'error', data: 'Session is busy', code: 'PROCESSING_ERROR' },
]

/** What a person, a network, a clock and a speaker may do; `pick` chooses among what is there. */
function act(harness: Harness, op: number, pick: number, server: ModelServer | null): void {
  const ids = [...harness.views.keys()]
  const id = ids[pick % Math.max(ids.length, 1)] ?? 'none'
  switch (op) {
    case 0:
      return void harness.startSpeaking(pick % 3 === 0)
    case 1:
      return harness.audio()
    case 2:
      return harness.endSpeaking(pick % 9 === 0 ? 0 : 0.5)
    case 3:
      return void harness.speak()
    case 4:
    case 5:
      return void harness.type()
    case 6:
      return harness.dispatch({ type: 'cancel-speaking' }) as unknown as void
    case 7:
      return void harness.dispatch({ type: 'interrupt' })
    case 8:
      return harness.retry(id)
    case 9:
      return void harness.dispatch({ type: pick % 2 ? 'discard' : 'keep-waiting', turnId: id })
    case 10:
      if (harness.state.isOnline) {
        server?.drop()
        return harness.lose(pick % 5 === 0 ? 'CANCELLED' : 'CONNECTION_LOST')
      }
      return harness.online()
    case 11:
      return harness.advance([10, 1000, 25_000, 60_000, 150_000][pick % 5] ?? 0)
    case 12: {
      const epoch = harness.state.playing?.epoch ?? pick % 5
      return void harness.dispatch({ type: 'drained', epoch: pick % 4 === 0 ? pick % 7 : epoch })
    }
    case 13: {
      const epoch = harness.state.playing?.epoch ?? 1
      const seq = pick % 3
      if (pick % 4 === 0) return void harness.dispatch({ type: 'chunk-started', epoch, seq })
      const share = (pick % 11) / 10
      if (pick % 4 === 1) return void harness.dispatch({ type: 'chunk-progress', epoch, seq, share })
      if (pick % 4 === 2) return void harness.dispatch({ type: 'unplayed', epoch: pick % 7 })
      const { silenced } = harness.state
      const heard = pick % 3 === 0 ? null : { epoch: silenced?.epoch ?? epoch, seq, share }
      return void harness.dispatch({ type: 'silenced', epoch: silenced?.epoch ?? epoch, heard })
    }
  }
}

/** Inputs stop, and time goes by: whatever happened, the machine comes to rest. */
function comesToRest(harness: Harness): void {
  harness.dispatch({ type: 'cancel-speaking' })
  for (let round = 0; round < 200 && harness.timers.size > 0; round += 1) harness.advance(600_000)
  assert.equal(harness.timers.size, 0, 'no timer runs for ever')
  assert.equal(harness.state.voice, 'idle', 'the voice comes back to idle')
  const open = [...harness.views.values()].filter(
    (view) => !['done', 'failed', 'interrupted', 'unsent'].includes(view.state),
  )
  assert.deepEqual(
    open.map((view) => view.state),
    [],
    'every turn came to an end that can be seen',
  )
}

describe('turn machine, property', () => {
  it(`keeps its rules whatever a server sends (${RUNS} sequences)`, { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(sequences, (numbers) => {
        const harness = new Harness()
        harness.online()
        for (const number of numbers) {
          const op = number % 28
          const pick = Math.floor(number / 28)
          if (op < 14) {
            act(harness, op, pick, null)
          } else if (op === 27) {
            harness.response(null)
          } else {
            const frame = FRAMES[(op - 14 + pick) % FRAMES.length] ?? { t: 'end' }
            // A refusal for being busy allows one more sending of whatever it is about.
            if (frame.t === 'error' && frame.code === 'PROCESSING_ERROR') {
              const refused = harness.state.waiting[0]?.id
              if (refused) harness.allowed.set(refused, (harness.allowed.get(refused) ?? 1) + 1)
            }
            harness.frame(frame)
          }
        }
        comesToRest(harness)
      }),
      settings,
    )
  })

  it(
    `gives every frame to its own turn, on both kinds of server (${RUNS} sequences)`,
    { timeout: 600_000 },
    () => {
      fc.assert(
        fc.property(sequences, (numbers) => {
          const harness = new Harness()
          const isSerial = (numbers[0] ?? 0) % 2 === 0
          let at = 0
          const scripts: readonly Script[] = [
            'reply',
            'reply',
            'text-only',
            'command',
            'empty-recognition',
            'fails',
            'hangs',
          ]
          const server = new ModelServer(
            harness,
            isSerial,
            () => scripts[(numbers[at++ % numbers.length] ?? 0) % 7] ?? 'reply',
          )
          harness.online()
          for (const number of numbers) {
            const op = number % 26
            if (op < 14) act(harness, op, Math.floor(number / 26), server)
            else server.step()
          }
          // Given time, everything that is on the wire gets its answer.
          for (let step = 0; step < 400 && !server.isIdle; step += 1) server.step()
          for (const [id, view] of harness.views) {
            const words = view.reply.text.match(/<[^>]+>/g) ?? []
            assert(
              words.every((word) => word === `<${id}>`),
              `${id} shows ${view.reply.text}`,
            )
            const owner = view.metrics['owner']
            assert(owner === undefined || owner === id, `${id} has the metrics of ${String(owner)}`)
          }
          for (const id of new Set(server.served)) {
            const times = server.served.filter((one) => one === id).length
            assert(times <= (harness.allowed.get(id) ?? 1), `${id} was served ${times} times`)
          }
          comesToRest(harness)
        }),
        settings,
      )
    },
  )
})
