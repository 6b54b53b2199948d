import type { Failure } from '../../shared/failure.ts'
import { failure } from '../../shared/failure.ts'
import { NO_AUDIO } from '../../shared/view.ts'
import type { AudioSnapshot } from '../../shared/view.ts'
import { fromVoiceSchema } from '../../shared/voice-port.ts'
import type { FromVoice, HandsFreeConfig, HeardChunk, ToVoice, VoiceConfig } from '../../shared/voice-port.ts'
import type { DetectorEvent } from '../hands-free/hands-free.ts'
import type { Cue } from './cues.ts'

/** The end of a MessagePort that main holds. */
export interface LanePort {
  postMessage(message: ToVoice): void
  onMessage(listener: (data: unknown) => void): void
  close(): void
}

/** What the lane tells the rest of main. */
export interface LaneEvents {
  frame(segment: string, pcm: Uint8Array): void
  captureStarted(segment: string, preRollMs: number): void
  captureEnded(segment: string, peak: number): void
  captureFailed(segment: string | null, problem: Failure): void
  /** Says more of why the microphone failed than the audio window can know. */
  explain(problem: Failure): Failure
  chunkStarted(epoch: number, seq: number): void
  /** More of a chunk was heard. */
  chunkProgress(heard: HeardChunk): void
  chunkFailed(epoch: number, seq: number, problem: Failure): void
  drained(epoch: number): void
  /** The rest of an epoch can't be heard: no device, or no window. */
  unplayed(epoch: number): void
  /** The speaker is quiet after `silence`; `heard` tells what it cut. */
  silenced(epoch: number, heard: HeardChunk | null): void
  /** What is known of devices and of what is wrong with them changed. */
  audio(snapshot: AudioSnapshot): void
  /** What is wrong with the speaker; null when nothing is any more. */
  speaker(problem: Failure | null): void
  /** Peak of the microphone, 0 to 1, while it is watched. */
  level(peak: number): void
  /** What the speech detector says; `lost`: it went with the audio window, and listens again when that is back. */
  detector(event: DetectorEvent): void
  tap(samples: Float32Array, sampleRate: number): void
  /** A message that is not in the contract. */
  bad(reason: string): void
}

/**
 * Main's side of the audio lane. The voice window can be gone for a moment (at start, after a crash of its renderer): what
 * is sent then is kept if it still makes sense later (configuration), and answered with a failure if not (a capture).
 */
export class VoiceLane {
  readonly #events: LaneEvents
  #port: LanePort | null = null
  #ready = false
  #config: VoiceConfig | null = null
  #audio: AudioSnapshot = NO_AUDIO
  /** A capture that was asked for before the window was ready. */
  #wanted: string | null = null
  #handsFree: HandsFreeConfig | null = null
  /** Epochs with chunks in the window that died with it would never drain: they are answered for it. */
  readonly #playing = new Set<number>()
  #tap = false
  #watching = false

  constructor(events: LaneEvents) {
    this.#events = events
  }

