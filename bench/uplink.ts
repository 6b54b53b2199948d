import type { Benchmark, Measurement } from './lib/measurement.ts'
import { RATE } from './lib/microphone-clock.ts'
import { plainUploadMs } from './lib/plain-upload.ts'
import { spokenRuns } from './lib/spoken-runs.ts'
import type { SpokenRun } from './lib/spoken-runs.ts'
import { median, percentile } from './lib/statistics.ts'

export const uplink: Benchmark = {
  name: 'uplink',
  about: 'speech on its way up while it is spoken',
  async run() {
    const runs = await spokenRuns()
    const lateness = runs.map((run) => liveFrames(run).map((frame) => frame.receivedAt - frame.lastSampleAt))
    const how =
      'The real app, a real key, a sweep in a virtual microphone: from the moment at which a frame’s last sample could be ' +
      'had at the earliest (by the quickest buffer of a second reader in the same page) until the frame is at a server on ' +
      'this machine, so Chromium and the host’s DevTools protocol are in it; echo cancellation is on, noise suppression and gain control are off.'
    const plain =
      ' Plain: the whole utterance in one frame after speech; nothing of it is sent when the key comes up.'
    return [
      {
        name: 'uplink frame',
        unit: 'ms',
        ours: median(runs.flatMap((run) => liveFrames(run).map(({ ms }) => ms))),
        plain: median(runs.map(spokenMs)),
        budget: { atMost: 40 },
        how: `Audio in one speaking_part.${plain}`,
      },
      {
        name: 'last sample of a frame to server, p50',
        unit: 'ms',
        ours: median(lateness.map((each) => percentile(each, 0.5))),
        plain: null,
        budget: { atMost: 25 },
        how,
      },
      {
        name: 'last sample of a frame to server, p95',
        unit: 'ms',
        ours: median(lateness.map((each) => percentile(each, 0.95))),
        plain: null,
        budget: null,
        how,
      },
      ...(await Promise.all(runs.map((run) => atKeyUp(run, how)))).flat(),
    ]
  },
}

/** The longest frame that the budget for unsent speech, "less than one frame", may be about. */
const BUDGET_FRAME_MS = 40

/** Frames that were captured after the key press; those of the pre-roll are late because they are from before it. */
function liveFrames({ frames }: SpokenRun) {
  const [first] = frames
  return frames.filter(({ lastSampleAt }) => first !== undefined && lastSampleAt > first.receivedAt)
}

/** What was still to be sent when the key came up. */
async function atKeyUp(run: SpokenRun, how: string): Promise<Measurement[]> {
  const seconds = run.holdMs / 1000
  const bytes = (ms: number) => Math.max(0, Math.round((ms * RATE) / 1000)) * 2
  const last = run.frames.at(-1)?.receivedAt ?? NaN
  return [
    {
      name: `unsent at key-up, after ${seconds} s`,
      unit: 'bytes',
      ours: bytes(unsentMs(run)),
      plain: bytes(spokenMs(run)),
      budget: { atMost: bytes(BUDGET_FRAME_MS) },
      how: `16-bit samples at 16 kHz. ${how} Parley's own frame is 640 bytes. Plain: the whole utterance in one frame after speech.`,
    },
    {
      name: `key-up to the last byte, after ${seconds} s`,
      unit: 'ms',
      ours: last - run.keyUpAt,
      plain: await plainUploadMs(spokenMs(run)),
      budget: null,
      how:
        `${how} The start of xdotool (20 to 40 ms) and the 50 ms in which a key that comes back down was never let go are ` +
        'in ours. Plain: encoding and sending alone, without a key, on the same machine; a real network has to carry all of ' +
        'the speech then.',
    },
  ]
}

/** What could be had when the key came up, less what had come to the server by then. */
function unsentMs(run: SpokenRun): number {
  const received = run.frames.filter(({ receivedAt }) => receivedAt <= run.keyUpAt).at(-1)
  return run.keyUpAt - (received?.lastSampleAt ?? run.firstSampleAt)
}

function spokenMs({ firstSampleAt, keyUpAt }: SpokenRun): number {
  return keyUpAt - firstSampleAt
}
