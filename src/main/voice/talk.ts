import { toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { MAX_SEGMENT_MS } from '../../shared/live-api/audio-format.ts'

/** What a segment of speech is given to: the live client. */
export interface SpeechSink {
  startSpeaking(options: { handsFree: boolean }): { turnId: string }
  pushAudio(pcm: Uint8Array): void
  /** `peak` is 0 to 1, and absent when it is not known; 0 is digital silence. */
  endSpeaking(options: { peak?: number }): void
  cancelSpeaking(): void
}

/** What records it: the audio lane. */
export interface Recorder {
  /** `speech`: begin with this speech of the detector's, not with the moment. */
  startCapture(segment: string, speech?: number): void
  stopCapture(segment: string): void
}

export interface TalkOptions {
  readonly setTimer: (run: () => void, ms: number) => () => void
  /** The microphone failed during a segment. */
  readonly onFailed: (problem: Failure) => void
  /** A segment has come to the longest that one may be: what was said is sent. */
  readonly onLongest: () => void
  /** A segment is over, however it ended, and no other follows it at once. */
  readonly onOver?: () => void
}

/**
 * How long the recorder may take to hand over its last frame, in ms. It takes at most 300 by itself; a second means that it will
 * never answer, and a turn must not hang for it.
 */
const LAST_FRAME_DEADLINE_MS = 1000

/**
 * One segment of speech at a time, from the talk key to the live client: opens the segment on both sides at once, so that no
 * word waits for the other side, and closes it only after the recorder's last frame.
 */
export class Talk {
  readonly #sink: SpeechSink
  readonly #recorder: Recorder
  readonly #options: TalkOptions
  #segment: string | null = null
  #hasAudio = false
  #stopping: (() => void) | null = null
  /** Who waits for the open segment to be closed. */
  readonly #waiting: (() => void)[] = []
  /** Stops the timer of the longest segment. */
  #unlimit: (() => void) | null = null
  /** A press that came while the last segment was handing over its last frame. */
  #startNext = false

  constructor(sink: SpeechSink, recorder: Recorder, options: TalkOptions) {
    this.#sink = sink
    this.#recorder = recorder
    this.#options = options
  }

  /** The segment being recorded, or null. */
  get segment(): string | null {
    return this.#segment
  }

  /**
   * Opens a segment; hands-free, it is for one `speech` of the detector's. The answer is null, or why there can be none
   * (`OUTBOX_FULL`: too much waits to be sent).
   */
  start(speech?: number): Failure | null {
    if (this.#segment !== null) {
      if (this.#stopping) this.#startNext = true
      return null
    }
    try {
      const { turnId } = this.#sink.startSpeaking({ handsFree: speech !== undefined })
      this.#segment = turnId
      // Whoever starts segments has limits of his own; a microphone must not stay on the wire because one of them fails.
      this.#unlimit = this.#options.setTimer(() => {
        this.#options.onLongest()
        this.stop()
      }, MAX_SEGMENT_MS)
      this.#recorder.startCapture(turnId, speech)
      return null
    } catch (error) {
      return toFailure(error)
    }
  }

  stop(): void {
    if (this.#startNext) {
      this.#startNext = false
      return
    }
    const segment = this.#segment
    if (segment === null || this.#stopping) return
    this.#stopping = this.#options.setTimer(() => {
      this.#finish(() => {
        this.#sink.endSpeaking({})
      })
    }, LAST_FRAME_DEADLINE_MS)
    this.#recorder.stopCapture(segment)
  }

  /** Ends the open segment, if there is one; resolves when all of it has been handed over. */
  finish(): Promise<void> {
    if (this.#segment === null) return Promise.resolve()
    this.#startNext = false
    const closed = new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.stop()
    return closed
  }

  /** Throws the segment away; the next one, when this one is only handing over its last frame. */
  cancel(): void {
    if (this.#startNext) {
      this.#startNext = false
      return
    }
    const segment = this.#segment
    if (segment === null) return
    this.#finish(() => {
      this.#sink.cancelSpeaking()
    })
    this.#recorder.stopCapture(segment)
  }

  onFrame(segment: string, pcm: Uint8Array): void {
    if (segment !== this.#segment) return
    this.#hasAudio = true
    this.#sink.pushAudio(pcm)
  }

  onCaptureEnded(segment: string, peak: number): void {
    if (segment !== this.#segment) return
    this.#finish(() => {
      this.#sink.endSpeaking({ peak })
    })
  }

  /** The microphone failed: what was said until then is sent, because it may be all that there was to say. */
  onCaptureFailed(segment: string | null, problem: Failure): void {
    if (this.#segment === null || segment !== this.#segment) return
    const { hasAudio } = this
    this.#finish(() => {
      if (hasAudio) this.#sink.endSpeaking({})
      else this.#sink.cancelSpeaking()
    })
    this.#options.onFailed(problem)
  }

  get #isRecording(): boolean {
    return this.#segment !== null
  }

  /** True when the open segment holds anything. */
  get hasAudio(): boolean {
    return this.#hasAudio
  }

  #finish(close: () => void): void {
    this.#stopping?.()
    this.#stopping = null
    this.#unlimit?.()
    this.#unlimit = null
    this.#segment = null
    this.#hasAudio = false
    close()
    for (const resolve of this.#waiting.splice(0)) resolve()
    if (this.#startNext) {
      this.#startNext = false
      const problem = this.start()
      if (problem) this.#options.onFailed(problem)
    }
    if (!this.#isRecording) this.#options.onOver?.()
  }
}
