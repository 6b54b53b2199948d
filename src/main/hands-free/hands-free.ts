import type { Failure } from '../../shared/failure.ts'
import type { Settings } from '../../shared/settings.ts'
import type { HandsFreeSnapshot } from '../../shared/view.ts'
import type { HandsFreeConfig } from '../../shared/voice-port.ts'
import type { Clock } from '../lib/clock.ts'
import { handsFreeConfig, handsFreeRules } from './hands-free-config.ts'
import { INITIAL_HANDS_FREE, nextHandsFree, snapshotOf } from './next.ts'
import type { HandsFreeEffect, HandsFreeEvent } from './next.ts'

/** What the detector in the audio window says. */
export type DetectorEvent = Extract<
  HandsFreeEvent,
  {
    type:
      'ready' | 'failed' | 'lost' | 'speech-started' | 'speech-confirmed' | 'speech-ended' | 'speech-misfired'
  }
>

export interface HandsFreeParts {
  readonly clock: Pick<Clock, 'elapsed' | 'setTimer'>
  readonly settings: () => Settings['handsFree']
  /** False while nobody is there to talk: then it can't be turned on, whoever asks for it. */
  readonly mayListen: () => boolean
  /** The detector; null turns it off. */
  readonly listen: (config: HandsFreeConfig | null) => void
  readonly rearm: () => void
  readonly talk: {
    /** Opens a segment that begins with this speech; the answer is why it can't. */
    start(speech: number): Failure | null
    stop(): void
    cancel(): void
  }
  readonly changed: (snapshot: HandsFreeSnapshot) => void
  readonly notice: (problem: Failure) => void
}

/** Hands-free talking: performs what the machine decides. */
export class HandsFree {
  readonly #parts: HandsFreeParts
  #state = INITIAL_HANDS_FREE
  #cancelTimer: () => void = () => undefined
  /** Events that come while one is being dealt with wait their turn. */
  readonly #waiting: HandsFreeEvent[] = []
  #isRunning = false

  constructor(parts: HandsFreeParts) {
    this.#parts = parts
  }

  get snapshot(): HandsFreeSnapshot {
    return snapshotOf(this.#state)
  }

  /** Turns it on or off. What is being said when it is turned off is thrown away. */
  set(on: boolean): void {
    if (on && !this.#parts.mayListen()) return
    this.#happen({ type: 'set', on, rules: handsFreeRules(this.#parts.settings()) })
  }

  toggle(): void {
    this.set(!this.snapshot.on)
  }

  /** Throws away what is being said; it goes on listening. */
  cancel(): void {
    if (this.#state.segment === 'speech') this.#parts.talk.cancel()
  }

  /** The settings have changed. */
  reconfigure(): void {
    this.#happen({ type: 'rules', rules: handsFreeRules(this.#parts.settings()) })
  }

  /** The computer sleeps or is locked. */
  away(): void {
    this.#happen({ type: 'away' })
  }

  /** The talk key opens a segment, or takes the open one over. */
  keyDown(): void {
    this.#happen({ type: 'key-down' })
  }

  /** Nothing is being recorded any more. */
  segmentOver(): void {
    this.#happen({ type: 'segment-over' })
  }

  /** Whether an answer is being made or played. */
  answering(is: boolean): void {
    this.#happen({ type: 'answering', is })
  }

  /** The microphone failed. One that was unplugged is replaced by another, and one that is muted may be unmuted. */
  microphoneFailed(problem: Failure): void {
    if (problem.code !== 'MIC_LOST' && problem.code !== 'MIC_SILENT')
      this.#happen({ type: 'failed', failure: problem })
  }

  heard(event: DetectorEvent): void {
    this.#happen(event)
  }

  close(): void {
    this.#cancelTimer()
  }

  #happen(event: HandsFreeEvent): void {
    this.#waiting.push(event)
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let each = this.#waiting.shift(); each; each = this.#waiting.shift()) this.#step(each)
    } finally {
      this.#isRunning = false
    }
  }

  #step(event: HandsFreeEvent): void {
    const { state, effects } = nextHandsFree(this.#state, event, this.#parts.clock.elapsed())
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    this.#parts.changed(this.snapshot)
  }

  #perform(effect: HandsFreeEffect): void {
    const { talk, clock } = this.#parts
    switch (effect.type) {
      case 'listen':
        this.#parts.listen(effect.on ? handsFreeConfig(this.#parts.settings()) : null)
        break
      case 'rearm':
        this.#parts.rearm()
        break
      case 'start': {
        const problem = talk.start(effect.speech)
        if (problem) this.#happen({ type: 'refused', failure: problem })
        break
      }
      case 'stop':
        talk.stop()
        break
      case 'cancel':
        talk.cancel()
        break
      case 'set-timer':
        this.#cancelTimer()
        this.#cancelTimer = clock.setTimer(() => {
          this.#happen({ type: 'idle' })
        }, effect.ms)
        break
      case 'clear-timer':
        this.#cancelTimer()
        break
      case 'notice':
        this.#parts.notice(effect.failure)
        break
    }
  }
}
