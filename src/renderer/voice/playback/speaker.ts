import type { Failure } from '../../../shared/failure.ts'
import type { FromVoice, VoiceConfig } from '../../../shared/voice-port.ts'
import { renderCue } from '../cues/render-cue.ts'
import type { CueName } from '../cues/render-cue.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { chooseDevice } from '../devices.ts'
import { ChunkOrder } from './chunk-order.ts'
import type { Released } from './chunk-order.ts'
import { decode } from './decode.ts'
import { createGraph, heardIn, underruns } from './graph.ts'
import type { Graph } from './graph.ts'
import type { PlaybackCommand, PlaybackReport, TapCommand, TapReport } from './protocol.ts'
import type { Sound } from './wav.ts'

/** How long the context runs on after the last sound, in ms: starting it costs a few tens of ms, running it costs power. */
const IDLE_MS = 30_000

/** Crackles after which a larger buffer is taken: one or two come with any change of device. */
const MOST_UNDERRUNS = 3

/** Volume changes glide with this time constant, in seconds: a step would click. */
const GLIDE_S = 0.01

export interface SpeakerOptions {
  post(message: FromVoice): void
  devices: DeviceWatch
}

/** The loudspeaker: everything that is heard goes through one context, one queue and one master bus. */
export class Speaker {
  readonly #options: SpeakerOptions
  readonly #order = new ChunkOrder<Sound>()
  #graph: Promise<Graph> | null = null
  #analyser: AnalyserNode | null = null
  #config: VoiceConfig['output'] = { label: null, volume: 1, muted: false }
  #deadEpoch = Number.NEGATIVE_INFINITY
  #tapping = false
  #latency: 'least' | 'safe' = 'least'
  #sinkId = ''
  #missingSink: string | null = null
  #idleTimer = 0
  /** Epochs that are not drained yet. */
  readonly #playing = new Set<number>()

  constructor(options: SpeakerOptions) {
    this.#options = options
    options.devices.subscribe(() => {
      this.#chooseSink()
    })
  }

  /** What is being played, for a level meter; null before the first sound. */
  get analyser(): AnalyserNode | null {
    return this.#analyser
  }

