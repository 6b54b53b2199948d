import type { Failure } from '../../../shared/failure.ts'
import type { FromVoice, VoiceConfig } from '../../../shared/voice-port.ts'
import { renderCue } from '../cues/render-cue.ts'
import type { CueName } from '../cues/render-cue.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { chooseDevice } from '../devices.ts'
import { ChunkOrder } from './chunk-order.ts'
import type { Released } from './chunk-order.ts'
import { decode } from './decode.ts'
import playbackWorkletUrl from './playback.worklet.ts?worker&url'
import { PLAYBACK_PROCESSOR, TAP_PROCESSOR } from './protocol.ts'
import type { PlaybackCommand, PlaybackReport, TapCommand, TapReport } from './protocol.ts'
import tapWorkletUrl from './tap.worklet.ts?worker&url'
import type { Sound } from './wav.ts'

/** How long the context runs on after the last sound, in ms: starting it costs a few tens of ms, running it costs power. */
const IDLE_MS = 30_000

/** Volume changes glide with this time constant, in seconds: a step would click. */
const GLIDE_S = 0.01

export interface SpeakerOptions {
  post(message: FromVoice): void
  devices: DeviceWatch
}

/** In Chromium since 110; not yet in TypeScript's DOM library. */
interface SinkableContext extends AudioContext {
  setSinkId(id: string): Promise<void>
}

interface Graph {
  readonly context: SinkableContext
  readonly playback: AudioWorkletNode
  readonly volume: GainNode
  readonly tap: AudioWorkletNode
  readonly analyser: AnalyserNode
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
    this.#withGraph(({ context, volume }) => {
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
    this.#withGraph(({ context, playback }) => {
      command(playback, { type: 'silence', epoch })
      // A context that doesn't run makes no sound, and its worklet may not answer.
      if (context.state !== 'running') this.#options.post({ type: 'silenced', epoch })
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
    this.#withGraph(({ playback }) => {
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
    })
  }

  #onReport(report: PlaybackReport, context: AudioContext): void {
    switch (report.type) {
      case 'started':
        this.#whenHeard(report, context, () => {
          this.#options.post({ type: 'chunk-started', epoch: report.epoch, seq: report.seq })
        })
        break
      case 'drained':
        this.#whenHeard(report, context, () => {
          this.#playing.delete(report.epoch)
          this.#options.post({ type: 'drained', epoch: report.epoch })
          this.#rest()
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
  #whenHeard(report: { epoch: number; frame: number }, context: AudioContext, then: () => void): void {
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
    const elapsed = performanceTime > 0 ? (performance.now() - performanceTime) / 1000 : 0
    const heardUntil =
      performanceTime > 0 ? contextTime + elapsed : context.currentTime - context.outputLatency
    const ms = (report.frame / context.sampleRate - heardUntil) * 1000
    // The device's clock can be wrong after a change of device; no device buffers more than half a second.
    window.setTimeout(
      () => {
        if (report.epoch > this.#deadEpoch) then()
      },
      Math.min(Math.max(0, ms), 500),
    )
  }

  #withGraph(use: (graph: Graph) => void | Promise<void>): void {
    this.#graph ??= this.#createGraph()
    this.#graph.then(use).catch((thrown: unknown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      this.#options.post({
        type: 'playback-failed',
        failure: { code: 'AUDIO_FAILED', message, retryable: true },
      })
    })
  }

  async #createGraph(): Promise<Graph> {
    const context = new AudioContext({ latencyHint: 'interactive' }) as SinkableContext
    try {
      await Promise.all([
        context.audioWorklet.addModule(playbackWorkletUrl),
        context.audioWorklet.addModule(tapWorkletUrl),
      ])
    } catch (thrown) {
      this.#graph = null
      await context.close()
      throw thrown
    }
    const mono = { numberOfInputs: 1, channelCount: 1, channelCountMode: 'explicit' } as const
    const playback = new AudioWorkletNode(context, PLAYBACK_PROCESSOR, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    })
    const volume = new GainNode(context, { ...mono, gain: gainOf(this.#config) })
    const tap = new AudioWorkletNode(context, TAP_PROCESSOR, { ...mono, numberOfOutputs: 0 })
    const analyser = new AnalyserNode(context, { fftSize: 1024 })
    playback.connect(volume).connect(context.destination)
    volume.connect(tap)
    volume.connect(analyser)
    playback.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      this.#onReport(data, context)
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
    return { context, playback, volume, tap, analyser }
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
      const message = `The speaker "${label}" is not connected; the default is in use.`
      this.#options.post({
        type: 'playback-failed',
        failure: { code: 'AUDIO_FAILED', message, retryable: true },
      })
    }
    this.#missingSink = missing ? label : null
    if (wanted === this.#sinkId) return
    this.#sinkId = wanted
    this.#withGraph(async ({ context }) => {
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
