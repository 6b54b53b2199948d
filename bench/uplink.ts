import type { Benchmark } from './lib/measurement.ts'
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
      'The real app, a real key, a recording in a virtual microphone: from the moment at which the system ' +
      'captured a frame’s last sample until the frame is at a server on this machine, so sound server, Chromium and ' +
      'the host’s DevTools protocol are in it; echo cancellation and noise suppression are off.'
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
      {
        name: 'speech not at the server when the key comes up',
        unit: 'ms',
        ours: median(runs.map(unsentMs)),
        plain: median(runs.map(spokenMs)),
        budget: null,
        how: `${how}${plain}`,
      },
    ]
  },
}

/** Frames that were captured after the key press; those of the pre-roll are late because they are from before it. */
function liveFrames({ frames }: SpokenRun) {
  const [first] = frames
  return frames.filter(({ lastSampleAt }) => first !== undefined && lastSampleAt > first.receivedAt)
}

/** What was captured when the key came up, less what had come to the server by then. */
function unsentMs(run: SpokenRun): number {
  const received = run.frames.filter(({ receivedAt }) => receivedAt <= run.keyUpAt).at(-1)
  return run.keyUpAt - (received?.lastSampleAt ?? run.firstSampleAt)
}

function spokenMs({ firstSampleAt, keyUpAt }: SpokenRun): number {
  return keyUpAt - firstSampleAt
}
