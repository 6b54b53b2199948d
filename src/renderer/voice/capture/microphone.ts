import type { FromVoice } from '../../../shared/voice-port.ts'
import type { DeviceWatch } from '../device-watch.ts'
import { peakOf } from '../dsp/pcm.ts'
import workletUrl from './capture.worklet.ts?worker&url'
import { INITIAL_CAPTURE, nextCapture } from './machine.ts'
import type { CaptureEffect, CaptureEvent, InputConfig } from './machine.ts'
import { microphoneFailure } from './microphone-failure.ts'
import { CAPTURE_PROCESSOR } from './protocol.ts'
import type { CaptureCommand, CaptureReport } from './protocol.ts'

export interface MicrophoneOptions {
  post(message: FromVoice): void
  /** Loudness of what is being recorded, 0 to 1, once a frame. */
  onLevel(peak: number): void
  devices: DeviceWatch
}

/** The graph that a stream is plugged into. It outlives streams, so that a segment survives a change of microphone. */
interface Graph {
  readonly context: AudioContext
  readonly worklet: AudioWorkletNode
}

/** The microphone: performs what the capture machine decides. */
export class Microphone {
  readonly #options: MicrophoneOptions
  #state = INITIAL_CAPTURE
  #graph: Promise<Graph> | null = null
  #source: MediaStreamAudioSourceNode | null = null
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
      void this.#graph?.then(({ worklet }) => {
        command(worklet, { type: 'pre-roll', ms: preRollMs })
      })
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
        this.#tellWorklet({ type: 'start', segment: effect.segment })
        break
      case 'finish':
        this.#tellWorklet({ type: 'stop' })
        break
      case 'emit':
        this.#options.post(effect.message)
        break
    }
  }

  async #open(token: number, deviceId: string | null, config: InputConfig): Promise<void> {
    const opening = navigator.mediaDevices.getUserMedia({ audio: constraints(deviceId, config) })
    try {
      // Side by side: loading the worklet takes as long as opening a device.
      const [stream, graph] = await Promise.all([opening, this.#ensureGraph()])
      await graph.context.resume()
      if (!this.#isAwaited(token)) {
        stopTracks(stream)
        return
      }
      this.#plug(stream, graph, token)
      this.#happen({ type: 'opened', token })
      this.#options.devices.refresh(this.#track?.label ?? null)
    } catch (thrown) {
      // When it was the worklet that failed, the microphone must not stay open.
      opening.then(stopTracks, () => {})
      this.#happen({ type: 'open-failed', token, failure: microphoneFailure(thrown) })
    }
  }

  #isAwaited(token: number): boolean {
    const { stream } = this.#state
    return stream.status === 'opening' && stream.token === token
  }

  #plug(stream: MediaStream, { context, worklet }: Graph, token: number): void {
    const [track] = stream.getAudioTracks()
    if (!track) throw new DOMException('The stream has no audio track.', 'NotFoundError')
    this.#track = track
    this.#source = new MediaStreamAudioSourceNode(context, { mediaStream: stream })
    this.#source.connect(worklet)
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
    this.#source?.disconnect()
    this.#source = null
    if (this.#track) {
      this.#track.onended = this.#track.onmute = this.#track.onunmute = null
      this.#track.stop()
      this.#track = null
    }
    this.#options.devices.setActiveInput(null)
    this.#tellWorklet({ type: 'clear' })
    // Idle, the context would go on waking the audio thread; the next opening resumes it.
    void this.#graph?.then(({ context }) => {
      if (!this.#track && this.#state.stream.status === 'closed') return context.suspend()
      return undefined
    })
  }

  #tellWorklet(message: CaptureCommand): void {
    void this.#graph?.then(({ worklet }) => {
      command(worklet, message)
    })
  }

  /** One context for the life of the window, at the rate of the hardware. */
  #ensureGraph(): Promise<Graph> {
    this.#graph ??= this.#createGraph().catch((thrown: unknown) => {
      this.#graph = null
      throw thrown
    })
    return this.#graph
  }

  async #createGraph(): Promise<Graph> {
    const context = new AudioContext({ latencyHint: 'interactive' })
    await context.audioWorklet.addModule(workletUrl)
    const worklet = new AudioWorkletNode(context, CAPTURE_PROCESSOR, {
      numberOfInputs: 1,
      // An output is what keeps the node pulled; it stays silent.
      numberOfOutputs: 1,
      outputChannelCount: [1],
    })
    worklet.connect(context.destination)
    worklet.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      this.#onReport(data)
    }
    command(worklet, { type: 'pre-roll', ms: this.#preRollMs })
    context.onstatechange = () => {
      // The system interrupts contexts (a call, a change of output device) and does not always resume them.
      if (context.state !== 'running' && context.state !== 'closed' && this.#track) void context.resume()
    }
    return { context, worklet }
  }

  #onReport(report: CaptureReport): void {
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
    }
  }
}

function command(worklet: AudioWorkletNode, message: CaptureCommand): void {
  worklet.port.postMessage(message)
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
