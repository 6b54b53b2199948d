import type { Benchmark } from './lib/measurement.ts'
import { coldStartMs, spokenRuns } from './lib/spoken-runs.ts'
import { median } from './lib/statistics.ts'

export const firstSyllable: Benchmark = {
  name: 'first-syllable',
  about: 'audio from before the key press that is sent, with a warm microphone',
  async run() {
    const runs = await spokenRuns()
    const cold = await coldStartMs()
    const before = median(runs.map(({ keyDownAt, firstSampleAt }) => keyDownAt - firstSampleAt))
    return [
      {
        name: 'audio sent from before the key press',
        unit: 'ms',
        ours: before,
        plain: 0,
        budget: { atLeast: 200 },
        how:
          'From the capture of the first sample that was sent until right before the key was pressed (xdotool’s own start is ' +
          'taken off, so it is a little more). Plain: a microphone that opens at the press has nothing from before it.',
      },
      {
        name: 'key-down to the first captured sample, warm',
        unit: 'ms',
        ours: Math.max(0, -before),
        plain: cold,
        budget: null,
        how: 'None: what was heard before the key is sent too. Plain: a microphone that opens at the press (the next line).',
      },
      {
        name: 'key-down to the first captured sample, cold',
        unit: 'ms',
        ours: cold,
        plain: null,
        budget: null,
        how:
          'The setting “only while you talk”: from right before the key press until the first sample of the first frame. Most ' +
          'of it is the virtual microphone: PulseAudio’s null sink gives nothing for up to two seconds to a reader that is new.',
      },
    ]
  },
}
