import type { Failure } from '../../../shared/failure.ts'
import type { VoiceConfig } from '../../../shared/voice-port.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { chooseDevice } from '../../ui/audio-devices.ts'
import { amplitudeOf } from '../../ui/loudness.ts'
import { createGraph, underruns } from './graph.ts'
import type { Graph } from './graph.ts'
import { SpeakerChoice } from './speaker-choice.ts'

/** How long the context runs on after the last sound, in ms: starting it costs a few tens of ms, running it costs power. */
const IDLE_MS = 30_000

/** Crackles after which a larger buffer is taken: one or two come with any change of device. */
const MOST_UNDERRUNS = 3

/** A device that is lost can leave its context running and its clock standing still: looked at this often, in ms. */
const PULSE_MS = 1000

/** What is left of the volume while somebody may be speaking over the answer: -12 dB. */
const DUCKED_GAIN = 0.25

/** Volume changes glide with this time constant, in seconds: a step would click. */
const GLIDE_S = 0.01

export interface OutputOptions {
  readonly devices: DeviceWatch
  /** Whether anything is to be heard or recorded now: the device must neither sleep nor change. */
  readonly isNeeded: () => boolean
  /** A graph was built, the first one or another. */
  readonly onOpen: (graph: Graph) => void
  readonly onFailure: (failure: Failure) => void
  /** What was told of as a failure is over. */
  readonly onRecovery: () => void
}

/** The output device: opened with the first sound, followed by its label, asleep when nothing is heard for a while. */
export class OutputDevice {
  readonly #options: OutputOptions
  #graph: Promise<Graph> | null = null
  #config: VoiceConfig['output'] = { label: null, volume: 1, muted: false }
  #isDucked = false
  #latency: 'least' | 'safe' = 'least'
  #sinkId = ''
  readonly #choice = new SpeakerChoice()
  /** The chosen speaker, while it is missing. */
  #missing: string | null = null
  #returnTimer = 0
  #hasFailed = false
  #idleTimer = 0
  #pulseTimer = 0

  constructor(options: OutputOptions) {
    this.#options = options
    options.devices.subscribe(() => {
      this.#follow(true)
    })
  }

  get isOpen(): boolean {
    return this.#graph !== null
  }

  configure(config: VoiceConfig['output']): void {
    this.#config = config
    this.#setGain()
    this.#follow(false)
  }

