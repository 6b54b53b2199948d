import { downmix } from '../dsp/pcm.ts'
import { workerScope } from './capture-globals.ts'
import type { CaptureCommand, CaptureReport } from './protocol.ts'
import { SegmentRecorder } from './segment-recorder.ts'

/*
 * Reads the microphone on a thread that does nothing else. The loudspeaker's clock, its stalls and a busy page hold up nothing.
 */

/**
 * How long the sound of a stopped segment may be on its way, in ms. Measured are 20 to 46 ms; wireless headsets take longer. It
 * is waited out only by a microphone that has gone quiet or whose clock is unknown; main waits a second.
 */
const STOP_DEADLINE_MS = 200

/** Capture times later than now by more than this, in ms, are of another clock; performance.now() is rounded to 0.1 ms. */
const CLOCK_SLACK_MS = 1

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

const report = (message: CaptureReport, transfer: Transferable[] = []) => {
  workerScope.postMessage(message, transfer)
}

const recorder = new SegmentRecorder((message) => {
  report(message, message.type === 'frame' ? [message.pcm] : [])
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
      recorder.start(command.segment)
      break
    case 'stop':
      recorder.stop(command.at)
      // No microphone, so nothing is on its way.
      if (!source) recorder.endNow()
      break
    case 'pre-roll':
      recorder.setPreRoll(command.ms)
      break
  }
  watchDeadline()
}

function unplug(): void {
  // A reader whose stream has failed rejects this too; that was reported.
  source?.reader.cancel().catch(() => {})
  source = null
  recorder.cut()
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
  const capturedAt = data.timestamp / 1000
  recorder.push(mono, sampleRate, capturedAt > now() + CLOCK_SLACK_MS ? null : capturedAt)
  watchDeadline()
}

/** Lets a stopped segment wait for its sound no longer than it may. */
function watchDeadline(): void {
  clearTimeout(deadline)
  if (recorder.stopAt === null) return
  deadline = setTimeout(
    () => {
      recorder.endNow()
    },
    recorder.stopAt + STOP_DEADLINE_MS - now(),
  )
}

workerScope.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
  obey(data)
}
report({ type: 'ready' })
