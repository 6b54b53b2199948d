import { describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { speakerPage } from '../support/speaker-page.ts'
import { bestFit, sinePcm, sweepPcm, wavOf } from './audio.ts'
import { CHUNK, readChunks, SWEEP } from './fixtures/cut-sweep.ts'
import type { Codec } from './fixtures/cut-sweep.ts'

/*
 * One recording, cut into 50 chunks and played in a real Chromium: what is recorded behind the mixer is compared with the
 * recording. A sweep: no two parts of it are alike, so that each lost or doubled sample shows.
 */

const speaker = speakerPage(() => launchChromium())

const LEAD = wavOf(new Int16Array(2 * SWEEP.rate), SWEEP.rate)

/**
 * Gives the page all chunks in one go, behind two seconds of silence, in which a busy machine can decode them, and gives back
 * what was heard. The chunks are numbered from 1.
 */
async function playAll(
  chunks: readonly Uint8Array[],
): Promise<{ samples: Float32Array; sampleRate: number }> {
  await speaker.voice.page.evaluate(
    (files) => {
      const { voice } = globalThis as unknown as { voice: MessagePort }
      for (const [seq, file] of files.entries()) {
        const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0)).buffer
        voice.postMessage({ type: 'play', epoch: 1, seq, bytes })
      }
      voice.postMessage({ type: 'play-end', epoch: 1 })
    },
    [LEAD, ...chunks].map((chunk) => Buffer.from(chunk).toString('base64')),
  )
  await speaker.voice.next('drained', { epoch: 1 })
  expect(await speaker.voice.all('chunk-failed')).toEqual([])
  return speaker.recorded()
}

/** The rate of this machine's output device, as the page has it. */
const deviceRate = () => speaker.voice.page.evaluate(() => new AudioContext().sampleRate)

test('50 WAV chunks of the device’s own rate are the recording, sample by sample', async () => {
  const rate = await deviceRate()
  const recording = sweepPcm(rate, SWEEP.seconds)
  const length = Math.ceil(recording.length / SWEEP.chunks)
  const chunks = Array.from({ length: SWEEP.chunks }, (_, index) =>
    wavOf(recording.slice(index * length, (index + 1) * length), rate),
  )
  const { samples, sampleRate } = await playAll(chunks)
  expect(sampleRate).toBe(rate)
  const original = Float32Array.from(recording, (sample) => sample / 32_768)
  // The recording fades in from zero: where it begins in what was heard is found by its loud part.
  const middle = Math.floor(original.length / 2)
  const { at } = bestFit(
    samples.subarray(middle - 4000, middle + 8000),
    original.subarray(middle, middle + 2000),
  )
  const begin = at + middle - 4000 - middle
  const inner = original.subarray(Math.max(0, -begin), original.length)
  const heard = samples.subarray(Math.max(0, begin), Math.max(0, begin) + inner.length)
  // Its last samples are too quiet to be told from silence.
  expect(heard.subarray(0, -2000)).toEqual(inner.subarray(0, heard.length - 2000))
})

/** How many samples longer a decoded chunk is than what was encoded: its codec's padding, which the file does not tell. */
const PADDING: Readonly<Record<Codec, number>> = {
  flac: 0,
  // By LAME's tag, Opus's pre-skip and the edit list of MP4, the browser takes the padding off.
  mp3: 0,
  ogg: 0,
  m4a: 0,
  // ADTS has no place for it. One frame in front, and the last one is filled up: 3 frames of 1024 for 1440 samples.
  aac: 3 * 1024 - CHUNK,
}

describe.each(Object.entries(PADDING) as [Codec, number][])('50 chunks of %s', (codec, padding) => {
  test('follow each other without a gap, each where it belongs', async () => {
    const { samples, sampleRate } = await playAll(readChunks(codec))
    const scale = sampleRate / SWEEP.rate
    const recording = Float32Array.from(sweepPcm(sampleRate, SWEEP.seconds), (sample) => sample / 32_768)
    const window = Math.floor(CHUNK * scale * 0.6)
    /** How far the middle of a chunk is from where it belongs, and from `about`, in samples. */
    const offsetOf = (index: number, about: number, reach: number): number => {
      const from = Math.floor((index + 0.2) * CHUNK * scale)
      const start = Math.floor(from + index * padding * scale) + about - reach
      const around = samples.subarray(start, start + window + 2 * reach)
      const { at, correlation } = bestFit(around, recording.subarray(from, from + window))
      expect(correlation).toBeGreaterThan(0.95)
      return at - reach
    }
    // Where the second chunk is: what was heard begins a little before the sweep or in it.
    const first = offsetOf(1, 0, Math.floor(1500 * scale))
    // The others to the 49th are as far from their places: nothing was lost or added at the joins between them. It is looked
    // for within half a period of the highest tone, of which a codec moves some by a sample or two.
    for (const index of [10, 25, 40, 48]) expect(Math.abs(offsetOf(index, first, 6))).toBeLessThanOrEqual(4)
  })
})

test('500 chunks at once are played in order, as one', async () => {
  const chunks = Array.from({ length: 500 }, (_, seq) => wavOf(sinePcm(440, 24_000, 240, seq * 240), 24_000))
  const { samples, sampleRate } = await playAll(chunks)
  const started = await speaker.voice.all('chunk-started')
  expect(started.map(({ seq }) => seq)).toEqual([LEAD, ...chunks].map((_, seq) => seq))
  // At the end the last sample dies away, within some ms.
  expect(Math.abs(samples.length - 128 - 5 * sampleRate)).toBeLessThan(sampleRate * 0.008)
  const period = sampleRate / 440
  // Two parts of a sine, far from each other, are the same at a distance of whole periods.
  const later = Math.round(Math.floor((4 * sampleRate) / period) * period)
  const { at, correlation } = bestFit(
    samples.subarray(later, later + Math.ceil(2000 + period)),
    samples.subarray(1000, 3000),
  )
  expect(correlation).toBeGreaterThan(0.999)
  expect(Math.abs(((at + later - 1000) / period) % 1)).toSatisfy((part: number) => part < 0.02 || part > 0.98)
})
