import type { LiveServerFrame } from '../../shared/live-api/live-frames.ts'
import type { TurnState, TurnView } from '../../shared/view.ts'
import { StepTimes } from './turn-report.ts'
import type { Step, TurnReport } from './turn-report.ts'

/** States in which nothing more will happen to a turn by itself. */
const FINAL: ReadonlySet<TurnState> = new Set<TurnState>([
  'done',
  'interrupted',
  'failed',
  'stalled',
  'unsent',
])

/**
 * How long the recording goes on after the turn's end, in ms, so that it shows that there really is silence then.
 */
const SETTLE_MS = 400

/** A report as far as the recorder can write it. */
export type RecordedTurn = Omit<TurnReport, 'runtime' | 'host' | 'server'>

export interface TurnRecorderOptions {
  readonly setTimer: (run: () => void, ms: number) => unknown
  /** ms, from a monotonic clock. */
  readonly now: () => number
  /** CPU time of the main process so far, in µs. */
  readonly cpuMicros: () => number
  readonly residentBytes: () => number
  /** The first turn has ended: here is its report, and what reached the speaker. */
  readonly finished: (report: RecordedTurn, sound: { samples: Float32Array[]; sampleRate: number }) => void
}

/**
 * Records one turn from inside: the first one that begins after it was made. It only listens; nothing waits for it.
 */
export class TurnRecorder {
  readonly #options: TurnRecorderOptions
  readonly #times = new StepTimes()
  readonly #samples: Float32Array[] = []
  readonly #startedAt: number
  readonly #cpuAtStart: number
  #sampleRate = 48_000
  #turnId: string | null = null
  #chunks = 0
  #bytes = 0
  /** The turn has ended; only the sound is still recorded. */
  #ended = false
  #finished = false

  constructor(options: TurnRecorderOptions) {
    this.#options = options
    this.#startedAt = options.now()
    this.#cpuAtStart = options.cpuMicros()
  }

  mark(step: Step): void {
    if (!this.#ended || step === 'silence') this.#times.mark(step, this.#options.now())
  }

  /** A frame that went up. */
  sent(type: string): void {
    if (type === 'speaking_part') this.mark('firstFrameSent')
    else if (type === 'end_speaking') this.mark('endSpeakingSent')
    else if (type === 'text_input') this.mark('textSent')
    else if (type === 'interrupt') this.mark('interruptSent')
  }

  /** A frame that came down. */
  received(frame: Pick<LiveServerFrame, 't'>): void {
    if (frame.t === 'user_msg') this.mark('userMessage')
    else if (frame.t === 'bot_delta_chunk') this.mark('firstDelta')
    else if (frame.t === 'response') this.mark('firstAudioReceived')
    else if (frame.t === 'end') this.mark('end')
  }

  /** A chunk of reply audio that is on its way to the speaker. */
  played(bytes: number): void {
    if (this.#ended) return
    this.#chunks += 1
    this.#bytes += bytes
  }

  /** Samples after the mixer. */
  heard(samples: Float32Array, sampleRate: number): void {
    if (this.#finished) return
    this.#sampleRate = sampleRate
    this.#samples.push(samples)
  }

  turn(turn: TurnView): void {
    if (this.#ended) return
    this.#turnId ??= turn.id
    if (turn.id !== this.#turnId || !FINAL.has(turn.state)) return
    this.mark('finished')
    this.#ended = true
    const elapsed = this.#options.now() - this.#startedAt
    const cpu = (this.#options.cpuMicros() - this.#cpuAtStart) / 1000 / Math.max(elapsed, 1)
    this.#options.setTimer(() => {
      this.#finished = true
      const report = {
        outcome: turn.state,
        recognised: turn.input.text,
        reply: turn.reply.text,
        failure: turn.failure,
        metrics: turn.metrics,
        times: this.#times.relative(),
        audio: { chunks: this.#chunks, bytes: this.#bytes },
        mainProcess: { cpu, residentBytes: this.#options.residentBytes() },
      }
      this.#options.finished(report, { samples: this.#samples, sampleRate: this.#sampleRate })
    }, SETTLE_MS)
  }
}
