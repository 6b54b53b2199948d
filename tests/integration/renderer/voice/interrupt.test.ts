import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { amplitudeAt } from '../../../unit/renderer/voice/signals.ts'
import { launchChromium } from '../support/chromium.ts'
import { speakerPage } from '../support/speaker-page.ts'
import { largestStep, sinePcm, soundRange, wavOf } from './audio.ts'

/*
 * An interrupt at every moment of a turn, in a real Chromium. Whatever the moment: it is answered, nothing of the dead epoch
 * is heard after it, there is no click, and the next turn is heard as if nothing had been.
 */

const speaker = speakerPage(() => launchChromium(), keepContexts)

/** Keeps the page's audio contexts where a test can reach them. */
function keepContexts(): void {
  const contexts: AudioContext[] = []
  const Original = AudioContext
  Object.assign(globalThis, {
    contexts,
    AudioContext: class extends Original {
      constructor(options?: AudioContextOptions) {
        super(options)
        contexts.push(this)
      }
    },
  })
}

const suspend = () =>
  speaker.voice.page.evaluate(async () => {
    const { contexts } = globalThis as unknown as { contexts: AudioContext[] }
    for (const context of contexts) await context.suspend()
  })

const DEAD = 440
const NEXT = 1000
const tone = (seconds: number, frequency = DEAD, from = 0) =>
  wavOf(sinePcm(frequency, 24_000, seconds * 24_000, from * 24_000), 24_000)
const mp3 = () =>
  readFile(new URL('fixtures/tone-440.mp3', import.meta.url)).then((file) => new Uint8Array(file))

const MOMENTS: Readonly<Record<string, () => Promise<unknown>>> = {
  'before the first chunk': () => Promise.resolve(),
  'while the first chunk decodes': async () => {
    await speaker.voice.play(1, 0, await mp3())
  },
  'right after the first chunk came': () => speaker.voice.play(1, 0, tone(2)),
  'while it plays': async () => {
    await speaker.voice.play(1, 0, tone(2))
    await speaker.voice.next('chunk-progress', { epoch: 1 })
  },
  'at a join': async () => {
    for (let seq = 0; seq < 6; seq++) await speaker.voice.play(1, seq, tone(0.05, DEAD, seq * 0.05))
    await speaker.voice.next('chunk-started', { seq: 3 })
  },
  'in a pause, because the next chunk is late': async () => {
    await speaker.voice.play(1, 0, tone(0.1))
    await speaker.voice.next('chunk-started', { seq: 0 })
    await speaker.voice.page.waitForTimeout(300)
  },
  'after the end was announced': async () => {
    await speaker.voice.play(1, 0, tone(2))
    await speaker.voice.send({ type: 'play-end', epoch: 1 })
    await speaker.voice.next('chunk-started', { seq: 0 })
  },
  'after the last chunk': async () => {
    await speaker.voice.play(1, 0, tone(0.1))
    await speaker.voice.send({ type: 'play-end', epoch: 1 })
    await speaker.voice.next('drained', { epoch: 1 })
  },
  'while another decodes behind the one that plays': async () => {
    await speaker.voice.play(1, 0, tone(2))
    await speaker.voice.next('chunk-started', { seq: 0 })
    await speaker.voice.play(1, 1, await mp3())
  },
}

describe.each(Object.entries(MOMENTS))('interrupted %s', (_, begin) => {
  test('it is silent, stays so, and the next turn is heard', async () => {
    const { voice } = speaker
    await begin()
    await voice.send({ type: 'silence', epoch: 1 })
    await voice.next('silenced', { epoch: 1 })
    // Late ones, of every kind.
    await voice.play(1, 7, tone(0.5))
    await voice.send({ type: 'play-end', epoch: 1 })
    await voice.play(2, 0, tone(0.5, NEXT))
    await voice.send({ type: 'play-end', epoch: 2 })
    await voice.next('drained', { epoch: 2 })
    const { samples, sampleRate } = await speaker.recorded()
    expect(largestStep(samples)).toBeLessThan(0.5 * 2 * Math.PI * (NEXT / sampleRate) * 1.3)
    const after = samples.slice(soundRange(samples).last - Math.floor(sampleRate * 0.45))
    expect(amplitudeAt(after, NEXT, sampleRate)).toBeGreaterThan(0.3)
    expect(amplitudeAt(after, DEAD, sampleRate)).toBeLessThan(0.002)
    const started = await voice.all('chunk-started')
    expect(started.filter(({ epoch }) => epoch === 2)).toHaveLength(1)
    expect(started.filter(({ seq }) => seq === 7)).toEqual([])
  })
})

test('what was heard of the chunk that was cut is told to the sample', async () => {
  const { voice } = speaker
  await voice.play(1, 0, tone(1))
  await voice.next('chunk-progress', { epoch: 1 })
  await voice.send({ type: 'silence', epoch: 1 })
  const { heard } = await voice.next('silenced', { epoch: 1 })
  const { samples, sampleRate } = await speaker.recorded()
  const { first, last } = soundRange(samples)
  const { share } = heard as { share: number }
  expect(heard).toMatchObject({ epoch: 1, seq: 0 })
  // The tone's first and last samples, and those of the ramp, may be too quiet to count.
  expect(Math.abs(share * sampleRate - (last - first))).toBeLessThan(sampleRate * 0.006)
})

describe('when the system suspends the sound', () => {
  test('in the middle of a reply, it goes on where it was', async () => {
    const { voice } = speaker
    await voice.play(1, 0, tone(0.8))
    await voice.send({ type: 'play-end', epoch: 1 })
    await voice.next('chunk-started', { epoch: 1 })
    await suspend()
    await voice.next('drained', { epoch: 1 })
    const { samples, sampleRate } = await speaker.recorded()
    // At the end the last sample dies away, within some ms.
    expect(Math.abs(samples.length - 128 - 0.8 * sampleRate)).toBeLessThan(sampleRate * 0.008)
    expect(largestStep(samples)).toBeLessThan(0.5 * 2 * Math.PI * (DEAD / sampleRate) * 1.3)
  })

  test('an interrupt is answered all the same', async () => {
    const { voice } = speaker
    await voice.play(1, 0, tone(0.8))
    await voice.next('chunk-started', { epoch: 1 })
    await voice.page.evaluate(() => {
      const { contexts } = globalThis as unknown as { contexts: AudioContext[] }
      // A system that keeps it suspended.
      for (const context of contexts) {
        context.resume = () => Promise.resolve()
        void context.suspend()
      }
    })
    await voice.send({ type: 'silence', epoch: 1 })
    await voice.next('silenced', { epoch: 1 })
  })
})
