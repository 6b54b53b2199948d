import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { decodeFrame } from '../../../src/server/ws/decode.ts'
import { parseChatServerFrame, parseLiveServerFrame } from '../../../src/shared/live-api/parse.ts'

/*
 * A million mutated frames through the parsers of both sides. What comes after the parsers (sessions, turn machine) has fuzz
 * tests of its own, in `unit/server` and `unit/main/live`.
 */

const FRAMES = 1_000_000
/** Room for what the engine itself keeps, in bytes: a leak of only 100 bytes a frame would be ten times that. */
const HEAP_GROWTH_LIMIT = 10 * 1024 * 1024

const SEEDS = [
  '{"t":"metrics","data":{"input_type":"audio","wav_assemble_time":0.1}}',
  '{"t":"user_msg","data":{"text":"hello","ts":1710000000000}}',
  '{"t":"bot_delta_chunk","data":{"text":"Hel"}}',
  '{"t":"response","data":"UklGRgAAAABXQVZF"}',
  '{"t":"tool_call","data":"{\\"id\\":\\"c\\",\\"name\\":\\"n\\",\\"args\\":{}}","chain_type":"tool_call"}',
  '{"t":"image","data":{"attachment_id":"a","filename":"a.jpg","type":"image"},"message_id":"m"}',
  '{"t":"error","data":"no","code":"PROCESSING_ERROR"}',
  '{"t":"end"}',
  '{"type":"error","code":"UNAUTHORIZED","data":"Invalid API key"}',
  '{"ct":"chat","type":"plain","data":"You ","streaming":true,"chain_type":null,"message_id":"m"}',
  '{"ct":"chat","type":"message_saved","data":{"id":1,"created_at":"2026-01-01"}}',
  '{"t":"start_speaking","stamp":"a"}',
  '{"t":"speaking_part","data":"AAAA"}',
  '{"t":"text_input","message":[{"type":"plain","text":"x"},{"type":"image","attachment_id":"i"}]}',
  '{"ct":"chat","t":"send","session_id":"s","message_id":"m","message":[{"type":"plain","text":"x"}]}',
]
const SNIPPETS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  'null',
  '1e999',
  '\\u0000',
  '\\ud800',
  '"t"',
  '{}',
  '__proto__',
  '0',
]

/**
 * The same numbers every time: a linear congruential generator with the constants of Numerical Recipes. Its low bits repeat
 * after a few steps, so the number is scaled from the high ones.
 */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 0x1_0000_0000) * below)
  }
}

test(
  'a million mutated frames: every one gets an answer, and none leaves anything behind',
  { timeout: 120_000 },
  () => {
    const random = numbers(7)
    const kinds = new Map<string, number>()
    const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    let heapEarly = 0
    for (let i = 0; i < FRAMES; i += 1) {
      if (i === FRAMES / 10) heapEarly = heapUsed()
      const frame = mutated(SEEDS[random(SEEDS.length)] ?? '', random)
      count(`live ${parseLiveServerFrame(frame).kind}`)
      count(`chat ${parseChatServerFrame(frame).kind}`)
      count(`server ${decodeFrame(Buffer.from(frame)) === null ? 'bad' : 'frame'}`)
    }
    expect(heapUsed() - heapEarly).toBeLessThan(HEAP_GROWTH_LIMIT)
    // The mutations reach every answer of every parser, and leave some frames whole.
    for (const side of ['live', 'chat']) {
      for (const kind of ['frame', 'unknown', 'bad', 'sign-in-error']) {
        expect(kinds.get(`${side} ${kind}`), `${side} ${kind}`).toBeGreaterThan(0)
      }
    }
    expect(kinds.get('server bad')).toBeGreaterThan(0)
    expect(kinds.get('server frame')).toBeGreaterThan(0)
  },
)

/** Cuts, doubles, swaps and inserts, none to three times. */
function mutated(frame: string, random: (below: number) => number): string {
  let text = frame
  for (let times = random(4); times > 0; times -= 1) {
    const at = random(text.length + 1)
    switch (random(4)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + 1 + random(8))
        break
      case 1:
        text = text.slice(0, at) + (SNIPPETS[random(SNIPPETS.length)] ?? '') + text.slice(at)
        break
      case 2:
        text = text.slice(0, at) + String.fromCharCode(random(0x1_0000)) + text.slice(at + 1)
        break
      default:
        text = text.replace(/"(t|type|data|text)"/, '"$1x"')
    }
  }
  return text
}

/** Bytes in use after a full collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}
