import type { OutputContext } from './output-context.ts'
import playbackWorkletUrl from './playback.worklet.ts?worker&url'
import { PLAYBACK_PROCESSOR, TAP_PROCESSOR } from './protocol.ts'
import { Sink } from './sink.ts'
import tapWorkletUrl from './tap.worklet.ts?worker&url'

/** queue → volume → speaker, with a tap and a meter behind the volume. Mono: speech is, and cues need no more. */
export interface Graph {
  readonly context: OutputContext
  readonly sink: Sink
  readonly playback: AudioWorkletNode
  readonly volume: GainNode
  readonly tap: AudioWorkletNode
  readonly analyser: AnalyserNode
}

export interface GraphOptions {
  /**
   * `least`: the smallest buffer of the device (3 ms against 10, and heard 10 ms after it is drawn against 30), so that an
   * interruption is heard at once. `safe`: the browser's choice, for machines that can't keep up with the least.
   */
  readonly latency: 'least' | 'safe'
  readonly gain: number
  readonly sinkId: string
}

/** Opens the output device and builds the graph. Throws when the device or a worklet can't be had. */
export async function createGraph({ latency, gain, sinkId }: GraphOptions): Promise<Graph> {
  const context = new AudioContext({ latencyHint: latency === 'least' ? 0 : 'interactive' }) as OutputContext
  const sink = new Sink(context)
  try {
    await Promise.all([
      context.audioWorklet.addModule(playbackWorkletUrl),
      context.audioWorklet.addModule(tapWorkletUrl),
    ])
    if (sinkId !== '') await sink.move(sinkId, () => true)
  } catch (thrown) {
    await context.close()
    throw thrown
  }
  const mono = { numberOfInputs: 1, channelCount: 1, channelCountMode: 'explicit' } as const
  const playback = new AudioWorkletNode(context, PLAYBACK_PROCESSOR, {
    numberOfInputs: 0,
    outputChannelCount: [1],
  })
  const volume = new GainNode(context, { ...mono, gain })
  const tap = new AudioWorkletNode(context, TAP_PROCESSOR, { ...mono, numberOfOutputs: 0 })
  const analyser = new AnalyserNode(context, { fftSize: 1024 })
  playback.connect(volume).connect(context.destination)
  volume.connect(tap)
  volume.connect(analyser)
  return { context, sink, playback, volume, tap, analyser }
}

/** How often the device ran out of audio because the machine was too slow: heard as a crackle. */
export function underruns({ context }: Graph): number {
  return context.playbackStats?.underrunEvents ?? 0
}

/** Time in ms until the sample at `frame` of the context's clock leaves the speaker; 0 when it has. */
export function heardIn({ context }: Graph, frame: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
  const known = performanceTime > 0
  const elapsed = known ? (performance.now() - performanceTime) / 1000 : 0
  const heardUntil = known ? contextTime + elapsed : context.currentTime - context.outputLatency
  const ms = (frame / context.sampleRate - heardUntil) * 1000
  // The device's clock can be wrong after a change of device; no device buffers more than half a second.
  return Math.min(Math.max(0, ms), 500)
}