  configure(config: VoiceConfig['output']): void {
    this.#config = config
    this.#withOpenGraph(({ context, volume }) => {
      volume.gain.setTargetAtTime(gainOf(config), context.currentTime, GLIDE_S)
    })
    this.#chooseSink()
  }

  /** Starts the hardware, so that the first chunk finds it running. */
  warmUp(): void {
    this.#withGraph(({ context }) => this.#wake(context))
  }

  play(epoch: number, seq: number, bytes: ArrayBuffer): void {
    if (!this.#order.admit(epoch, seq)) return
    this.#playing.add(epoch)
    this.warmUp()
    decode(bytes).then(
      (sound) => {
        this.#release(this.#order.settle(epoch, seq, sound))
      },
      (thrown: unknown) => {
        if (epoch <= this.#deadEpoch) return
        const message = thrown instanceof Error ? thrown.message : String(thrown)
        const failure: Failure = { code: 'AUDIO_UNDECODABLE', message, retryable: false }
        this.#options.post({ type: 'chunk-failed', epoch, seq, failure })
        this.#release(this.#order.settle(epoch, seq, null))
      },
    )
  }

  end(epoch: number): void {
    if (epoch <= this.#deadEpoch) return
    this.#playing.add(epoch)
    this.warmUp()
    this.#release(this.#order.end(epoch))
  }

  silence(epoch: number): void {
    this.#deadEpoch = Math.max(this.#deadEpoch, epoch)
    this.#order.silence(epoch)
    for (const each of this.#playing) if (each <= epoch) this.#playing.delete(each)
    const silent = () => {
      this.#options.post({ type: 'silenced', epoch })
    }
    if (!this.#graph) silent()
    this.#withOpenGraph(({ context, playback }) => {
      command(playback, { type: 'silence', epoch })
      // A context that doesn't run makes no sound, and its worklet may not answer.
      if (context.state !== 'running') silent()
    })
  }

  cue(name: CueName): void {
    this.#withGraph(async ({ context, volume }) => {
      await this.#wake(context)
      const samples = renderCue(name, context.sampleRate)
      const buffer = new AudioBuffer({ length: samples.length, sampleRate: context.sampleRate })
      buffer.copyToChannel(samples, 0)
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(volume)
      source.start()
      this.#rest()
    })
  }

  setTap(on: boolean): void {
    this.#tapping = on
    this.#withGraph(async ({ context, tap }) => {
      const message: TapCommand = { on }
      tap.port.postMessage(message)
      if (on) await this.#wake(context)
      else this.#rest()
    })
  }

  #release(released: Released<Sound>[]): void {
    if (released.length === 0) return
    this.#withGraph(
      ({ playback }) => {
        for (const each of released) {
          if (each.epoch <= this.#deadEpoch) continue
          if (each.type === 'end') {
            command(playback, { type: 'end', epoch: each.epoch })
          } else {
            const { samples, sampleRate } = each.value
            const message = { type: 'append', epoch: each.epoch, seq: each.seq, samples, sampleRate } as const
            command(playback, message, [samples.buffer])
          }
        }
      },
      () => {
        // Without a device nothing will be heard, and nobody must wait for it.
        for (const { type, epoch } of released) {
          if (type === 'end' && this.#playing.delete(epoch)) this.#options.post({ type: 'drained', epoch })
        }
      },
    )
  }

  #onReport(report: PlaybackReport, graph: Graph): void {
    switch (report.type) {
      case 'started':
        this.#whenHeard(report, graph, () => {
          this.#options.post({ type: 'chunk-started', epoch: report.epoch, seq: report.seq })
        })
        break
      case 'drained':
        this.#whenHeard(report, graph, () => {
          this.#playing.delete(report.epoch)
          this.#options.post({ type: 'drained', epoch: report.epoch })
          this.#rest()
          this.#relax(graph)
        })
        break
      case 'silenced':
        this.#options.post({ type: 'silenced', epoch: report.epoch })
        this.#rest()
        break
      case 'underrun':
        // Heard as a pause between two chunks; the queue has already dealt with it.
        break
    }
  }

  /** Runs `then` when the sample at `frame` leaves the speaker, unless its epoch is dead by then. */
  #whenHeard(report: { epoch: number; frame: number }, graph: Graph, then: () => void): void {
    window.setTimeout(
      () => {
        if (report.epoch > this.#deadEpoch) then()
      },
      heardIn(graph, report.frame),
    )
  }

  /** Uses the graph, and opens the device for it if need be. `otherwise` runs when there is no sound to be had. */
  #withGraph(use: (graph: Graph) => void | Promise<void>, otherwise?: () => void): void {
    this.#graph ??= this.#openGraph()
    const graph = this.#graph
    graph.then(use).catch((thrown: unknown) => {
      this.#fail(thrown)
      otherwise?.()
    })
    graph.catch(() => {
      // The next sound tries again.
      if (this.#graph === graph) this.#graph = null
    })
  }

  /** Uses the graph if there is one: a setting alone opens no device. */
  #withOpenGraph(use: (graph: Graph) => void | Promise<void>): void {
    if (this.#graph) this.#withGraph(use)
  }

  #fail(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    this.#options.post({
      type: 'playback-failed',
      failure: { code: 'AUDIO_FAILED', message, retryable: true },
    })
  }

  async #openGraph(): Promise<Graph> {
    const wanted = { latency: this.#latency, gain: gainOf(this.#config) }
    const graph = await createGraph({ ...wanted, sinkId: this.#sinkId }).catch((thrown: unknown) => {
      if (this.#sinkId === '') throw thrown
      this.#fail(thrown)
      this.#sinkId = ''
      return createGraph({ ...wanted, sinkId: '' })
    })
    const { context, playback, tap, analyser } = graph
    playback.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      this.#onReport(data, graph)
    }
    tap.port.onmessage = ({ data }: MessageEvent<TapReport>) => {
      const { buffer } = data.samples
      this.#options.post({ type: 'tap', samples: buffer, sampleRate: context.sampleRate })
    }
    context.onstatechange = () => {
      // The system can suspend or interrupt us in the middle of a reply.
      if (context.state !== 'running' && this.#isNeeded()) void this.#wake(context)
    }
    this.#analyser = analyser
    return graph
  }

  /** Takes a larger buffer, between two replies, when this machine can't keep up with the smallest. */
  #relax(graph: Graph): void {
    if (this.#latency === 'safe' || this.#isNeeded() || underruns(graph) < MOST_UNDERRUNS) return
    this.#latency = 'safe'
    this.#graph = null
    void graph.context.close()
  }

  #isNeeded(): boolean {
    return this.#playing.size > 0 || this.#tapping
  }

  async #wake(context: AudioContext): Promise<void> {
    window.clearTimeout(this.#idleTimer)
    if (context.state !== 'running') await context.resume()
    if (!this.#isNeeded()) this.#rest()
  }

  /** Lets the hardware sleep after a while without sound. */
  #rest(): void {
    window.clearTimeout(this.#idleTimer)
    this.#idleTimer = window.setTimeout(() => {
      if (!this.#isNeeded()) this.#withGraph(({ context }) => context.suspend())
    }, IDLE_MS)
  }

  /** Follows the chosen speaker by its label; while it is missing the system's default plays. */
  #chooseSink(): void {
    const { label } = this.#config
    const { id, missing } = chooseDevice(label, this.#options.devices.state.outputs)
    const wanted = id ?? ''
    if (missing && this.#missingSink !== label) {
      this.#fail(new Error(`The speaker "${label}" is not connected; the default is in use.`))
    }
    this.#missingSink = missing ? label : null
    if (wanted === this.#sinkId) return
    this.#sinkId = wanted
    this.#withOpenGraph(async ({ context }) => {
      try {
        await context.setSinkId(wanted)
      } catch (thrown) {
        this.#sinkId = ''
        await context.setSinkId('')
        throw thrown
      }
    })
  }
}

/** Loudness is heard roughly as the square of amplitude: a slider's middle should sound like half. */
function gainOf({ volume, muted }: VoiceConfig['output']): number {
  return muted ? 0 : volume ** 2
}

function command(node: AudioWorkletNode, message: PlaybackCommand, transfer: Transferable[] = []): void {
  node.port.postMessage(message, transfer)
}
