/*
 * Tells a person's voice from the answer that comes back out of the loudspeaker, by level. Where echo cancellation works,
 * little of the answer comes back and nearly everything passes; where it does not, the detector hears the answer's own
 * speech, and only what is louder than it may count.
 *
 * How loud the answer comes back relative to how loud it is played is a property of the room and the devices: it is
 * learnt while answers play.
 */

/** Levels are in dB below full scale; a block is 32 ms. Echo comes later than it is played: 20 to 500 ms. */
const MEMORY_BLOCKS = 20
/** Playback below this makes no echo that counts. */
const AUDIBLE_DB = -60
/** How much louder than the echo a voice must be, in dB. Speech varies as much from one moment to the next. */
const MARGIN_DB = 6
/** What is assumed until it is learnt: echo cancellation takes 20 dB at the least; without it, echo may be as loud as played. */
const ASSUMED_DB = { cancelled: -20, plain: 0 } as const
/** Blocks from which the echo is learnt: the last 4 s of playback. Fewer than the least say too little. */
const LEARNT_BLOCKS = 125
const LEAST_BLOCKS = 24
/** A block above the expected echo is learnt from after this many blocks, unless it was a voice by then: 2 s. */
const DOUBT_BLOCKS = 62
/** Share of the blocks that are not louder than what is taken for the echo's level. */
const QUANTILE = 0.97

export interface GateInput {
  /** Loudness of the block at the microphone. */
  readonly microphoneDb: number
  /** Loudness of what is being played now. */
  readonly playbackDb: number
  /** The microphone's echo cancellation is really on. */
  readonly isCancelled: boolean
  /** It is known that a person speaks: the block says nothing about the echo. */
  readonly isVoice: boolean
}

export interface GateOutput {
  /** Something is played, or was until a moment ago. */
  readonly isPlaying: boolean
  /** The block is no louder than the echo may be. */
  readonly isEcho: boolean
}

/** Remembers what was played and how it came back; one for each stream of blocks. */
export class EchoGate {
  #played: number[] = []
  /** Level at the microphone relative to the playback's, of blocks that were echo. */
  #returned: number[] = []
  /** The same of blocks that may have been a voice. */
  #doubtful: number[] = []

  /** Judges one block. */
  judge({ microphoneDb, playbackDb, isCancelled, isVoice }: GateInput): GateOutput {
    this.#played = [...this.#played, playbackDb].slice(-MEMORY_BLOCKS)
    if (isVoice) this.#doubtful = []
    const loudest = Math.max(...this.#played)
    if (loudest < AUDIBLE_DB) return { isPlaying: false, isEcho: false }
    const returned = microphoneDb - loudest
    const isEcho = returned <= this.#expected(isCancelled) + MARGIN_DB
    if (isEcho) this.#learn(returned)
    else if (!isVoice) this.#doubt(returned)
    return { isPlaying: true, isEcho }
  }

  #expected(isCancelled: boolean): number {
    const assumed = isCancelled ? ASSUMED_DB.cancelled : ASSUMED_DB.plain
    if (this.#returned.length < LEAST_BLOCKS) return assumed
    const sorted = this.#returned.toSorted((a, b) => a - b)
    return sorted[Math.floor(QUANTILE * (sorted.length - 1))] ?? assumed
  }

  #learn(returned: number): void {
    this.#returned = [...this.#returned, returned].slice(-LEARNT_BLOCKS)
  }

  #doubt(returned: number): void {
    this.#doubtful.push(returned)
    if (this.#doubtful.length > DOUBT_BLOCKS) this.#learn(this.#doubtful.shift() ?? returned)
  }
}
