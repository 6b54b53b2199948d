import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { amplitudeAt, withoutSine } from '../../../unit/renderer/voice/signals.ts'
import { launchChromium } from '../support/chromium.ts'
import { speakerPage } from '../support/speaker-page.ts'
import { PLAIN_CONFIG, VoicePage } from '../support/voice-page.ts'
import { largestStep, sinePcm, soundRange, wavOf } from './audio.ts'

/*
 * The loudspeaker in a real Chromium. What is heard is recorded behind the mixer, sample by sample, so that gaps and clicks
 * are counted in samples and not guessed from times.
 */

const speaker = speakerPage(() => launchChromium())
let voice: VoicePage

beforeEach(() => {
  voice = speaker.voice
})

/** Plays out an epoch and returns what was heard of it, with a moment of silence on both sides. */
async function heard(epoch: number): Promise<{ samples: Float32Array; sampleRate: number }> {
  await voice.next('drained', { epoch })
  return speaker.recorded()
}

/** What is left beside a sine, away from its ends: a gap or an overlap of one sample would leave far more. */
function impurity(samples: Float32Array, frequency: number, sampleRate: number): number {
  const inner = samples.slice(1000, -1000)
  return Math.max(...withoutSine(inner, frequency, sampleRate).map(Math.abs))
}

describe('two chunks that were one sine', () => {
  const whole = (rate: number, from: number, length: number) => wavOf(sinePcm(440, rate, length, from), rate)
  const raw = (from: number, length: number) => new Uint8Array(sinePcm(440, 16_000, length, from).buffer)

  test.each([
    ['WAV of 24 kHz', 24_000, (from: number, length: number) => whole(24_000, from, length)],
    ['WAV of 48 kHz', 48_000, (from: number, length: number) => whole(48_000, from, length)],
    ['WAV of 22.05 kHz', 22_050, (from: number, length: number) => whole(22_050, from, length)],
    ['raw PCM', 16_000, raw],
  ])('are heard as one, with a gap of 0 samples: %s', async (_, rate, chunk) => {
    const cut = Math.floor(rate * 0.31)
    await voice.playAll(1, [chunk(0, cut), chunk(cut, rate - cut)])
    const { samples, sampleRate } = await heard(1)
    // A gap of one sample at this pitch is a step of 0.5 * 2π * 440 / 44,100 = 0.03.
    expect(impurity(samples, 440, sampleRate)).toBeLessThan(0.001)
    const { first, last } = soundRange(samples, 0.05)
    expect(Math.abs(last - first - sampleRate)).toBeLessThan(sampleRate / 440)
    expect(await voice.order()).toEqual(['ready', 'chunk-started', 'chunk-started', 'drained'])
  })
})

test('chunks are played in their order, not in the order of their decoding', async () => {
  const long = wavOf(sinePcm(300, 48_000, 480_000), 48_000)
  await voice.playAll(1, [
    new Uint8Array(await readFile(new URL('fixtures/tone-440.ogg', import.meta.url))),
    long.slice(0, 44 + 9600),
  ])
  await voice.next('drained', { epoch: 1 })
  const started = await voice.all('chunk-started')
  expect(started.map(({ seq }) => seq)).toEqual([0, 1])
})

describe('formats', () => {
  test.each(['mp3', 'ogg', 'flac'])('%s is decoded', async (format) => {
    await voice.playAll(1, [
      new Uint8Array(await readFile(new URL(`fixtures/tone-440.${format}`, import.meta.url))),
    ])
    const { samples, sampleRate } = await heard(1)
    const inner = samples.slice(4000, -4000)
    expect(amplitudeAt(inner, 440, sampleRate)).toBeCloseTo(0.5, 1)
    // Half a second, and what the encoder added at its ends.
    expect(samples.length / sampleRate).toBeGreaterThan(0.49)
    expect(samples.length / sampleRate).toBeLessThan(0.65)
  })

  test('what is no sound is named, and the next chunk is played', async () => {
    await voice.playAll(1, [
      Buffer.from('<!doctype html><title>502 Bad Gateway</title>'),
      Buffer.from('OggS and then nothing that makes sense'),
      wavOf(sinePcm(440, 24_000, 12_000), 24_000),
    ])
    await voice.next('drained', { epoch: 1 })
    const failed = await voice.all('chunk-failed')
    expect(failed.map(({ seq }) => seq)).toEqual([0, 1])
    expect(failed[1]).toMatchObject({ failure: { code: 'AUDIO_UNDECODABLE' } })
    expect((await voice.all('chunk-started')).map(({ seq }) => seq)).toEqual([2])
  })

  test('an epoch of nothing but broken chunks still drains', async () => {
    await voice.playAll(1, [new Uint8Array()])
    await voice.next('drained', { epoch: 1 })
  })
})