  /** Turns what is heard down for a while, or up again. */
  duck(on: boolean): void {
    if (on === this.#isDucked) return
    this.#isDucked = on
    this.#setGain()
  }

  /** Uses the graph, and opens the device for it if need be. `otherwise` runs when there is no sound to be had. */
  use(act: (graph: Graph) => void | Promise<void>, otherwise?: () => void): void {
    this.#graph ??= this.#openGraph()
    const graph = this.#graph
    graph.then(act).catch((thrown: unknown) => {
      this.#fail(thrown)
      otherwise?.()
    })
    graph.catch(() => {
      // The next sound tries again.
      if (this.#graph === graph) this.#graph = null
    })
  }

  /** Uses the graph if there is one: a setting alone opens no device. */
  useOpen(act: (graph: Graph) => void | Promise<void>, otherwise?: () => void): void {
    if (this.#graph) this.use(act, otherwise)
  }

  /** Starts the hardware. */
  async wake({ context, sink }: Graph): Promise<void> {
    window.clearTimeout(this.#idleTimer)
    this.#options.devices.watchClosely(true)
    this.#watchClock()
    if (context.state !== 'running' && !sink.isMoving) await context.resume()
    if (!this.#options.isNeeded()) this.rest()
  }

  /** Lets the hardware sleep after a while without sound. */
  rest(): void {
    window.clearTimeout(this.#idleTimer)
    this.#idleTimer = window.setTimeout(() => {
      if (this.#options.isNeeded()) return
      window.clearInterval(this.#pulseTimer)
      this.#pulseTimer = 0
      this.#options.devices.watchClosely(false)
      this.useOpen(({ context }) => context.suspend())
    }, IDLE_MS)
  }

  /** Takes a larger buffer, between two replies, when this machine can't keep up with the smallest. */
  relax(graph: Graph): void {
    if (this.#latency === 'safe' || this.#options.isNeeded() || underruns(graph) < MOST_UNDERRUNS) return
    this.#latency = 'safe'
    this.#graph = null
    void graph.context.close()
  }

  #setGain(): void {
    this.useOpen(({ context, volume }) => {
      volume.gain.setTargetAtTime(this.#gain, context.currentTime, GLIDE_S)
    })
  }

  get #gain(): number {
    return gainOf(this.#config) * (this.#isDucked ? DUCKED_GAIN : 1)
  }

  async #openGraph(): Promise<Graph> {
    const wanted = { latency: this.#latency, gain: this.#gain }
    const graph = await createGraph({ ...wanted, sinkId: this.#sinkId }).catch((thrown: unknown) => {
      if (this.#sinkId === '') throw thrown
      if (!isGone(thrown)) this.#fail(thrown)
      this.#sinkId = ''
      return createGraph({ ...wanted, sinkId: '' })
    })
    const { context } = graph
    context.onstatechange = () => {
      // The system can suspend or interrupt us in the middle of a reply.
      if (isAsleep(context) && this.#options.isNeeded()) void this.wake(graph)
    }
    context.onerror = () => {
      if (this.#options.isNeeded()) void this.#revive(graph)
    }
    this.#options.onOpen(graph)
    if (this.#hasFailed && this.#missing === null) this.#recover()
    return graph
  }

  /** Notices that the device plays nothing any more, which no event may tell. */
  #watchClock(): void {
    if (this.#pulseTimer !== 0) return
    let before = -1
    this.#pulseTimer = window.setInterval(() => {
      this.useOpen(async (graph) => {
        const now = graph.context.currentTime
        const stands = now === before && !graph.sink.isMoving
        before = now
        if (stands && this.#options.isNeeded()) await this.#revive(graph)
      })
    }, PULSE_MS)
  }

  /** Goes on at the system's default after the device was lost. */
  async #revive({ sink }: Graph): Promise<void> {
    this.#sinkId = ''
    await sink.move('', this.#options.isNeeded, true)
    // The chosen speaker, if it is there all the same: the list that we have is of before.
    this.#options.devices.refresh()
  }

  #fail(thrown: unknown): void {
    this.#hasFailed = true
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    this.#options.onFailure({ code: 'AUDIO_FAILED', message, retryable: true })
  }

  #recover(): void {
    this.#hasFailed = false
    this.#options.onRecovery()
  }

  /** Plays where it should. The list of devices may be old: only of a fresh one is it said that a speaker is missing. */
  #follow(isFresh: boolean): void {
    const { devices } = this.#options
    const { label } = this.#config
    if (!isFresh && chooseDevice(label, devices.state.outputs).missing) {
      devices.refresh()
      return
    }
    window.clearTimeout(this.#returnTimer)
    const { id, isMissing, againMs } = this.#choice.choose(label, devices.state.outputs, performance.now())
    if (againMs !== null) {
      this.#returnTimer = window.setTimeout(() => {
        devices.refresh()
      }, againMs)
    }
    this.#tellOfMissing(isMissing ? label : null)
    this.#play(id)
  }

  /** Says once that the chosen speaker is gone, and once that it is back. */
  #tellOfMissing(label: string | null): void {
    if (label === this.#missing) return
    this.#missing = label
    if (label === null) {
      this.#recover()
      return
    }
    const message = `The speaker "${label}" is not connected; the default is in use.`
    this.#options.onFailure({ code: 'SPEAKER_LOST', message, retryable: true })
  }

  #play(id: string): void {
    if (id === this.#sinkId) return
    this.#sinkId = id
    this.useOpen(async ({ sink }) => {
      try {
        await sink.move(id, this.#options.isNeeded)
      } catch (thrown) {
        this.#sinkId = ''
        await sink.move('', this.#options.isNeeded)
        if (!isGone(thrown)) throw thrown
      }
    })
  }
}

/** The device went away between the list and its use: no failure, the next reading of the list tells of it. */
function isGone(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotFoundError'
}

/** Suspended, or interrupted by the system. */
function isAsleep({ state }: AudioContext): boolean {
  return state !== 'running' && state !== 'closed'
}

function gainOf({ volume, muted }: VoiceConfig['output']): number {
  return muted ? 0 : amplitudeOf(volume)
}
