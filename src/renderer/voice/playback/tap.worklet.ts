import { downmix } from '../dsp/pcm.ts'
import { workletScope } from '../worklet-globals.ts'
import { TAP_PROCESSOR } from './protocol.ts'
import type { TapCommand, TapReport } from './protocol.ts'

const { AudioWorkletProcessor, registerProcessor } = workletScope

/** Samples in one report: about 43 ms at 48 kHz. */
const BATCH = 2048

/** Copies what is on the master bus, every sample once, while it is on. */
class TapProcessor extends AudioWorkletProcessor {
  #on = false
  #batch = new Float32Array(BATCH)
  #filled = 0
  #mono = new Float32Array(128)

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<TapCommand>) => {
      this.#on = data.on
      if (!data.on) this.#send()
    }
  }

  process(inputs: Float32Array[][]): boolean {
    if (!this.#on) return true
    const channels = inputs[0] ?? []
    // A bus with no active source has no channels: that is silence, and time goes on.
    const length = channels[0]?.length ?? this.#mono.length
    if (length > this.#mono.length) this.#mono = new Float32Array(length)
    downmix(channels, this.#mono, length)
    for (let index = 0; index < length; index++) {
      this.#batch[this.#filled] = this.#mono[index] ?? 0
      this.#filled += 1
      if (this.#filled === BATCH) this.#send()
    }
    return true
  }

  #send(): void {
    const report: TapReport = { samples: this.#batch.slice(0, this.#filled), isLast: !this.#on }
    this.#filled = 0
    this.port.postMessage(report, [report.samples.buffer])
  }
}

registerProcessor(TAP_PROCESSOR, TapProcessor)
