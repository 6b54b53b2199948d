import type { FromVoice } from '../../../shared/voice-port.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { peakOf } from '../dsp/pcm.ts'
import { readTrack } from './capture-globals.ts'
import { INITIAL_CAPTURE, nextCapture } from './machine.ts'
import type { CaptureEffect, CaptureEvent, InputConfig } from './machine.ts'
import { microphoneFailure } from './microphone-failure.ts'
import type { CaptureCommand, CaptureReport } from './protocol.ts'

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

/** The thread that reads the microphone. It outlives streams, so that a segment survives a change of microphone. */
interface Recorder {
  readonly worker: Worker
  /** Rejects when the worker can't be loaded. */
  readonly ready: Promise<void>
}

/** The microphone: performs what the capture machine decides. */
export class Microphone {
  readonly #options: MicrophoneOptions
  #state = INITIAL_CAPTURE
  #recorder: Recorder | null = null
  #track: MediaStreamTrack | null = null
  #preRollMs = 0

  constructor(options: MicrophoneOptions) {
    this.#options = options
    options.devices.subscribe(({ inputs, defaultInput }) => {
      this.#happen({ type: 'devices', inputs, systemDefault: defaultInput })
    })
  }

  configure(config: InputConfig, preRollMs: number): void {
    if (preRollMs !== this.#preRollMs) {
      this.#preRollMs = preRollMs
      this.#tellWorker({ type: 'pre-roll', ms: preRollMs })
    }
    this.#happen({ type: 'configure', config })
  }

  start(segment: string): void {
    this.#happen({ type: 'start', segment })
  }

  stop(segment: string): void {
    this.#happen({ type: 'stop', segment })
  }

  #happen(event: CaptureEvent): void {
    const { state, effects } = nextCapture(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
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
        this.#tellWorker({ type: 'start', segment: effect.segment })
        break
      case 'finish':
        this.#tellWorker({ type: 'stop', at: performance.now() })
        break
      case 'emit':
        this.#options.post(effect.message)
        break
    }
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
      this.#plug(stream, token)
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

  #plug(stream: MediaStream, token: number): void {
    const [track] = stream.getAudioTracks()
    if (!track) throw new DOMException('The stream has no audio track.', 'NotFoundError')
    this.#track = track
    const readable = readTrack(track, MAX_WAITING_BUFFERS)
    this.#tellWorker({ type: 'plug', token, readable, timeOrigin: performance.timeOrigin }, [readable])
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
    this.#tellWorker({ type: 'unplug' })
  }

  #tellWorker(message: CaptureCommand, transfer: Transferable[] = []): void {
    this.#recorder?.worker.postMessage(message, transfer)
  }

  #ensureRecorder(): Recorder {
    if (this.#recorder) return this.#recorder
    const worker = new Worker(new URL('./capture.worker.ts', import.meta.url), { type: 'module' })
    const loading = Promise.withResolvers<undefined>()
    worker.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.type === 'ready') loading.resolve(undefined)
      else this.#onReport(data)
    }
    worker.onerror = ({ message }) => {
      loading.reject(new Error(message || 'The capture worker could not be loaded.'))
    }
    const ready = loading.promise.catch((thrown: unknown) => {
      worker.terminate()
      this.#recorder = null
      throw thrown
    })
    this.#recorder = { worker, ready }
    this.#tellWorker({ type: 'pre-roll', ms: this.#preRollMs })
    return this.#recorder
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
        break
      case 'lost':
        this.#happen({ type: 'lost', token: report.token })
        break
    }
  }
}

function constraints(deviceId: string | null, config: InputConfig): MediaTrackConstraints {
  return {
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
    channelCount: { ideal: 1 },
    echoCancellation: config.echoCancellation,
    noiseSuppression: config.noiseSuppression,
    autoGainControl: config.autoGainControl,
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
