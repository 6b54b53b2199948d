import type { Benchmark } from './lib/measurement.ts'
import { spokenRuns } from './lib/spoken-runs.ts'
import { median } from './lib/statistics.ts'

export const firstSyllable: Benchmark = {
  name: 'first-syllable',
  about: 'audio from before the key press that is sent, with a warm microphone',
  async run() {
    const runs = await spokenRuns()
    return [
      {
        name: 'audio sent from before the key press',
        unit: 'ms',
        ours: median(runs.map(({ keyDownAt, firstSampleAt }) => keyDownAt - firstSampleAt)),
        plain: 0,
        budget: { atLeast: 200 },
        how:
          'From the capture of the first sample that was sent until right before the key was pressed (xdotool’s own start is ' +
          'taken off, so it is a little more). Plain: a microphone that opens at the press has nothing from before it.',
      },
    ]
  },
}
