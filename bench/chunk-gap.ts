import type { Benchmark, Measurement } from './lib/measurement.ts'
import type { PlainWindow } from './lib/plain-player.ts'
import { joinOf, sineWav, worstGap } from './lib/sound.ts'
import type { Recorded } from './lib/sound.ts'
import { median } from './lib/statistics.ts'
import { fromBase64, toBase64, withVoicePage } from './lib/voice-bench.ts'
import type { VoiceBench } from './lib/voice-bench.ts'

/** A low tone, so that a slip of several milliseconds is still less than its period. Hz. */
const FREQUENCY = 60
/** What the local assistant speaks with, Hz. */
const RATE = 16_000
/** 0.29 s: chunks end in the middle of a wave, and of a render quantum. */
const CHUNK = 4691
const CHUNKS = 8
const RUNS = 3

/** One sine, cut into chunks: every sample between the first and the last has its place. */
const FILES = Array.from({ length: CHUNKS }, (_, index) => sineWav(FREQUENCY, RATE, CHUNK, index * CHUNK))

export const chunkGap: Benchmark = {
  name: 'chunk-gap',
  about: 'gap between reply chunks, in samples after the mixer',
  async run() {
    const ours: number[] = []
    const plain: number[] = []
    let wave: Measurement['wave']
    for (let run = 0; run < RUNS; run++) {
      await withVoicePage(async (bench) => {
        const recorded = { ours: await ourWay(bench), plain: await plainWay(bench) }
        ours.push(worstGap(recorded.ours.samples, FREQUENCY, recorded.ours.sampleRate))
        plain.push(worstGap(recorded.plain.samples, FREQUENCY, recorded.plain.sampleRate))
        wave = {
          sampleRate: recorded.ours.sampleRate,
          ours: joinOf(recorded.ours, CHUNK / RATE),
          plain: joinOf(recorded.plain, CHUNK / RATE),
        }
      })
    }
    return [
      {
        name: 'gap between reply chunks (worst join)',
        unit: 'samples',
        ours: median(ours),
        plain: median(plain),
        values: { ours, plain },
        ...(wave ? { wave } : {}),
        budget: { atMost: 0 },
        how:
          `A sine in ${CHUNKS} WAV chunks, recorded after the mixer; worst of ${CHUNKS - 1} joins, median of ${RUNS} runs. ` +
          'Plain: AudioBufferSourceNodes chained on `onended`, all decoded beforehand.',
      },
    ]
  },
}

async function ourWay({ voice }: VoiceBench): Promise<Recorded> {
  await voice.send({ type: 'tap', on: true })
  await voice.playAll(1, FILES)
  await voice.next('drained', { epoch: 1 })
  return voice.tapped()
}

async function plainWay({ voice, plainRate }: VoiceBench): Promise<Recorded> {
  const recorded = await voice.page.evaluate(async (files) => {
    const { plain } = globalThis as PlainWindow
    const buffers = await Promise.all(files.map((file) => plain.decode(file)))
    for (const buffer of buffers) {
      const source = plain.start(buffer)
      await new Promise((resolve) => (source.onended = resolve))
    }
    return plain.recorded()
  }, FILES.map(toBase64))
  return { samples: fromBase64(recorded), sampleRate: plainRate }
}
