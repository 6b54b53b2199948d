import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { downmix } from '../dsp/pcm.ts'
import { BlockCutter } from './blocks.ts'
import { workerScope } from './capture-globals.ts'
import { STREAM_BLOCK_SAMPLES } from './protocol.ts'
import type { CaptureCommand, CaptureReport, StreamMessage } from './protocol.ts'
import { SegmentRecorder } from './segment-recorder.ts'
import { SilenceWatch } from './silence-watch.ts'

/*
 * Reads the microphone on a thread that does nothing else. The loudspeaker's clock, its stalls and a busy page hold up nothing.
 */

/**
 * How long the sound of a stopped segment may be on its way, in ms. It comes within 20 to 80; longer only from a microphone
 * that has lost some, or on a machine that is too busy. Main waits a second.
 */
const STOP_DEADLINE_MS = 600

/** A microphone of which nothing has come for so long, in ms, has gone quiet. Buffers are 10 to 40 ms apart. */
const QUIET_MS = 150

/** A level is of so many samples: 14 a second. */
const LEVEL_SAMPLES = (UPLINK_SAMPLE_RATE * 7) / 100

interface Source {
  readonly token: number
  readonly reader: ReadableStreamDefaultReader<AudioData>
}

let source: Source | null = null
/** The page's; ours began when the worker did. */
let timeOrigin = performance.timeOrigin
let deadline: ReturnType<typeof setTimeout> | undefined
let mono = new Float32Array(0)
let planes: Float32Array<ArrayBuffer>[] = []
let isWatched = false
let listener: MessagePort | null = null

const report = (message: CaptureReport, transfer: Transferable[] = []) => {
  workerScope.postMessage(message, transfer)
}

const tell = (message: StreamMessage, transfer: Transferable[] = []) => {
  listener?.postMessage(message, transfer)
}

const silence = new SilenceWatch((change) => {
  report({ type: 'silence', silence: change })
})

const levels = new BlockCutter(LEVEL_SAMPLES, (block) => {
  report({ type: 'level', peak: block.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) })
})

const stream = new BlockCutter(STREAM_BLOCK_SAMPLES, (samples) => {
  tell({ type: 'block', samples }, [samples.buffer])
})

const recorder = new SegmentRecorder({
  emit: (message) => {
    // Before the message: what is said of a segment comes after its start and before its end.
    if (message.type === 'ended') silence.reset()
    report(message, message.type === 'frame' ? [message.pcm] : [])
  },
  heard: (samples) => {
    if (recorder.isRecording) silence.push(samples)
    if (isWatched) levels.push(samples)
    if (listener) stream.push(samples)
  },
})

/** Now, on the page's clock. */
const now = () => performance.timeOrigin + performance.now() - timeOrigin

function obey(command: CaptureCommand): void {
  switch (command.type) {
    case 'plug':
      unplug()
      timeOrigin = command.timeOrigin
      source = { token: command.token, reader: command.readable.getReader() }
      void listen(source)
      break
    case 'unplug':
      unplug()
      break
    case 'start':
      recorder.start(command.segment, command.preRollMs)
      break
    case 'stop':
      recorder.stop(command.at)
      // No microphone, so nothing is on its way.
      if (!source) recorder.endNow()
      break
    case 'pre-roll':
      recorder.setPreRoll(command.ms)
      break
    case 'watch':
      isWatched = command.on
      levels.reset()
      break
    case 'listen':
      listener?.close()
      listener = command.port
      stream.reset()
      break
  }
  watchDeadline()
}

function unplug(): void {
  // A reader whose stream has failed rejects this too; that was reported.
  source?.reader.cancel().catch(() => {})
  source = null
  recorder.cut()
  levels.reset()
  stream.reset()
  tell({ type: 'gap' })
}

async function listen(own: Source): Promise<void> {
  try {
    for (;;) {
      const { value, done } = await own.reader.read()
      // The end of the track is an event of its own, on the page.
      if (done) return
      try {
        if (source === own) hear(value)
      } finally {
        value.close()
      }
    }
  } catch {
    if (source === own) report({ type: 'lost', token: own.token })
  }
}

function hear(data: AudioData): void {
  const { numberOfFrames: length, numberOfChannels: channels, sampleRate } = data
  if (length !== mono.length || channels !== planes.length) {
    mono = new Float32Array(length)
    planes = Array.from({ length: channels }, () => new Float32Array(length))
  }
  for (const [planeIndex, plane] of planes.entries()) data.copyTo(plane, { planeIndex, format: 'f32-planar' })
  downmix(planes, mono, length)
  const at = now()
  const capturedTo = data.timestamp / 1000 + (length / sampleRate) * 1000
  recorder.push(mono, sampleRate, at, at - capturedTo)
  watchDeadline()
}

/** Lets a stopped segment wait for its sound while there is some, and no longer than it may. Begins anew with each buffer. */
function watchDeadline(): void {
  clearTimeout(deadline)
  if (recorder.stopAt === null) return
  const left = recorder.stopAt + STOP_DEADLINE_MS - now()
  deadline = setTimeout(endUnlessHeard, Math.min(QUIET_MS, left))
}

/** A thread that was held up finds its timer due before the buffers that wait for it: they have a turn first. */
function endUnlessHeard(): void {
  deadline = setTimeout(() => {
    recorder.endNow()
    watchDeadline()
  }, 20)
}

workerScope.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
  obey(data)
}
report({ type: 'ready' })
