import type { Benchmark } from './lib/measurement.ts'
import type { PlainWindow } from './lib/plain-player.ts'
import { measureResponses } from './lib/response-times.ts'
import { largestStep } from './lib/sound.ts'
import { percentile } from './lib/statistics.ts'
import { fromBase64, withVoicePage } from './lib/voice-bench.ts'

const ROUNDS = 40
/** A ramp adds to the tone's own steps, but not much. */
const RAMP_ALLOWANCE = 1.3

export const interrupt: Benchmark = {
  name: 'interrupt',
  about: 'from the order to be silent to silence, and whether it clicks',
  async run() {
    const { times, samples, plainSamples, ownStep } = await interruptions()
    const { ours, plain } = times
    const how =
      `${ROUNDS} interruptions of a tone: from the order in the page until the audio thread gives silence out. What the sound ` +
      'device holds comes on top for both. Plain: `stop()`.'
    return [
      {
        name: 'interrupt to silence, p50',
        unit: 'ms',
        ours: percentile(ours.toSilence, 0.5),
        plain: percentile(plain.toSilence, 0.5),
        budget: null,
        how,
      },
      {
        name: 'interrupt to silence, p95',
        unit: 'ms',
        ours: percentile(ours.toSilence, 0.95),
        plain: percentile(plain.toSilence, 0.95),
        values: { ours: ours.toSilence, plain: plain.toSilence },
        budget: { atMost: 15 },
        how,
      },
      {
        name: 'largest step when interrupted (full scale 1)',
        unit: '',
        ours: largestStep(samples),
        plain: largestStep(plainSamples),
        budget: { atMost: ownStep * RAMP_ALLOWANCE },
        how: `Between two samples after the mixer. The tone’s own largest step is ${ownStep.toFixed(4)}.`,
      },
    ]
  },
}

/** What both ways gave out, sample by sample, and how fast they were silent. */
function interruptions() {
  return withVoicePage(async (bench) => {
    const { voice, plainRate } = bench
    await voice.send({ type: 'tap', on: true })
    const times = await measureResponses(bench, ROUNDS)
    const { samples } = await voice.tapped()
    const recorded = await voice.page.evaluate(() => (globalThis as PlainWindow).plain.recorded())
    // Of a sine of 440 Hz at half scale; both contexts run at the device's rate.
    const ownStep = Math.sin((Math.PI * 440) / plainRate)
    return { times, samples, plainSamples: fromBase64(recorded), ownStep }
  })
}
