import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildRenderer } from '../support/built-renderer.ts'
import { launchChromium } from '../support/chromium.ts'
import { servePages } from '../support/page-server.ts'
import { PLAIN_CONFIG, VoicePage } from '../support/voice-page.ts'
import { bestFit, sweepPcm, wavOf } from './audio.ts'

/*
 * The microphone in a real Chromium, whose fake device plays a known file: what leaves as frames is compared with the file.
 */

const RATE = 16_000
const SWEEP = sweepPcm(48_000, 4)
/** The same sweep as it should arrive. */
const EXPECTED = Float32Array.from(sweepPcm(RATE, 4), (sample) => sample / 32_768)

let built: Awaited<ReturnType<typeof buildRenderer>>
let server: Awaited<ReturnType<typeof servePages>>
let folder: string
let browser: Browser
let voice: VoicePage

beforeAll(async () => {
  built = await buildRenderer()
  server = await servePages(built.folder)
  folder = await mkdtemp(join(tmpdir(), 'parley-microphone-'))
  await writeFile(join(folder, 'sweep.wav'), wavOf(SWEEP, 48_000))
})

afterAll(async () => {
  await server.close()
  await built.remove()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  // The fake microphone plays its file once for each browser.
  browser = await launchChromium(join(folder, 'sweep.wav'))
  voice = await VoicePage.open(browser, server.origin)
})

afterEach(async () => {
  expect(voice.problems).toEqual([])
  await browser.close()
})

const warm = { ...PLAIN_CONFIG, input: { ...PLAIN_CONFIG.input, keepOpenMs: null } }
const asFloats = (pcm: Int16Array) => Float32Array.from(pcm, (sample) => sample / 32_768)

/** Waits until so many frames of a segment have come. */
async function frames(segment: string, count: number): Promise<void> {
  await voice.next('frame', { segment, seq: count - 1 })
}

/** Correlation with what was played from which on it is whole: a hundredth of a second left out of one would be 0.995. */
const WHOLE = 0.999

describe('a cold microphone', () => {
  test('sends what it hears, whole and in order, from the moment it opens', async () => {
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'capture-start', segment: 'a' })
    await frames('a', 150)
    await voice.send({ type: 'capture-stop', segment: 'a' })
    const ended = await voice.next('capture-ended', { segment: 'a' })
    const { pcm, lengths } = await voice.recorded('a')
    expect(lengths.slice(0, -1).every((length) => length === 320)).toBe(true)
    expect(lengths.at(-1)).toBeGreaterThan(0)
    expect(ended).toMatchObject({ frames: lengths.length })
    // One second from the middle fits at one place of the recording, and the second after it right behind.
    const heard = asFloats(pcm)
    const first = bestFit(heard, EXPECTED.slice(8000, 24_000))
    const second = bestFit(heard, EXPECTED.slice(24_000, 36_000))
    expect(first.correlation).toBeGreaterThan(WHOLE)
    expect(second.correlation).toBeGreaterThan(WHOLE)
    expect(Math.abs(second.at - first.at - 16_000)).toBeLessThanOrEqual(1)
  })

  test('keeps a stop that comes before it has opened behind the start, and is released', async () => {
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.send({ type: 'capture-start', segment: 'a' })
    await voice.send({ type: 'capture-stop', segment: 'a' })
    await voice.next('capture-ended', { segment: 'a' })
    await voice.next('devices', { activeInput: null })
    expect((await voice.order()).slice(0, 3)).toEqual(['ready', 'capture-started', 'capture-ended'])
  })
})

describe('a warm microphone', () => {
  test('sends what was said before the key was pressed', async () => {
    await voice.send({ type: 'configure', config: warm })
    await voice.page.waitForTimeout(1500)
    await voice.send({ type: 'capture-start', segment: 'a' })
    const started = await voice.next('capture-started', { segment: 'a' })
    // Before any new sound can have come, a quarter of a second and more is there.
    expect(started.preRollMs).toBeGreaterThanOrEqual(200)
    await frames('a', 50)
    await voice.send({ type: 'capture-stop', segment: 'a' })
    await voice.next('capture-ended', { segment: 'a' })
    const { pcm } = await voice.recorded('a')
    // The pre-roll and what follows are one piece of the sweep.
    const { correlation } = bestFit(EXPECTED, asFloats(pcm.slice(0, 15_000)))
    expect(correlation).toBeGreaterThan(WHOLE)
  })

  test('sends nothing twice in segments that follow each other', async () => {
    await voice.send({ type: 'configure', config: warm })
    await voice.page.waitForTimeout(1000)
    for (const segment of ['a', 'b']) {
      await voice.send({ type: 'capture-start', segment })
      await frames(segment, 30)
      await voice.send({ type: 'capture-stop', segment })
      await voice.next('capture-ended', { segment })
    }
    const end = asFloats((await voice.recorded('a')).pcm.slice(-1600))
    const begin = asFloats((await voice.recorded('b')).pcm.slice(0, 1600))
    const [fitEnd, fitBegin] = [bestFit(EXPECTED, end), bestFit(EXPECTED, begin)]
    expect(fitEnd.correlation).toBeGreaterThan(0.99)
    expect(fitBegin.correlation).toBeGreaterThan(0.99)
    expect(fitBegin.at).toBeGreaterThanOrEqual(fitEnd.at + 1600 - 1)
  })

  test('is released when it need not be warm any more', async () => {
    await voice.send({ type: 'configure', config: warm })
    await voice.next('devices', { activeInput: 'Fake Default Audio Input' })
    await voice.send({ type: 'configure', config: PLAIN_CONFIG })
    await voice.page.waitForFunction(() => {
      const { received } = globalThis as unknown as {
        received: { type: string; activeInput: string | null }[]
      }
      return received.findLast((message) => message.type === 'devices')?.activeInput === null
    })
  })
})

test('a refused microphone is named', async () => {
  await voice.page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied by system', 'NotAllowedError'))
  })
  await voice.send({ type: 'configure', config: PLAIN_CONFIG })
  await voice.send({ type: 'capture-start', segment: 'a' })
  expect(await voice.next('capture-failed', { segment: 'a' })).toMatchObject({
    failure: { code: 'MIC_DENIED' },
  })
})

test('a chosen microphone that is missing is replaced, and that is said', async () => {
  await voice.send({ type: 'configure', config: { ...warm, input: { ...warm.input, label: 'A headset' } } })
  expect(await voice.next('capture-failed', { segment: null })).toMatchObject({
    failure: { code: 'MIC_LOST' },
  })
  await voice.send({ type: 'capture-start', segment: 'a' })
  await frames('a', 5)
})

test('a microphone that goes away in the middle is replaced, and the segment goes on', async () => {
  await voice.page.evaluate(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    const tracks: MediaStreamTrack[] = []
    Object.assign(globalThis, { tracks })
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted)
      tracks.push(...stream.getTracks())
      return stream
    }
  })
  await voice.send({ type: 'configure', config: PLAIN_CONFIG })
  await voice.send({ type: 'capture-start', segment: 'a' })
  await frames('a', 10)
  const before = (await voice.all('frame')).length
  await voice.page.evaluate(() => {
    const { tracks } = globalThis as unknown as { tracks: MediaStreamTrack[] }
    tracks[0]?.dispatchEvent(new Event('ended'))
  })
  await frames('a', before + 20)
  await voice.send({ type: 'capture-stop', segment: 'a' })
  await voice.next('capture-ended', { segment: 'a' })
  expect(await voice.order()).toEqual([
    'ready',
    'capture-started',
    'capture-failed',
    'capture-recovered',
    'capture-ended',
  ])
})
