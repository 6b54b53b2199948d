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
/** Blocks right after an answer in which a person who has interrupted it is still heard: a third of a second. */
const AFTER_BLOCKS = 10
/** An echo that interrupts its own answer does so again; of a person who says no more than "stop", once is believed. */
const STRIKES = 2
/** Share of the blocks that are not louder than what is taken for the echo's level. */
const QUANTILE = 0.97

export interface GateInput {
  /** Loudness of the block at the microphone. */
  readonly microphoneDb: number
  /** Loudness of what is being played now. */
  readonly playbackDb: number
  /** The microphone's echo cancellation is really on. */
  readonly isCancelled: boolean
  /** The detector hears speech in this block, whoever's. */
  readonly isSpeech: boolean
  /** What is being said counts as a person's: nothing is learnt of the echo meanwhile. */
  readonly isVoice: boolean
}

export interface GateOutput {
  /** Something is played, or was until a moment ago. */
  readonly isPlaying: boolean
  /** The block is no louder than the echo may be. */
  readonly isEcho: boolean
}

/**
 * Remembers what was played and how it came back; one for each stream of blocks, room and set of devices.
 *
 * What was taken for a voice is looked at once more when it has stopped the answer: a person is still heard then, and an echo
 * has ended with what it was the echo of.
 */
export class EchoGate {
  #played: number[] = []
  /** Level at the microphone relative to the playback's, of blocks that were echo. */
  #returned: number[] = []
  /** The same of blocks that may have been a voice. */
  #doubtful: number[] = []
  /** The same of what was taken for a voice, while it is not known whether it was one. */
  #suspect: number[] = []
  /** Blocks since the answer ended in which nobody spoke; null while no voice is in question. */
  #quietAfter: number | null = null
  /** Answers in a row that were stopped by what ended with them. */
  #strikes = 0

  /** Judges one block. */
  judge({ microphoneDb, playbackDb, isCancelled, isSpeech, isVoice }: GateInput): GateOutput {
    this.#played = [...this.#played, playbackDb].slice(-MEMORY_BLOCKS)
    const loudest = Math.max(...this.#played)
    if (loudest < AUDIBLE_DB) {
      this.#doubtful = []
      this.#reconsider(isSpeech)
      return { isPlaying: false, isEcho: false }
    }
    const returned = microphoneDb - loudest
    const isEcho = returned <= this.#expected(isCancelled) + MARGIN_DB
    if (isVoice) this.#suspectVoice(isEcho ? null : returned)
    else this.#clear(this.#suspect.length > 0)
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

  #suspectVoice(returned: number | null): void {
    this.#suspect.push(...this.#doubtful)
    this.#doubtful = []
    if (returned !== null) this.#suspect.push(returned)
    this.#suspect = this.#suspect.slice(-LEARNT_BLOCKS)
    this.#quietAfter = 0
  }

  /** The answer has ended. Was it a person who stopped it? */
  #reconsider(isSpeech: boolean): void {
    if (this.#quietAfter === null) return
    if (isSpeech) {
      this.#clear(true)
      return
    }
    this.#quietAfter += 1
    if (this.#quietAfter < AFTER_BLOCKS) return
    this.#strikes += 1
    if (this.#strikes < STRIKES) {
      this.#clear(false)
      return
    }
    for (const returned of this.#suspect) this.#learn(returned)
    this.#clear(true)
  }

  /** Nothing is in question any more. An echo does not end before its answer: what did so `wasPerson`. */
  #clear(wasPerson: boolean): void {
    if (wasPerson) this.#strikes = 0
    this.#suspect = []
    this.#quietAfter = null
  }
}
