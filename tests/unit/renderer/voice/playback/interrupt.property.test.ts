import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkOrder } from '../../../../../src/renderer/voice/playback/chunk-order.ts'
import type { Released } from '../../../../../src/renderer/voice/playback/chunk-order.ts'
import { SampleQueue, SILENCE_RAMP_MS } from '../../../../../src/renderer/voice/playback/sample-queue.ts'
import type { QueueReport } from '../../../../../src/renderer/voice/playback/sample-queue.ts'

/*
 * Turns that are interrupted at any moment: chunks come, decode in any order or not at all, the audio thread pulls, and the
 * order to be silent comes between any two of these. Each turn's sound is a constant of its own, so that each sample says
 * whose it is.
 */

const RATE = 48_000
const QUANTUM = 128
const RAMP = Math.round((SILENCE_RAMP_MS * RATE) / 1000)
/** From one sample to the next: the steepest that the ramps to and from silence are, and the decay after the last sample. */
const STEEPEST = 0.02

type Step =
  | { readonly do: 'chunk'; readonly length: number }
  | { readonly do: 'decode' | 'fail'; readonly which: number }
  | { readonly do: 'pull'; readonly quanta: number }
  | { readonly do: 'end' | 'interrupt' | 'late' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('chunk' as const), length: fc.integer({ min: 1, max: 3000 }) }),
    },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('decode' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), which: fc.nat(9) }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('pull' as const), quanta: fc.integer({ min: 1, max: 30 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'interrupt' as const, 'late' as const) }),
    },
  ),
  { maxLength: 60 },
)

/** What stands between main and the audio thread, as the speaker puts it together. */
class Engine {
  readonly order = new ChunkOrder<Float32Array>()
  readonly reports: QueueReport[] = []
  readonly heard: number[] = []
  readonly queue = new SampleQueue(RATE, (report) => this.reports.push(report))
  /** Chunks that still decode. */
  readonly decoding: { epoch: number; seq: number; samples: Float32Array }[] = []
  epoch = 1
  #seq = 0
  #isEnded = false
  /** Since which sample an epoch must be silent. */
  readonly deadSince = new Map<number, number>()

  run(step: Step): void {
    switch (step.do) {
      case 'chunk':
        if (this.#isEnded) this.#nextTurn()
        return this.chunk(this.epoch, this.#seq++, step.length)
      case 'decode':
      case 'fail': {
        const [chunk] = this.decoding.splice(step.which % Math.max(this.decoding.length, 1), 1)
        if (chunk)
          this.release(this.order.settle(chunk.epoch, chunk.seq, step.do === 'fail' ? null : chunk.samples))
        return
      }
      case 'pull':
        return this.pull(step.quanta)
      case 'end':
        this.#isEnded = true
        return this.release(this.order.end(this.epoch))
      case 'interrupt':
        this.order.silence(this.epoch)
        this.queue.silence(this.epoch)
        this.deadSince.set(this.epoch, this.heard.length)
        return this.#nextTurn()
      case 'late':
        // A chunk and an end of a turn that is dead, or over.
        if (this.epoch === 1) return
        this.chunk(this.epoch - 1, 1000 + this.#seq, 500)
        return this.release(this.order.end(this.epoch - 1))
    }
  }

  chunk(epoch: number, seq: number, length: number): void {
    if (!this.order.admit(epoch, seq)) return
    this.decoding.push({ epoch, seq, samples: new Float32Array(length).fill(levelOf(epoch)) })
  }

  release(released: readonly Released<Float32Array>[]): void {
    for (const each of released) {
      if (each.type === 'end') this.queue.end(each.epoch)
      else this.queue.append({ epoch: each.epoch, seq: each.seq, samples: each.value, sampleRate: RATE })
    }
  }

  pull(quanta: number): void {
    for (let count = 0; count < quanta; count++) {
      const output = new Float32Array(QUANTUM)
      this.queue.pull(output, this.heard.length)
      this.heard.push(...output)
    }
  }

  #nextTurn(): void {
    this.epoch += 1
    this.#seq = 0
    this.#isEnded = false
  }
}

/** An engine after these steps and one last interrupt, once that has been heard. */
function interruptedAfter(script: readonly Step[]): Engine {
  const engine = new Engine()
  for (const step of script) engine.run(step)
  engine.run({ do: 'interrupt' })
  engine.pull(20)
  return engine
}

/** Epochs by turns at three levels that no ramp between them could be taken for. */
function levelOf(epoch: number): number {
  return [0.2, 0.3, 0.4][epoch % 3] ?? 0
}

test(
  'whatever the moment, an interrupted turn is silent at once and for ever, and is answered',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { heard, reports, deadSince } = interruptedAfter(script)

        // Silent within the ramp: no sample at the full level of a turn after it was killed.
        for (const [epoch, since] of deadSince) {
          const next = [...deadSince.values()].find((at) => at > since) ?? heard.length
          const after = heard.slice(since + RAMP, next)
          const later = reports.some(
            ({ type, epoch: each }) => type === 'started' && each > epoch && levelOf(each) === levelOf(epoch),
          )
          if (!later) expect(after.some((sample) => Math.abs(sample - levelOf(epoch)) < 1e-6)).toBe(false)
          expect(reports.some((report) => report.type === 'silenced' && report.epoch >= epoch)).toBe(true)
        }
        // Nothing of a dead turn begins, or is told of, after its end.
        for (const [index, report] of reports.entries()) {
          const before = reports.slice(0, index)
          const isOver = before.some(
            ({ type, epoch }) => (type === 'silenced' || type === 'drained') && epoch >= report.epoch,
          )
          if (report.type !== 'silenced') expect(isOver).toBe(false)
        }
        // Each chunk begins once, and in order.
        const started = reports.flatMap((report) => (report.type === 'started' ? [report] : []))
        const places = started.map(({ epoch, seq }) => epoch * 10_000 + seq)
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
        // The speaker is silent in the end.
        expect(heard.slice(-QUANTUM).every((sample) => Math.abs(sample) < 1e-3)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  },
)

test(
  'and it does not click: from one sample to the next is never a step, but where a turn begins',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(steps, (script) => {
        const engine = interruptedAfter(script)
        // A constant begins with a step of its own; speech begins with silence.
        const begins = new Set(
          engine.reports.flatMap((report) => (report.type === 'started' ? [report.frame] : [])),
        )
        const changes = engine.heard.map((sample, index) =>
          begins.has(index) ? 0 : Math.abs(sample - (engine.heard[index - 1] ?? sample)),
        )
        expect(changes.reduce((most, each) => Math.max(most, each), 0)).toBeLessThan(STEEPEST)
      }),
      { numRuns: 1000 },
    )
  },
)
