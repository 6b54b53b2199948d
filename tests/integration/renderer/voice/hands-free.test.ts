import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FromVoice, HandsFreeConfig } from '../../../../src/shared/voice-port.ts'
import { modelPaths } from '../../../../src/server/speech/model-files.ts'
import { readSamples } from '../../../helpers/audio.ts'
import { HUMAN_VOICE } from '../../../helpers/recordings.ts'
import { MODEL_DIR } from '../../speech/support.ts'
import { buildRenderer } from '../support/built-renderer.ts'
import { launchChromium } from '../support/chromium.ts'
import { servePages } from '../support/page-server.ts'
import { PLAIN_CONFIG, VoicePage } from '../support/voice-page.ts'
import { bestFit, wavOf } from './audio.ts'

/*
 * The speech detector in a real Chromium, whose fake microphone plays a file of noises and of a person's speech.
 */

const RATE = 16_000
const CONFIG: HandsFreeConfig = {
  positive: 0.3,
  negative: 0.25,
  redemptionMs: 1400,
  padMs: 800,
  minSpeechMs: 400,
  bargeIn: true,
}

const silence = (ms: number) => new Float32Array((ms * RATE) / 1000)
/** The same hiss each time: a generator of the textbook's kind. */
function hiss(ms: number, amplitude: number): Float32Array {
  let seed = 1
  return silence(ms).map(() => {
    seed = (seed * 48_271) % 2_147_483_647
    return (seed / 1_073_741_823.5 - 1) * amplitude
  })
}
const tone = (ms: number, hertz: number) =>
  silence(ms).map((_, index) => 0.3 * Math.sin((2 * Math.PI * hertz * index) / RATE))
/** A knock on the table: 180 Hz that dies away. */
const knock = () =>
  silence(150).map((_, index) => 0.7 * Math.exp(-index / 250) * Math.sin((2 * Math.PI * 180 * index) / RATE))
const join16 = (...parts: Float32Array[]) => {
  const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const speech = readSamples(HUMAN_VOICE.amiable.path).samples
/** Noise that is no speech, then a sentence, then quiet: what a microphone on a desk hears. */
const NOISES = join16(silence(800), hiss(1000, 0.05), tone(700, 440), silence(500), knock(), silence(700))
const RECORDINGS = {
  noisy: join16(NOISES, speech, silence(3000)),
  clear: join16(silence(300), speech, silence(3000)),
}

let built: Awaited<ReturnType<typeof buildRenderer>>
let server: Awaited<ReturnType<typeof servePages>>
let bare: Awaited<ReturnType<typeof servePages>>
let folder: string
let browser: Browser | null = null
let voice: VoicePage

beforeAll(async () => {
  built = await buildRenderer()
  const body = await readFile(modelPaths(MODEL_DIR).vad)
  server = await servePages(built.folder, {
    '/models/silero-vad.v6.onnx': { type: 'application/octet-stream', body },
  })
  bare = await servePages(built.folder)
  folder = await mkdtemp(join(tmpdir(), 'parley-hands-free-'))
  for (const [name, samples] of Object.entries(RECORDINGS)) {
    const pcm = Int16Array.from(samples, (sample) => Math.round(sample * 32_767))
    await writeFile(join(folder, `${name}.wav`), wavOf(pcm, RATE))
  }
})

afterAll(async () => {
  await server.close()
  await bare.close()
  await built.remove()
  await rm(folder, { recursive: true })
})

async function open(heard: keyof typeof RECORDINGS, origin = server.origin): Promise<void> {
  browser = await launchChromium(join(folder, `${heard}.wav`))
  voice = await VoicePage.open(browser, origin)
}

afterEach(async () => {
  await browser?.close()
})

/** What was said of speech, in order. */
async function speechEvents(): Promise<string[]> {
  return (await voice.order()).filter((type) => type.startsWith('speech-'))
}

/** The detector's threads; the recorder has one of its own. */
const detectors = () => voice.page.workers().filter((worker) => worker.url().includes('detector'))

describe('hands-free', () => {
  test('hears a sentence among noises, from before its first word to its end, and nothing else', async () => {
    await open('noisy')
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'hands-free', config: CONFIG })
    await voice.next('hands-free-ready')
    const started = await voice.next('speech-confirmed')
    await voice.send({ type: 'capture-start', segment: 'a', speech: started.speech as number })
    // More than the pad and the beginning: sound of now, while the person still speaks.
    await voice.next('frame', { segment: 'a', seq: 99 })
    expect(await voice.all('speech-ended')).toEqual([])
    await voice.next('speech-ended', { speech: started.speech })
    await voice.send({ type: 'capture-stop', segment: 'a' })
    await voice.next('capture-ended', { segment: 'a' })

    // A knock may look like speech for a moment; it is taken back.
    const said = await speechEvents()
    expect(said.filter((type) => type === 'speech-ended')).toHaveLength(1)
    expect(said.slice(-3)).toEqual(['speech-started', 'speech-confirmed', 'speech-ended'])

    const { pcm } = await voice.recorded('a')
    const heard = Float32Array.from(pcm, (sample) => sample / 32_768)
    // The first half second of the sentence lies behind the pad of 800 ms, as far as speech begins with the recording.
    const opening = bestFit(heard, speech.slice(0, RATE / 2))
    expect(opening.correlation).toBeGreaterThan(0.95)
    expect(opening.at).toBeGreaterThan(0.5 * RATE)
    expect(opening.at).toBeLessThan(1.1 * RATE)
    const closing = bestFit(heard, speech.slice(-RATE))
    expect(closing.correlation).toBeGreaterThan(0.95)
    expect(voice.problems).toEqual([])
  })

  test('leaves what the talk key took alone, and hears what comes after a pause', async () => {
    await open('clear')
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'hands-free', config: CONFIG })
    await voice.next('speech-confirmed')
    const before = (await speechEvents()).length
    await voice.send({ type: 'hands-free-rearm' })
    await voice.page.waitForTimeout(1000)
    expect((await speechEvents()).slice(before).filter((type) => type !== 'speech-started')).toEqual([])
  })

  test('opens the microphone while it is on, and only then', async () => {
    await open('clear')
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'hands-free', config: CONFIG })
    await voice.next('hands-free-ready')
    expect(detectors()).toHaveLength(1)
    await voice.send({ type: 'hands-free', config: null })
    await voice.page.waitForFunction(() => {
      const { received } = globalThis as unknown as { received: FromVoice[] }
      const last = received.findLast((message) => message.type === 'devices')
      return last?.type === 'devices' && last.activeInput === null
    })
    expect(detectors()).toHaveLength(0)
  })

  test('says what is missing when it can not listen', async () => {
    await open('clear', bare.origin)
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'hands-free', config: CONFIG })
    expect(await voice.next('hands-free-failed')).toMatchObject({ failure: { code: 'MODELS_MISSING' } })
    expect(detectors()).toHaveLength(0)
  })

  test('says that the microphone is refused', async () => {
    await open('clear')
    await voice.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'hands-free', config: CONFIG })
    expect(await voice.next('capture-failed', { segment: null })).toMatchObject({
      failure: { retryable: false },
    })
    expect(await voice.all('hands-free-ready')).toEqual([])
  })
})
