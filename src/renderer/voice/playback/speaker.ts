import type { Failure } from '../../../shared/failure.ts'
import type { FromVoice, VoiceConfig } from '../../../shared/voice-port.ts'
import { amplitudeOf } from '../../ui/loudness.ts'
import { CueSounds } from '../cues/cue-sounds.ts'
import type { CueName } from '../cues/cue-sounds.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { ChunkOrder } from './chunk-order.ts'
import type { Released } from './chunk-order.ts'
import { decode } from './decode.ts'
import { heardIn } from './graph.ts'
import type { Graph } from './graph.ts'
import { OutputDevice } from './output-device.ts'
import type { PlaybackCommand, PlaybackReport, TapCommand, TapReport } from './protocol.ts'
import type { Sound } from './wav.ts'

export interface SpeakerOptions {
  readonly post: (message: FromVoice) => void
  readonly devices: DeviceWatch
}

/** The loudspeaker: everything that is heard goes through one context, one queue and one master bus. */
export class Speaker {
  readonly #post: SpeakerOptions['post']
  readonly #device: OutputDevice
  readonly #order = new ChunkOrder<Sound>()
  readonly #cues = new CueSounds()
  #analyser: AnalyserNode | null = null
  #deadEpoch = Number.NEGATIVE_INFINITY
  #tapping = false
  /** Epochs that are not drained yet. */
  readonly #playing = new Set<number>()

  constructor({ post, devices }: SpeakerOptions) {
    this.#post = post
    this.#cues.warmUp()
    this.#device = new OutputDevice({
      devices,
      isNeeded: () => this.#playing.size > 0 || this.#tapping,
      onOpen: (graph) => {
        this.#listen(graph)
      },
      onFailure: (failure) => {
        post({ type: 'playback-failed', failure })
      },
      onRecovery: () => {
        post({ type: 'playback-recovered' })
      },
    })
  }

  /** What is being played, for a level meter; null before the first sound. */
  get analyser(): AnalyserNode | null {
    return this.#analyser
  }

  configure(config: VoiceConfig['output']): void {
    this.#device.configure(config)
  }

  /** Turns what is heard down while somebody may be speaking over it. */
  duck(on: boolean): void {
    this.#device.duck(on)
  }

  /** Starts the hardware, so that the first chunk finds it running. */
  warmUp(): void {
    this.#device.use((graph) => this.#device.wake(graph))
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
        this.#post({ type: 'chunk-failed', epoch, seq, failure })
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
      this.#post({ type: 'silenced', epoch, heard: null })
    }
    if (!this.#device.isOpen) silent()
    this.#device.useOpen(({ context, playback }) => {
      command(playback, { type: 'silence', epoch })
      // A context that doesn't run makes no sound, and its worklet may not answer.
      if (context.state !== 'running') silent()
      // It is still opening, and that may fail.
    }, silent)
  }

  /** `loudness` is 0 to 1, of the volume of everything. */
  cue(name: CueName, loudness: number): void {
    this.#device.use(async (graph) => {
      const { context, volume } = graph
      const [buffer] = await Promise.all([this.#cues.get(name), this.#device.wake(graph)])
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(new GainNode(context, { gain: amplitudeOf(loudness) })).connect(volume)
      source.start()
      this.#device.rest()
    })
  }

  setTap(on: boolean): void {
    this.#tapping = on
    this.#device.use(async (graph) => {
      const message: TapCommand = { on }
      graph.tap.port.postMessage(message)
      if (on) await this.#device.wake(graph)
      else this.#device.rest()
    })
  }

  #release(released: Released<Sound>[]): void {
    if (released.length === 0) return
    this.#device.use(
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
          if (type === 'end' && this.#playing.delete(epoch)) this.#post({ type: 'unplayed', epoch })
        }
      },
    )
  }

  #listen(graph: Graph): void {
    const { context, playback, tap, analyser } = graph
    this.#analyser = analyser
    playback.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      this.#onReport(data, graph)
    }
    tap.port.onmessage = ({ data }: MessageEvent<TapReport>) => {
      const { samples, isLast } = data
      this.#post({ type: 'tap', samples: samples.buffer, sampleRate: context.sampleRate, isLast })
    }
    if (this.#tapping) tap.port.postMessage({ on: true } satisfies TapCommand)
  }

  #onReport(report: PlaybackReport, graph: Graph): void {
    switch (report.type) {
      case 'started':
        this.#whenHeard(report, graph, () => {
          this.#post({ type: 'chunk-started', epoch: report.epoch, seq: report.seq })
        })
        break
      case 'drained':
        this.#whenHeard(report, graph, () => {
          this.#playing.delete(report.epoch)
          this.#post({ type: 'drained', epoch: report.epoch })
          this.#device.rest()
          this.#device.relax(graph)
        })
        break
      case 'progress':
        this.#whenHeard(report, graph, () => {
          const { epoch, seq, share } = report
          this.#post({ type: 'chunk-progress', epoch, seq, share })
        })
        break
      case 'silenced':
        this.#post({ type: 'silenced', epoch: report.epoch, heard: report.heard })
        this.#device.rest()
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
}

function command(node: AudioWorkletNode, message: PlaybackCommand, transfer: Transferable[] = []): void {
  node.port.postMessage(message, transfer)
}
