import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BLOCK_MS,
  INITIAL_SEGMENTER,
  nextBlock,
  rearm,
} from '../../../../../src/renderer/voice/vad/segmenter.ts'
import type { SegmenterEvent, SegmenterState } from '../../../../../src/renderer/voice/vad/segmenter.ts'
import { VAD_BLOCK } from '../../../../../src/renderer/voice/vad/silero.ts'
import { MAX_SEGMENT_MS } from '../../../../../src/shared/live-api/audio-format.ts'

const BY = { positive: 0.3, negative: 0.25, redemptionMs: 1400, minSpeechMs: 400 }

/** Runs blocks of these probabilities; each event with the number of the block that brought it. */
function run(probabilities: readonly number[], state: SegmenterState = INITIAL_SEGMENTER) {
  const events: (SegmenterEvent & { block: number })[] = []
  for (const [block, probability] of probabilities.entries()) {
    const step = nextBlock(state, { at: block * VAD_BLOCK, probability }, BY)
    state = step.state
    events.push(...step.events.map((event) => ({ ...event, block })))
  }
  return { state, events, names: events.map(({ type }) => type) }
}

const blocks = (ms: number, probability: number) =>
  Array.from({ length: Math.ceil(ms / BLOCK_MS) }, () => probability)

describe('speech', () => {
  it('starts at its first block, is sure at the shortest length, and ends after the pause', () => {
    const { events } = run([...blocks(320, 0), ...blocks(960, 0.9), ...blocks(1600, 0)])
    expect(events).toEqual([
      { type: 'started', speech: 1, from: 10 * VAD_BLOCK, block: 12 },
      { type: 'confirmed', speech: 1, block: 22 },
      { type: 'ended', speech: 1, block: 40 + 44 - 1 },
    ])
  })

  it('of less than the shortest length is none', () => {
    const { names } = run([...blocks(350, 0.9), ...blocks(1500, 0)])
    expect(names).toEqual(['started', 'misfired'])
  })

  it('goes on over pauses that are shorter', () => {
    const { names } = run([...blocks(300, 0.9), ...blocks(1300, 0), ...blocks(300, 0.9), ...blocks(1500, 0)])
    expect(names).toEqual(['started', 'confirmed', 'ended'])
  })

  it('that fades to between the thresholds is not a pause', () => {
    const { names } = run([...blocks(500, 0.9), ...blocks(5000, 0.27)])
    expect(names).toEqual(['started', 'confirmed'])
  })

  it('comes again with another number', () => {
    const one = [...blocks(500, 0.9), ...blocks(1500, 0)]
    expect(run([...one, ...one]).events.map(({ speech }) => speech)).toEqual([1, 1, 1, 2, 2, 2])
  })
})

describe('what is no speech', () => {
  it('is not even begun by a click, nor by clicks that come one by one', () => {
    expect(run([...blocks(60, 0.9), ...blocks(2000, 0)]).names).toEqual([])
    const clicks = Array.from({ length: 20 }, () => [0.9, ...blocks(400, 0)]).flat()
    expect(run(clicks).names).toEqual([])
  })

  it('is cut at the longest length, sent once, and not begun again without a pause', () => {
    const noise = run(blocks(3 * MAX_SEGMENT_MS, 0.9))
    expect(noise.names).toEqual(['started', 'confirmed', 'ended'])
    expect((noise.events.at(-1)?.block ?? 0) * BLOCK_MS).toBeLessThan(MAX_SEGMENT_MS)
    expect(run([...blocks(300, 0), ...blocks(300, 0.9)], noise.state).names).toEqual(['started'])
  })
})

describe('after the talk key took it', () => {
  it('the same speech does not begin again', () => {
    const { state } = run(blocks(500, 0.9))
    expect(run([...blocks(2000, 0.9), ...blocks(100, 0)], rearm(state)).names).toEqual([])
  })

  it('what comes after a pause does', () => {
    const { state } = run(blocks(500, 0.9))
    expect(run([...blocks(300, 0), ...blocks(500, 0.9)], rearm(state)).names).toEqual([
      'started',
      'confirmed',
    ])
  })
})

describe('whatever is heard', () => {
  it('each start has one end, nothing is confirmed and then a misfire, and no speech is longer than a segment may be', () => {
    const probability = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.27, 0.9))
    const stretch = fc.tuple(fc.integer({ min: 1, max: 80 }), probability)
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40, size: 'max' }), (stretches) => {
        const { events, state } = run(
          stretches.flatMap(([count, value]) => Array.from({ length: count }, () => value)),
        )
        const open = new Map<number, string>()
        for (const event of events) {
          const stage = open.get(event.speech)
          if (event.type === 'started') {
            assert.equal(stage, undefined)
            // The pre-roll's ring need not reach further back than this.
            assert(event.block * VAD_BLOCK - event.from <= 0.3 * 16_000)
          } else if (event.type === 'confirmed') assert.equal(stage, 'started')
          else if (event.type === 'ended') assert.equal(stage, 'confirmed')
          else assert.equal(stage, 'started')
          open.set(event.speech, event.type)
        }
        const unfinished = [...open.entries()].filter(
          ([, type]) => type === 'started' || type === 'confirmed',
        )
        assert(unfinished.length <= 1)
        if (unfinished.length === 1) assert.equal(state.speech?.id, unfinished[0]?.[0])
      }),
      { numRuns: 1000 },
    )
  })
})
