import type { Benchmark } from './lib/measurement.ts'
import { measureResponses } from './lib/response-times.ts'
import { percentile } from './lib/statistics.ts'
import { withVoicePage } from './lib/voice-bench.ts'

const ROUNDS = 40

export const firstSound: Benchmark = {
  name: 'first-sound',
  about: 'from a reply chunk in the page to its sound',
  async run() {
    const { ours, plain } = await withVoicePage((bench) => measureResponses(bench, ROUNDS))
    const how =
      `${ROUNDS} WAV chunks, one at a time: from the message in the page until the audio thread gives the first sample out. ` +
      'Our time has our decoding in it. Plain: from the decoded buffer and `start()`; its decoding is not counted. What the ' +
      'sound device holds comes on top for both.'
    return [
      {
        name: 'response to sound beyond decode, p50',
        unit: 'ms',
        ours: percentile(ours.toSound, 0.5),
        plain: percentile(plain.toSound, 0.5),
        budget: null,
        how,
      },
      {
        name: 'response to sound beyond decode, p95',
        unit: 'ms',
        ours: percentile(ours.toSound, 0.95),
        plain: percentile(plain.toSound, 0.95),
        values: { ours: ours.toSound, plain: plain.toSound },
        budget: { atMost: 30 },
        how,
      },
    ]
  },
}
