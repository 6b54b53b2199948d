import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalSpeech } from '../../../src/server/speech/local-engine.ts'
import type { SpeechEngine } from '../../../src/server/speech/types.ts'
import { HUMAN_CLIPS, MODEL_DIR, readClip, wordErrors, words } from './support.ts'

const never = new AbortController().signal
let engine: SpeechEngine

beforeAll(async () => {
  engine = createLocalSpeech({ modelDir: MODEL_DIR })
  await engine.warmUp()
})
afterAll(() => engine.close())

describe('recordings of people', () => {
  it('are recognised with a word error rate below 5 %', async () => {
    let errors = 0
    let total = 0
    for (const [name, said] of HUMAN_CLIPS) {
      const { text } = await engine.stt.transcribe(await readClip(name), never)
      errors += wordErrors(words(said), words(text))
      total += words(said).length
    }
    console.info(`word error rate: ${errors} of ${total} words, ${((100 * errors) / total).toFixed(1)} %`)
    expect(errors / total).toBeLessThan(0.05)
  })

  it('give readable text', async () => {
    const { text } = await engine.stt.transcribe(await readClip('goforward.raw'), never)
    expect(text).toBe('Go forward ten meters.')
  })

  it('longer than the model takes are cut at pauses, and nothing is lost', async () => {
    const clip = await readClip('goforward.raw')
    const pause = 16_000
    const times = 12
    const long = new Int16Array(times * (clip.length + pause))
    for (let i = 0; i < times; i++) long.set(clip, i * (clip.length + pause))
    const { text } = await engine.stt.transcribe(long, never)
    const expected = words('go forward ten meters '.repeat(times))
    expect(wordErrors(expected, words(text)) / expected.length).toBeLessThan(0.1)
  })

  it('too quick for one try of the model are still heard', async () => {
    const { text } = await engine.stt.transcribe(await readClip('tidigits/dhd.2934z.raw'), never)
    expect(words(text).join(' ')).toMatch(/9 3 4/)
  })
})

describe('where nobody speaks', () => {
  const noise = (samples: number, at: (i: number) => number): Int16Array =>
    Int16Array.from({ length: samples }, (_, i) => Math.round(at(i)))
  /** The same hiss on every run. */
  const hiss = (amplitude: number): ((i: number) => number) => {
    let state = 1
    return () => {
      state = (state * 16_807) % 2_147_483_647
      return (state / 2_147_483_647 - 0.5) * amplitude
    }
  }

  it.each([
    ['no samples at all', new Int16Array(0)],
    ['a few samples', new Int16Array(100)],
    ['silence', noise(48_000, () => 0)],
    ['long silence', noise(400_000, () => 0)],
    ['hiss', noise(48_000, hiss(600))],
    ['a mains hum', noise(48_000, (i) => 3000 * Math.sin((2 * Math.PI * 50 * i) / 16_000))],
    ['clicks', noise(48_000, (i) => (i % 8000 === 0 ? 20_000 : 0))],
  ])('%s gives no text', async (_, pcm) => {
    expect((await engine.stt.transcribe(pcm, never)).text).toBe('')
  })
})

describe('a job', () => {
  it('leaves the caller’s samples alone, and does not mind what becomes of them', async () => {
    const pcm = Int16Array.from(await readClip('goforward.raw'))
    const heard = engine.stt.transcribe(pcm, never)
    pcm.fill(0)
    expect((await heard).text).toBe('Go forward ten meters.')
  })

  it('that is cancelled rejects at once, and the next one is served', async () => {
    const clip = await readClip('librivox/sense_and_sensibility_01_austen_64kb-0870.wav')
    const running = new AbortController()
    const queued = new AbortController()
    const first = engine.stt.transcribe(clip, running.signal)
    const second = engine.stt.transcribe(clip, queued.signal)
    const third = engine.stt.transcribe(await readClip('cards/003.wav'), never)
    queued.abort()
    await expect(second).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    expect(engine.status().stt).toMatchObject({ state: 'busy', queued: 1 })
    running.abort()
    await expect(first).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    expect((await third).text).toBe('Seven of clubs.')
    await expect(engine.stt.transcribe(clip, running.signal)).rejects.toMatchObject({
      failure: { code: 'CANCELLED' },
    })
  })

  it('never blocks the event loop', async () => {
    const clip = await readClip('librivox/sense_and_sensibility_01_austen_64kb-0870.wav')
    let turns = 0
    const turn = (): NodeJS.Immediate =>
      setImmediate(() => {
        turns++
        next = turn()
      })
    let next = turn()
    await engine.stt.transcribe(clip, never)
    clearImmediate(next)
    expect(turns).toBeGreaterThan(50)
  })
})