describe('silence', () => {
  const longTone = wavOf(sinePcm(440, 24_000, 240_000), 24_000)

  test('comes within a ramp of 5 ms, without a click', async () => {
    await voice.play(1, 0, longTone)
    await voice.next('chunk-started', { epoch: 1 })
    await voice.send({ type: 'silence', epoch: 1 })
    await voice.next('silenced', { epoch: 1 })
    const { samples, sampleRate } = await voice.tapped()
    const { first, last } = soundRange(samples)
    const sound = samples.slice(first, last + 1)
    // The last sample of full loudness begins the ramp. The tone's own period is 2.3 ms.
    const full = sound.findLastIndex((sample) => Math.abs(sample) > 0.45)
    expect(((sound.length - full) / sampleRate) * 1000).toBeLessThan(5 + 2.3)
    expect(largestStep(sound)).toBeLessThan(0.5 * 2 * Math.PI * (440 / sampleRate) * 1.3)
    expect(await voice.all('drained')).toEqual([])
  })

  test('is final: no later chunk of that epoch is heard, nor one that was decoding', async () => {
    await voice.play(1, 0, longTone)
    await voice.next('chunk-started', { epoch: 1 })
    // This one is on its way through the decoder when the order comes.
    await voice.play(1, 1, new Uint8Array(await readFile(new URL('fixtures/tone-440.mp3', import.meta.url))))
    await voice.send({ type: 'silence', epoch: 1 })
    await voice.play(1, 2, longTone)
    await voice.play(0, 0, longTone)
    await voice.next('silenced', { epoch: 1 })
    // The next turn is heard, and nothing but it.
    await voice.playAll(2, [wavOf(sinePcm(1000, 24_000, 12_000), 24_000)])
    await voice.next('drained', { epoch: 2 })
    const { samples, sampleRate } = await voice.tapped()
    const end = samples.slice(soundRange(samples).last - Math.floor(sampleRate * 0.4))
    expect(amplitudeAt(end, 1000, sampleRate)).toBeGreaterThan(0.3)
    expect(amplitudeAt(end, 440, sampleRate)).toBeLessThan(0.002)
    const started = await voice.all('chunk-started')
    expect(started.map(({ epoch, seq }) => [epoch, seq])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  test('is answered when nothing plays', async () => {
    await voice.send({ type: 'silence', epoch: 5 })
    await voice.next('silenced', { epoch: 5 })
  })
})

test('a pause between chunks is bridged without a click', async () => {
  await voice.play(1, 0, wavOf(sinePcm(440, 24_000, 6000 + 13), 24_000))
  await voice.next('chunk-started', { seq: 0 })
  await voice.page.waitForTimeout(600)
  await voice.play(1, 1, wavOf(sinePcm(440, 24_000, 6000, 6013), 24_000))
  await voice.send({ type: 'play-end', epoch: 1 })
  const { samples, sampleRate } = await heard(1)
  expect(samples.length / sampleRate).toBeGreaterThan(0.7)
  expect(largestStep(samples)).toBeLessThan(0.04)
})

describe('the mixer', () => {
  test('halves what is heard by the square of the volume', async () => {
    await voice.send({
      type: 'configure',
      config: { ...PLAIN_CONFIG, output: { label: null, volume: 0.5, muted: false } },
    })
    await voice.playAll(1, [wavOf(sinePcm(440, 24_000, 24_000), 24_000)])
    const { samples, sampleRate } = await heard(1)
    expect(amplitudeAt(samples.slice(8000, -4000), 440, sampleRate)).toBeCloseTo(0.125, 2)
  })

  test('is silent when muted, and still says what plays', async () => {
    await voice.send({
      type: 'configure',
      config: { ...PLAIN_CONFIG, output: { label: null, volume: 1, muted: true } },
    })
    await voice.playAll(1, [wavOf(sinePcm(440, 24_000, 12_000), 24_000)])
    await voice.next('drained', { epoch: 1 })
    const { samples, sampleRate } = await voice.tapped()
    // The volume glides down within a few hundredths of a second, which may be the first of the chunk.
    const sound = samples.slice(Math.max(0, soundRange(samples).first) + sampleRate * 0.15)
    expect(soundRange(sound).first).toBe(-1)
  })

  test('glides to another volume, and to silence, without a click', async () => {
    const output = (volume: number, muted: boolean) =>
      voice.send({ type: 'configure', config: { ...PLAIN_CONFIG, output: { label: null, volume, muted } } })
    await voice.playAll(1, [wavOf(sinePcm(440, 24_000, 36_000), 24_000)])
    await voice.next('chunk-started', { epoch: 1 })
    await output(0.3, false)
    await voice.next('chunk-progress', { epoch: 1 })
    await output(1, true)
    await voice.page.waitForTimeout(200)
    await output(1, false)
    const { samples, sampleRate } = await heard(1)
    expect(largestStep(samples)).toBeLessThan(0.5 * 2 * Math.PI * (440 / sampleRate) * 1.3)
  })

  test('says that a chosen speaker is not there', async () => {
    await voice.send({
      type: 'configure',
      config: { ...PLAIN_CONFIG, output: { label: 'Nobody’s speaker', volume: 1, muted: false } },
    })
    expect(await voice.next('playback-failed')).toMatchObject({ failure: { code: 'SPEAKER_LOST' } })
  })
})

test('a turn does not hang when there is no device to play it', async () => {
  const fresh = await VoicePage.open(speaker.browser, speaker.origin, () => {
    Object.assign(globalThis, {
      AudioContext: class {
        readonly audioWorklet = {
          addModule: () =>
            new Promise((_, reject) => {
              setTimeout(() => reject(new DOMException('no device', 'NotSupportedError')), 200)
            }),
        }
        close() {
          return Promise.resolve()
        }
      },
    })
  })
  await fresh.playAll(1, [wavOf(sinePcm(440, 24_000, 2400), 24_000)])
  await fresh.next('unplayed', { epoch: 1 })
  expect(await fresh.next('playback-failed')).toMatchObject({ failure: { code: 'AUDIO_FAILED' } })
  // The order to be silent comes while the device is opening.
  await fresh.page.evaluate(
    (bytes) => {
      const { voice } = globalThis as unknown as { voice: MessagePort }
      voice.postMessage({ type: 'play', epoch: 2, seq: 0, bytes: new Uint8Array(bytes).buffer })
      voice.postMessage({ type: 'silence', epoch: 2 })
    },
    [...new Uint8Array(100)],
  )
  await fresh.next('silenced', { epoch: 2 })
  await fresh.page.close()
})

test.each(['start', 'stop', 'error', 'ring'] as const)('the cue %s is heard, softly', async (name) => {
  await voice.send({ type: 'cue', name, volume: 1 })
  await voice.page.waitForFunction(() => {
    const { received } = globalThis as unknown as { received: { type: string; samples: ArrayBuffer }[] }
    return received.some(
      (message) =>
        message.type === 'tap' && new Float32Array(message.samples).some((sample) => Math.abs(sample) > 0.05),
    )
  })
  const { samples } = await voice.tapped()
  expect(Math.max(...samples.map(Math.abs))).toBeLessThan(0.2)
})
