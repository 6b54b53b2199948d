import type { FromVoice } from '../../../shared/voice-port.ts'
import type { SoundProcessing } from '../../../shared/view.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { peakOf } from '../dsp/pcm.ts'
import { readTrack } from './capture-globals.ts'
import { constraints, processingOf } from './constraints.ts'
import { INITIAL_CAPTURE, microphoneState, nextCapture } from './machine.ts'
import type { CaptureEffect, CaptureEvent, InputConfig } from './machine.ts'
import { microphoneFailure } from './microphone-failure.ts'
import type { CaptureCommand, CaptureReport } from './protocol.ts'
import { RecorderThread } from './recorder-thread.ts'

export interface MicrophoneOptions {
  post(message: FromVoice): void
  /** Loudness of what is being recorded, 0 to 1, once a frame. */
  onLevel(peak: number): void
  devices: DeviceWatch
}

/**
 * Buffers that may wait for the worker before the oldest is lost: a second or more, as they are 10 to 23 ms each. The default
 * of 10 is less than a busy machine may keep a thread waiting.
 */
const MAX_WAITING_BUFFERS = 100

/** The microphone: performs what the capture machine decides. */
export class Microphone {
  readonly #options: MicrophoneOptions
  #state = INITIAL_CAPTURE
  #recorder: RecorderThread | null = null
  /** What a recorder has to be told when it is made. */
  #setUp: { preRollMs: number; isWatched: boolean } = { preRollMs: 0, isWatched: false }
  #track: MediaStreamTrack | null = null
  #processing: SoundProcessing | null = null
  #cooling: { readonly timer: number; readonly until: number } | null = null
  /** What was last said of the microphone, to say only changes. */
  #said = ''

  constructor(options: MicrophoneOptions) {
    this.#options = options
    options.devices.subscribe(({ inputs, defaultInput }) => {
      this.#happen({ type: 'devices', inputs, systemDefault: defaultInput })
    })
  }

  configure(config: InputConfig, preRollMs: number): void {
    this.#setUp.preRollMs = preRollMs
    this.#tell({ type: 'pre-roll', ms: preRollMs })
    this.#happen({ type: 'configure', config })
  }

  /** Begins a segment. `preRollMs`: how much it has from before, at most; absent: as configured. */
  start(segment: string, preRollMs?: number): void {
    this.#happen({ type: 'start', segment, preRollMs })
  }

  stop(segment: string): void {
    this.#happen({ type: 'stop', segment })
  }

  /** While on, the microphone is open and `level` messages come. */
  watchLevel(on: boolean): void {
    this.#setUp.isWatched = on
    this.#tell({ type: 'watch', on })
    this.#happen({ type: 'hold', by: 'level', on })
  }

  /**
   * While there is a listener, the microphone is open and all that it hears goes to this port, as `StreamMessage`s, whether a
   * segment runs or not. Straight from the recording thread: no page has to be awake for it. Null ends it.
   */
  listen(port: MessagePort | null): void {
    if (port) this.#ensureRecorder().tell({ type: 'listen', port }, [port])
    else this.#tell({ type: 'listen', port })
    this.#happen({ type: 'hold', by: 'stream', on: port !== null })
  }

  /** Whether the loudspeaker's sound is really taken out of what is heard. */
  get isEchoCancelled(): boolean {
    return this.#processing?.real.echoCancellation === true
  }

  /** Tells main the state of the microphone again: there is a new one to tell it to. */
  report(): void {
    this.#said = ''
    this.#tellState()
  }

  #happen(event: CaptureEvent): void {
    const { state, effects } = nextCapture(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    this.#tellState()
  }

