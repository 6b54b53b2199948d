import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssistant } from '../../../src/server/skills/assistant.ts'
import { defaultFliteWasm, Flite, FLITE_VOICES } from '../../../src/server/speech/flite/flite.ts'
import { createLocalSpeech } from '../../../src/server/speech/local-engine.ts'
import type { SpeechEngine } from '../../../src/server/speech/types.ts'
import { decodeWav } from '../../../src/shared/wav.ts'
import { MODEL_DIR, words } from './support.ts'

const never = new AbortController().signal
let engine: SpeechEngine

beforeAll(async () => {
  engine = createLocalSpeech({ modelDir: MODEL_DIR })
  await engine.warmUp()
})
afterAll(() => engine.close())

async function sayAndHear(text: string): Promise<string> {
  const { wav } = await engine.tts.speak(text, never)
  const audio = decodeWav(wav)
  if (audio === null) throw new Error('not a WAV')
  return (await engine.stt.transcribe(audio.pcm, never)).text
}

describe('the voice', () => {
  // Phrases that the recogniser is known to hear right from this voice; synthetic speech is harder for it than people.
  it.each([
    'What time is it?',
    'What is twelve times seven?',
    'How many days until Christmas?',
    'What time is it in Tokyo?',
    'What can you do?',
    'Read my notes.',
    'Cancel the timer.',
    'How long is left?',
    'Tell me a joke.',
  ])('is understood saying %j', async (phrase) => {
    expect(words(await sayAndHear(phrase))).toEqual(words(phrase))
  })

  it.each([
    ['**25%** of 80 is 20.', 'twenty five percent of eighty is twenty'],
    ['It costs $5.50.', 'it costs five dollars and fifty cents'],
    ['The answer is 1,234.', 'the answer is one thousand two hundred thirty four'],
    ['On November 22, 2026.', 'on november twenty second twenty twenty six'],
  ])('says the numbers and signs of %j in words', async (text, said) => {
    const heard = (await sayAndHear(text)).replace(/(?<=\d),(?=\d)/g, '')
    expect(words(heard)).toEqual(words(said))
  })

  it('gives 16 kHz WAV, 20 times out of 20, the same each time', async () => {
    const first = await engine.tts.speak('The timer is set for ten minutes.', never)
    expect(first.sampleRate).toBe(16_000)
    expect(decodeWav(first.wav)).toMatchObject({ sampleRate: 16_000 })
    for (let i = 0; i < 19; i++) {
      const { wav } = await engine.tts.speak('The timer is set for ten minutes.', never)
      expect(Buffer.compare(wav, first.wav)).toBe(0)
    }
    expect(engine.status().tts).toMatchObject({ restarts: 0, lastError: null })
  })

  it.each(['你好，世界', '今天是星期三'])('says that it cannot speak %j', async (text) => {
    await expect(engine.tts.speak(text, never)).rejects.toMatchObject({
      failure: { code: 'TTS_UNSUPPORTED_TEXT', retryable: false },
    })
  })

  it('takes whatever a model writes', async () => {
    for (const text of [
      'a'.repeat(3000),
      '-help',
      '--voice none',
      '1'.repeat(500),
      '"; rm -rf /',
      '$(date) `x` y',
    ]) {
      expect((await engine.tts.speak(text, never)).wav.length).toBeGreaterThan(44)
    }
  })

  it('does not wait for the recogniser, nor the other way round', async () => {
    const order: string[] = []
    const long = engine.stt
      .transcribe(new Int16Array(19 * 16_000).fill(900), never)
      .then(() => order.push('heard'))
    const short = engine.tts.speak('Hello.', never).then(() => order.push('said'))
    await Promise.all([long, short])
    expect(order).toEqual(['said', 'heard'])
  })

  it('drops queued work when it is cancelled', async () => {
    const controller = new AbortController()
    const jobs = Array.from({ length: 5 }, () =>
      engine.tts.speak('One more sentence to say.', controller.signal),
    )
    controller.abort()
    for (const job of jobs) await expect(job).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    expect((await engine.tts.speak('Hello.', never)).wav.length).toBeGreaterThan(44)
  })
})

describe('Flite', () => {
  it.each(FLITE_VOICES)('has the voice %s, at 16 kHz, faster when asked', (voice) => {
    const flite = new Flite(defaultFliteWasm())
    const normal = decodeWav(flite.speak('This is a test of the voice.', voice, 1))
    const fast = decodeWav(flite.speak('This is a test of the voice.', voice, 1.5))
    expect(normal?.sampleRate).toBe(16_000)
    const ratio = (normal?.pcm.length ?? 0) / (fast?.pcm.length ?? 1)
    expect(ratio).toBeGreaterThan(1.3)
    expect(ratio).toBeLessThan(1.7)
  })
})

describe('all together', () => {
  it('a spoken question is answered aloud', async () => {
    const assistant = createAssistant({
      store: { get: () => Promise.resolve(undefined), put: () => Promise.resolve() },
      onRing: () => undefined,
      onError: (error) => {
        throw error
      },
    })
    const text = await sayAndHear('What is twelve times seven?')
    let said = ''
    const input = {
      text,
      parts: [],
      username: 'me',
      sessionId: 's',
      history: [],
      locale: 'en-US',
      signal: never,
    }
    for await (const event of assistant.reply(input)) if (event.type === 'delta') said += event.text
    await assistant.close()
    expect(said).toBe('12 × 7 = 84.')
    expect(words(await sayAndHear(said)).at(-1)).toBe('84')
  })
})
