import { workletScope } from '../worklet-globals.ts'
import { PLAYBACK_PROCESSOR } from './protocol.ts'
import type { PlaybackCommand } from './protocol.ts'
import { SampleQueue } from './sample-queue.ts'

const { AudioWorkletProcessor, registerProcessor, sampleRate } = workletScope

/** The sample queue in the audio thread: where nothing that the page does can make a gap. */
class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #queue = new SampleQueue(sampleRate, (report) => {
    this.port.postMessage(report)
  })

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => {
      if (data.type === 'append') this.#queue.append(data)
      else if (data.type === 'end') this.#queue.end(data.epoch)
      else this.#queue.silence(data.epoch)
    }
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0]
    if (output) this.#queue.pull(output, workletScope.currentFrame)
    return true
  }
}

registerProcessor(PLAYBACK_PROCESSOR, PlaybackProcessor)