  #tellState(): void {
    const microphone = microphoneState(this.#state, this.#cooling?.until ?? null)
    const message: FromVoice = { type: 'microphone', microphone, processing: this.#processing }
    const said = JSON.stringify(message)
    if (said === this.#said) return
    this.#said = said
    this.#options.post(message)
  }

  #perform(effect: CaptureEffect): void {
    switch (effect.type) {
      case 'open':
        void this.#open(effect.token, effect.deviceId, effect.config)
        break
      case 'close':
        this.#close()
        break
      case 'begin':
        this.#tell({ type: 'start', segment: effect.segment, preRollMs: effect.preRollMs })
        break
      case 'finish':
        this.#tell({ type: 'stop', at: performance.now() })
        break
      case 'keep-warm':
        this.#keepWarm(effect.ms)
        break
      case 'emit':
        this.#options.post(effect.message)
        break
    }
  }

  #keepWarm(ms: number): void {
    if (this.#cooling) window.clearTimeout(this.#cooling.timer)
    const timer = window.setTimeout(() => {
      this.#cooling = null
      this.#happen({ type: 'cooled' })
    }, ms)
    this.#cooling = { timer, until: Date.now() + ms }
  }

  async #open(token: number, deviceId: string | null, config: InputConfig): Promise<void> {
    const opening = navigator.mediaDevices.getUserMedia({ audio: constraints(deviceId, config) })
    try {
      // Side by side: loading the worker takes as long as opening a device.
      const [stream] = await Promise.all([opening, this.#ensureRecorder().ready])
      if (!this.#isAwaited(token)) {
        stopTracks(stream)
        return
      }
      this.#plug(stream, token, config)
      this.#happen({ type: 'opened', token })
      this.#options.devices.refresh(this.#track?.label ?? null)
    } catch (thrown) {
      // When it was the worker that failed, the microphone must not stay open.
      opening.then(stopTracks, () => {})
      this.#happen({ type: 'open-failed', token, failure: microphoneFailure(thrown) })
    }
  }

  #isAwaited(token: number): boolean {
    const { stream } = this.#state
    return stream.status === 'opening' && stream.token === token
  }

  #plug(stream: MediaStream, token: number, config: InputConfig): void {
    const [track] = stream.getAudioTracks()
    if (!track) throw new DOMException('The stream has no audio track.', 'NotFoundError')
    this.#track = track
    this.#processing = processingOf(track, config)
    const readable = readTrack(track, MAX_WAITING_BUFFERS)
    this.#tell({ type: 'plug', token, readable, timeOrigin: performance.timeOrigin }, [readable])
    track.onended = () => {
      this.#happen({ type: 'lost', token })
    }
    track.onmute = () => {
      this.#happen({ type: 'muted', token, muted: true })
    }
    track.onunmute = () => {
      this.#happen({ type: 'muted', token, muted: false })
    }
  }

  #close(): void {
    if (this.#track) {
      this.#track.onended = this.#track.onmute = this.#track.onunmute = null
      this.#track.stop()
      this.#track = null
    }
    this.#options.devices.setActiveInput(null)
    this.#tell({ type: 'unplug' })
  }

  #tell(command: CaptureCommand, transfer: Transferable[] = []): void {
    this.#recorder?.tell(command, transfer)
  }

  #ensureRecorder(): RecorderThread {
    if (this.#recorder) return this.#recorder
    const recorder = new RecorderThread((report) => {
      this.#onReport(report)
    })
    recorder.ready.catch(() => {
      recorder.close()
      if (this.#recorder === recorder) this.#recorder = null
    })
    this.#recorder = recorder
    recorder.tell({ type: 'pre-roll', ms: this.#setUp.preRollMs })
    recorder.tell({ type: 'watch', on: this.#setUp.isWatched })
    return recorder
  }

  #onReport(report: Exclude<CaptureReport, { type: 'ready' }>): void {
    switch (report.type) {
      case 'started':
        this.#options.post({
          type: 'capture-started',
          segment: report.segment,
          preRollMs: report.preRollMs,
        })
        break
      case 'frame': {
        const peak = peakOf(new Int16Array(report.pcm))
        this.#options.post(report)
        this.#options.onLevel(peak)
        break
      }
      case 'ended':
        this.#happen({
          type: 'flushed',
          segment: report.segment,
          frames: report.frames,
          peak: report.peak,
        })
        // Chromium on Linux hears of USB devices alone: a wireless headset comes and goes without an event.
        this.#options.devices.refresh(this.#track?.label ?? null)
        break
      case 'lost':
        this.#happen({ type: 'lost', token: report.token })
        break
      case 'level':
      case 'silence':
        this.#options.post(report)
        break
    }
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
