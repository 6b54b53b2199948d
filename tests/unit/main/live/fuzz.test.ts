import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../../src/main/live/audio-wire.ts'
import { isPushBegin } from '../../../../src/main/live/turn/on-frame.ts'
import { parseLiveServerFrame } from '../../../../src/shared/live-api/parse.ts'
import { Harness } from './turn/harness.ts'

/*
 * Mutated frames of real conversations, through the parser into the turn machine, whose harness checks its rules. FUZZ_FRAMES
 * sets how many; for a million: FUZZ_FRAMES=1000000 npx vitest run tests/unit/main/live/fuzz.test.ts
 */
const FRAMES = Number(process.env['FUZZ_FRAMES'] ?? 50_000)

const FIXTURE = path.join(import.meta.dirname, '../../../fixtures/transcripts/live.jsonl')

/** A small generator with a seed (mulberry32), so that a failure can be had again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x'.repeat(10_000),
  [],
  {},
  { text: 5 },
  ['a'],
  '\u0000',
  '🎙️',
]

function mutate(text: string, random: (below: number) => number, other: string): string {
  switch (random(8)) {
    case 0:
      return text.slice(0, random(text.length))
    case 1:
      return text.slice(0, random(text.length)) + other.slice(random(other.length))
    case 2: {
      const at = random(text.length)
      return text.slice(0, at) + String.fromCharCode(random(0x3000)) + text.slice(at + 1)
    }
    case 3:
    case 4: {
      const frame = JSON.parse(text) as Record<string, unknown>
      const keys = Object.keys(frame)
      frame[keys[random(keys.length)] ?? 't'] = ODD_VALUES[random(ODD_VALUES.length)]
      return JSON.stringify(frame)
    }
    case 5: {
      const frame = JSON.parse(text) as Record<string, unknown>
      const data = frame['data']
      if (typeof data === 'object' && data !== null) {
        const keys = [...Object.keys(data), '__proto__', 'constructor', 'extra']
        const key = keys[random(keys.length)] ?? 'extra'
        frame['data'] = { ...data, [key]: ODD_VALUES[random(ODD_VALUES.length)] }
      }
      return JSON.stringify(frame)
    }
    case 6:
      return JSON.stringify({ ...(JSON.parse(text) as object), ...(JSON.parse(other) as object) })
    default:
      return text
  }
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}

describe('mutated frames', () => {
  it(
    `break neither the parser nor the turn machine, nor fill the memory (${FRAMES} frames)`,
    { timeout: 1_200_000 },
    () => {
      const corpus = readFileSync(FIXTURE, 'utf8')
        .trim()
        .split('\n')
        .flatMap((line) => (JSON.parse(line) as { steps: { send?: object }[] }).steps)
        .flatMap(({ send }) => (send === undefined ? [] : [JSON.stringify(send)]))
      const random = randomOf(20_261_122)
      const pick = (): string => corpus[random(corpus.length)] ?? '{}'
      const counts = { frame: 0, unknown: 0, bad: 0, 'sign-in-error': 0 }
      let harness = new Harness()
      let before = 0
      for (let index = 0; index < FRAMES; index += 1) {
        // A conversation of a thousand frames at a time: its views are the test's, not the client's, to keep.
        if (index % 1000 === 0) {
          harness = new Harness()
          harness.online()
        }
        if (index === Math.min(10_000, Math.floor(FRAMES / 5))) before = heapUsed()
        if (random(20) === 0) {
          const act = random(6)
          if (act === 0) harness.speak()
          else if (act === 1) harness.dispatch({ type: 'interrupt' })
          else if (act === 2) harness.advance(60_000)
          else harness.type()
        }
        const text = mutate(pick(), random, pick())
        const parsed = parseLiveServerFrame(text)
        counts[parsed.kind] += 1
        if (parsed.kind !== 'frame') continue
        const { frame } = parsed
        if (frame.t === 'error' && /busy/i.test(frame.data)) continue
        const audio = frame.t === 'response' ? decodeAudio(frame.data) : null
        const pushId = frame.t === 'metrics' && isPushBegin(frame.data) ? harness.newId('p') : null
        harness.dispatch({ type: 'frame', frame, audio, pushId })
      }
      // The corpus is worth something only if much of it still gets through, and much does not.
      expect(counts.frame).toBeGreaterThan(FRAMES / 4)
      expect(counts.bad).toBeGreaterThan(FRAMES / 10)
      expect(({} as { extra?: unknown }).extra).toBeUndefined()
      expect(heapUsed() - before).toBeLessThan(10 * 1024 * 1024)
    },
  )
})
