import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { downmix } from '../dsp/pcm.ts'
import { Resampler } from '../dsp/resampler.ts'
import { workletScope } from '../worklet-globals.ts'
import { CAPTURE_PROCESSOR } from './protocol.ts'
import type { CaptureCommand } from './protocol.ts'
import { SegmentCutter } from './segment-cutter.ts'

const { AudioWorkletProcessor, registerProcessor, sampleRate } = workletScope

/** Render quanta are 128 samples today; the specification lets them grow. */
const INITIAL_QUANTUM = 128

/** Microphone samples in, frames of 16 kHz PCM out, in the audio thread. Idle, it wakes nobody. */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate, UPLINK_SAMPLE_RATE)
  readonly #cutter = new SegmentCutter((message) => {
    if (message.type === 'frame') this.port.postMessage(message, [message.pcm])
    else this.port.postMessage(message)
  }, 0)
  #mono = new Float32Array(INITIAL_QUANTUM)
  #resampled = new Float32Array(this.#resampler.maxOutput(INITIAL_QUANTUM))

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
      this.#obey(data)
    }
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? []
    const length = channels[0]?.length ?? 0
    if (length > 0) {
      if (length > this.#mono.length) {
        this.#mono = new Float32Array(length)
        this.#resampled = new Float32Array(this.#resampler.maxOutput(length))
      }
      downmix(channels, this.#mono, length)
      this.#cutter.push(this.#resampled, this.#resampler.process(this.#mono, this.#resampled, length))
    }
    return true
  }

  #obey(command: CaptureCommand): void {
    switch (command.type) {
      case 'start':
        this.#cutter.start(command.segment)
        break
      case 'stop':
        this.#cutter.stop()
        break
      case 'pre-roll':
        this.#cutter.setPreRoll(command.ms)
        break
      case 'clear':
        this.#cutter.clear()
        this.#resampler.reset()
        break
    }
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor)
