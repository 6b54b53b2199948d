import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChatSession } from '../../../src/server/chat/session.ts'
import type { ServerContext } from '../../../src/server/context.ts'
import { createLiveSession } from '../../../src/server/live/session.ts'
import { decodeFrame } from '../../../src/server/ws/decode.ts'
import { parseChatServerFrame, parseLiveServerFrame } from '../../../src/shared/live-api/parse.ts'
import { eventually, fakeConnection, makeContext } from '../../helpers/fake-engine.ts'

/*
 * Mutated frames against the real sessions. A million of them, with a seed of one's own:
 *
 *     FUZZ_FRAMES=1000000 FUZZ_SEED=7 npx vitest run --project unit tests/unit/server/fuzz.test.ts
 */
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 20_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? 1)
/** Frames that one socket gets before it is dropped, sometimes in the middle of a turn. */
const FRAMES_A_SOCKET = 400

type Frame = Record<string, unknown>

/** A small generator of the same numbers for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const random = generator(SEED)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

const AUDIO = Buffer.alloc(64).toString('base64')
const plain = { type: 'plain', text: 'hello' }
const SEEDS: readonly Frame[] = [
  { t: 'start_speaking', stamp: 'a' },
  { t: 'speaking_part', data: AUDIO },
  { t: 'end_speaking', stamp: 'a' },
  { t: 'text_input', text: 'hello' },
  {
    t: 'text_input',
    message: [plain, { type: 'image', attachment_id: 'x' }, { type: 'reply', message_id: 1 }],
  },
  { t: 'interrupt' },
  { ct: 'chat', t: 'bind', session_id: 's' },
  { ct: 'chat', t: 'send', session_id: 's', message_id: 'm', message: [plain], enable_streaming: true },
  { ct: 'chat', t: 'send', message: [plain], enable_streaming: false },
]
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  NaN,
  '',
  ' ',
  'a',
  '7',
  7,
  [],
  {},
  [[]],
  '\u0000',
  '\ud800',
  '__proto__',
  'x'.repeat(5000),
  AUDIO,
  '!!!',
  { toString: 1 },
  { length: 9 },
  [null, 1, 'x', {}],
  [{ type: 'plain', text: 5 }],
  [{ type: 'image', attachment_id: {} }],
  [{ type: 'reply', message_id: {} }],
]
const KEYS = [
  't',
  'ct',
  'stamp',
  'data',
  'text',
  'message',
  'session_id',
  'message_id',
  'enable_streaming',
  '__proto__',
  'constructor',
]

/** One frame as bytes: mostly a known one with something wrong in it, sometimes not even JSON. */
function mutated(): Buffer {
  const frame: Frame = { ...pick(SEEDS) }
  for (let changes = Math.floor(random() * 3); changes > 0; changes -= 1) {
    const key = pick(KEYS)
    if (random() < 0.3) Reflect.deleteProperty(frame, key)
    else Object.defineProperty(frame, key, { value: pick(VALUES), enumerable: true, configurable: true })
  }
  const bytes = Buffer.from(JSON.stringify(frame))
  const chance = random()
  if (chance < 0.04) return bytes.subarray(0, Math.floor(random() * bytes.length))
  if (chance < 0.08) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return bytes
}

describe('frames that are not as they should be', () => {
  let context: ServerContext
  let dispose: () => void
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason)

  beforeAll(async () => {
    ;({ context, dispose } = await makeContext({
      hear: (pcm) => Promise.resolve(pcm.length > 64 ? 'words' : ''),
    }))
    process.on('unhandledRejection', onUnhandled)
  })
  afterAll(() => {
    process.off('unhandledRejection', onUnhandled)
    dispose()
  })

  it(
    `never break a session, and every turn ends once (${FRAMES} frames)`,
    { timeout: 3_600_000 },
    async () => {
      for (let done = 0, socket = 0; done < FRAMES; done += FRAMES_A_SOCKET, socket += 1) {
        const { connection, sent, drop } = fakeConnection()
        const principal = { owner: 'key:fuzz', username: pick(['alice', 'bob']) }
        const isLive = random() < 0.5
        const session = (isLive ? createLiveSession : createChatSession)(context, connection, principal)
        for (let i = 0; i < FRAMES_A_SOCKET; i += 1) {
          const bytes = mutated()
          const frame = decodeFrame(bytes)
          if (frame) session.receive(frame, bytes.length)
          else session.receiveInvalid()
          if (random() < 0.05) await new Promise((resolve) => setImmediate(resolve))
        }
        // Whatever came before, a good input is still answered, in its place.
        const last = isLive
          ? { t: 'text_input', text: 'the last one' }
          : { t: 'send', message_id: 'the last one', message: [plain] }
        await eventually(() => {
          if (sent.some(isLast)) return true
          session.receive(last, 100)
          return false
        })
        for (const frame of sent) {
          const parse = isLive ? parseLiveServerFrame : parseChatServerFrame
          expect(parse(JSON.stringify(frame)).kind, JSON.stringify(frame)).toBe('frame')
        }
        if (isLive) expectTurns(sent)
        drop()
      }
      expect(unhandled).toEqual([])
    },
  )
})

function isLast(frame: Frame): boolean {
  return (
    (frame['t'] === 'user_msg' && (frame['data'] as Frame)['text'] === 'the last one') ||
    (frame['type'] === 'end' && frame['message_id'] === 'the last one')
  )
}

/** Turns do not overlap: `metrics {input_type}`, then one `end`, then the last `metrics`, before the next begins. */
function expectTurns(frames: readonly Frame[]): void {
  let state: 'idle' | 'running' | 'ended' = 'idle'
  for (const frame of frames) {
    const data = (frame['data'] ?? {}) as Frame
    if (frame['t'] === 'metrics' && 'input_type' in data) {
      expect(state).toBe('idle')
      state = 'running'
    } else if (frame['t'] === 'end') {
      expect(state).toBe('running')
      state = 'ended'
    } else if (frame['t'] === 'metrics' && 'wav_to_tts_total_time' in data) {
      expect(state).toBe('ended')
      state = 'idle'
    } else if (frame['t'] !== 'error') {
      expect(state).toBe('running')
    }
  }
}