  /** Takes over a new port, when the voice window has loaded. */
  attach(port: LanePort): void {
    this.#port?.close()
    this.#port = port
    this.#ready = false
    port.onMessage((data) => {
      if (this.#port === port) this.#receive(data)
    })
  }

  /** The voice window is gone. Whatever it was doing ends here and now. */
  detach(segment: string | null): void {
    this.#port?.close()
    this.#port = null
    this.#ready = false
    const problem = failure('AUDIO_FAILED', 'The audio window stopped and is being started again.', true)
    if (segment !== null) this.#events.captureFailed(segment, problem)
    for (const epoch of this.#playing) this.#events.unplayed(epoch)
    this.#playing.clear()
    this.#events.detector({ type: 'lost' })
    this.#setAudio({ ...NO_AUDIO, problem })
  }

  get ready(): boolean {
    return this.#ready
  }

  configure(config: VoiceConfig): void {
    this.#config = config
    this.#send({ type: 'configure', config })
  }

  startCapture(segment: string, speech?: number): void {
    if (this.#ready)
      this.#send({ type: 'capture-start', segment, ...(speech === undefined ? {} : { speech }) })
    else this.#wanted = segment
  }

  stopCapture(segment: string): void {
    if (this.#wanted === segment) {
      this.#wanted = null
      this.#events.captureFailed(segment, failure('AUDIO_FAILED', 'The microphone was not ready yet.', true))
      return
    }
    this.#send({ type: 'capture-stop', segment })
  }

  /** Has the microphone open for its level, which comes as `level` events. */
  watchLevel(on: boolean): void {
    this.#watching = on
    this.#send({ type: 'watch-level', on })
  }

  /** Listens for speech, or no more. */
  setHandsFree(config: HandsFreeConfig | null): void {
    this.#handsFree = config
    this.#send({ type: 'hands-free', config })
  }

  /** Forgets the speech that is being heard. */
  rearmHandsFree(): void {
    this.#send({ type: 'hands-free-rearm' })
  }

  play(epoch: number, seq: number, bytes: Uint8Array): void {
    this.#playing.add(epoch)
    this.#send({ type: 'play', epoch, seq, bytes: toArrayBuffer(bytes) })
  }

  playEnd(epoch: number): void {
    if (!this.#ready) {
      // Nobody is there to hear it; a turn must not wait for a sound that can't come.
      this.#playing.delete(epoch)
      this.#events.unplayed(epoch)
      return
    }
    this.#send({ type: 'play-end', epoch })
  }

  silence(epoch: number): void {
    for (const each of this.#playing) if (each <= epoch) this.#playing.delete(each)
    if (this.#ready) this.#send({ type: 'silence', epoch })
    else this.#events.silenced(epoch, null)
  }

  cue(cue: Cue): void {
    this.#send(cue)
  }

  /** Asks for what reaches the speaker, after the mixer. */
  setTap(on: boolean): void {
    this.#tap = on
    this.#send({ type: 'tap', on })
  }

  #send(message: ToVoice): void {
    if (this.#ready) this.#port?.postMessage(message)
  }

  #receive(data: unknown): void {
    const parsed = fromVoiceSchema.safeParse(data)
    if (!parsed.success) {
      this.#events.bad(parsed.error.issues[0]?.message ?? 'invalid message')
      return
    }
    this.#dispatch(parsed.data)
  }

  #dispatch(message: FromVoice): void {
    switch (message.type) {
      case 'ready':
        this.#onReady()
        break
      case 'devices':
        this.#setAudio({
          ...this.#audio,
          inputs: message.inputs,
          outputs: message.outputs,
          activeInput: message.activeInput,
        })
        break
      case 'frame':
        this.#events.frame(message.segment, new Uint8Array(message.pcm))
        break
      case 'capture-started':
        this.#setAudio({ ...this.#audio, problem: null })
        this.#events.captureStarted(message.segment, message.preRollMs)
        break
      case 'capture-ended':
        this.#events.captureEnded(message.segment, message.peak)
        break
      case 'capture-failed': {
        const problem = this.#events.explain(message.failure)
        this.#setAudio({ ...this.#audio, problem })
        this.#events.captureFailed(message.segment, problem)
        break
      }
      case 'capture-recovered':
        this.#setAudio({ ...this.#audio, problem: null })
        break
      case 'microphone':
        this.#setAudio({
          ...this.#audio,
          microphone: message.microphone,
          processing: message.processing,
        })
        break
      case 'silence':
        this.#setAudio({ ...this.#audio, silence: message.silence })
        break
      case 'level':
        this.#events.level(message.peak)
        break
      case 'hands-free-ready':
        this.#events.detector({ type: 'ready' })
        break
      case 'hands-free-failed':
        this.#events.detector({ type: 'failed', failure: message.failure })
        break
      case 'speech-started':
      case 'speech-confirmed':
      case 'speech-ended':
      case 'speech-misfired':
        this.#events.detector(message)
        break
      case 'chunk-started':
        this.#events.chunkStarted(message.epoch, message.seq)
        break
      case 'chunk-progress':
        this.#events.chunkProgress(message)
        break
      case 'chunk-failed':
        this.#events.chunkFailed(message.epoch, message.seq, message.failure)
        break
      case 'drained':
        this.#playing.delete(message.epoch)
        this.#events.drained(message.epoch)
        break
      case 'unplayed':
        this.#playing.delete(message.epoch)
        this.#events.unplayed(message.epoch)
        break
      case 'silenced':
        this.#events.silenced(message.epoch, message.heard)
        break
      case 'playback-failed':
        this.#events.speaker(message.failure)
        break
      case 'playback-recovered':
        this.#events.speaker(null)
        break
      case 'tap':
        this.#events.tap(new Float32Array(message.samples), message.sampleRate)
        break
    }
  }

  #onReady(): void {
    this.#ready = true
    this.#setAudio({ ...this.#audio, problem: null })
    if (this.#config) this.#send({ type: 'configure', config: this.#config })
    if (this.#handsFree) this.#send({ type: 'hands-free', config: this.#handsFree })
    if (this.#tap) this.#send({ type: 'tap', on: true })
    if (this.#watching) this.#send({ type: 'watch-level', on: true })
    if (this.#wanted !== null) {
      this.#send({ type: 'capture-start', segment: this.#wanted })
      this.#wanted = null
    }
  }

  #setAudio(audio: AudioSnapshot): void {
    this.#audio = audio
    this.#events.audio(audio)
  }
}

/** An ArrayBuffer of just these bytes: a view into a pooled Buffer would carry its neighbours along. */
function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return copy
}
