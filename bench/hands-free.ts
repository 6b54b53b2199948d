import { readFileSync } from 'node:fs'
import { handsFreeConfig } from '../src/main/hands-free/hands-free-config.ts'
import { levelDb } from '../src/renderer/voice/vad/level.ts'
import { BLOCK_MS, INITIAL_SEGMENTER, nextBlock } from '../src/renderer/voice/vad/segmenter.ts'
import type { SegmenterEvent } from '../src/renderer/voice/vad/segmenter.ts'
import { Silero, VAD_BLOCK } from '../src/renderer/voice/vad/silero.ts'
import { modelPaths } from '../src/server/speech/model-files.ts'
import { settingsSchema } from '../src/shared/settings.ts'
import { HUMAN_CLIPS, MODEL_DIR, readClip } from '../tests/integration/speech/support.ts'
import type { Benchmark } from './lib/measurement.ts'
import { median } from './lib/statistics.ts'

const RATE = 16_000
/** Quiet before and after each recording, in ms: what a microphone gives between sentences. */
const AROUND_MS = { before: 1000, after: 3000 }
/** Speech is where the recording is louder than this, in dB below full scale. */
const AUDIBLE_DB = -40

/** Hands-free on recordings of people, in the time of the recording: no clock of this machine is in these figures. */
export const handsFree: Benchmark = {
  name: 'hands-free',
  about: 'from a voice to the first frame, from its end to the end of the segment, and what listening costs',
  async run() {
    const model = new Uint8Array(readFileSync(modelPaths(MODEL_DIR).vad))
    const config = handsFreeConfig(settingsSchema.parse({}).handsFree)
    const onsets: number[] = []
    const plainOnsets: number[] = []
    const ends: number[] = []
    const costs: number[] = []
    for (const [name] of HUMAN_CLIPS) {
      const clip = Float32Array.from(await readClip(name), (sample) => sample / 32_768)
      const samples = new Float32Array(clip.length + ((AROUND_MS.before + AROUND_MS.after) * RATE) / 1000)
      samples.set(clip, (AROUND_MS.before * RATE) / 1000)
      const silero = new Silero(model)
      let state = INITIAL_SEGMENTER
      const events: (SegmenterEvent & { ms: number })[] = []
      const audible: number[] = []
      const before = process.cpuUsage()
      let blocks = 0
      for (let at = 0; at + VAD_BLOCK <= samples.length; at += VAD_BLOCK) {
        const block = samples.subarray(at, at + VAD_BLOCK)
        const step = nextBlock(state, { at, probability: silero.process(block) }, config)
        state = step.state
        const ms = ((at + VAD_BLOCK) / RATE) * 1000
        events.push(...step.events.map((event) => ({ ...event, ms })))
        if (levelDb(block) > AUDIBLE_DB) audible.push(ms)
        blocks += 1
      }
      const used = process.cpuUsage(before)
      costs.push((used.user + used.system) / 1000 / (blocks * BLOCK_MS))
      const started = events.find(({ type }) => type === 'started')
      const ended = events.findLast(({ type }) => type === 'ended')
      const [first = 0] = audible
      const last = audible.at(-1) ?? 0
      if (!started || !ended) throw new Error(`No speech was found in ${name}`)
      onsets.push(started.ms - (first - BLOCK_MS))
      plainOnsets.push(ended.ms - (first - BLOCK_MS))
      ends.push(ended.ms - last)
    }
    return [
      {
        name: 'from the first sound of a voice to the first frame',
        unit: 'ms',
        ours: median(onsets),
        plain: median(plainOnsets),
        budget: null,
        values: { ours: onsets, plain: plainOnsets },
        how:
          `${onsets.length} recordings of people; the frame carries 800 ms from before the voice too. From the first block ` +
          'above -40 dB. Plain: the reference web client sends when the pause that ends the utterance is over.',
      },
      {
        name: 'from the last sound of a voice to the end of its segment',
        unit: 'ms',
        ours: median(ends),
        plain: null,
        budget: null,
        values: { ours: ends, plain: null },
        how: 'The same recordings, with the pause of the default settings (1400 ms, as in the reference web client).',
      },
      {
        name: 'listening, hands-free',
        unit: '% of a core',
        ours: 100 * median(costs),
        plain: null,
        budget: null,
        how: 'Processor time of the detector and the segmenter by the length of the recording, in Node on this machine.',
      },
    ]
  },
}
