import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { resample, rms } from '../../../helpers/audio.ts'
import { startPulse } from '../../../helpers/pulse.ts'
import type { Pulse } from '../../../helpers/pulse.ts'
import { buildRenderer } from '../support/built-renderer.ts'
import { launchChromiumWithSound } from '../support/chromium.ts'
import { servePages } from '../support/page-server.ts'
import { PLAIN_CONFIG, VoicePage } from '../support/voice-page.ts'
import { bestFit, sweepPcm, wavOf } from './audio.ts'

/*
 * A microphone of a real sound server, whose sound is tens of milliseconds on its way. A second reader of the same microphone
 * notes when each buffer was captured: what was said before the key came up must be in the recording.
 */

const RATE = 16_000
const WARM = { ...PLAIN_CONFIG, input: { ...PLAIN_CONFIG.input, warm: true } }

interface Observed {
  /** When the first sample of each buffer was captured, in ms on the page's clock. */
  readonly times: number[]
  readonly buffers: Float32Array[]
  sampleRate: number
}

type ObservedWindow = typeof globalThis & { observed: Observed; voice: MessagePort }

let built: Awaited<ReturnType<typeof buildRenderer>>
let server: Awaited<ReturnType<typeof servePages>>
let pulse: Pulse
let folder: string
let sweep: string
let browser: Browser
let voice: VoicePage
/** What is being said into the microphone, to its end. */
let spoken: Promise<void>

beforeAll(async () => {
  built = await buildRenderer()
  server = await servePages(built.folder)
  pulse = await startPulse()
  folder = await mkdtemp(join(tmpdir(), 'parley-microphone-'))
  sweep = join(folder, 'sweep.wav')
  await writeFile(sweep, wavOf(sweepPcm(48_000, 6), 48_000))
})

afterAll(async () => {
  await pulse.stop()
  await server.close()
  await built.remove()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  browser = await launchChromiumWithSound(pulse.env)
  voice = await VoicePage.open(browser, server.origin, observeMicrophone)
})

afterEach(async () => {
  await spoken
  expect(voice.problems).toEqual([])
  await browser.close()
})

test('a recording has all that was said up to the moment of the stop', async () => {
  await voice.send({ type: 'configure', config: WARM })
  await observing()
  spoken = pulse.speak(sweep)
  await voice.send({ type: 'capture-start', segment: 'a' })
  await voice.next('frame', { segment: 'a', seq: 99 })
  await expectWholeUpTo(await stop('a'))
})

/** Runs in the page: reads each microphone that is opened a second time. */
function observeMicrophone(): void {
  const observed: Observed = { times: [], buffers: [], sampleRate: 0 }
  const Processor = Reflect.get(globalThis, 'MediaStreamTrackProcessor') as new (init: {
    track: MediaStreamTrack
  }) => { readable: ReadableStream<AudioData> }
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  const observe = async (track: MediaStreamTrack) => {
    const reader = new Processor({ track }).readable.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const data = next.value
      const samples = new Float32Array(data.numberOfFrames)
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      observed.times.push(data.timestamp / 1000)
      observed.buffers.push(samples)
      observed.sampleRate = data.sampleRate
      data.close()
    }
  }
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted)
    for (const track of stream.getAudioTracks()) void observe(track.clone())
    return stream
  }
  Object.assign(globalThis, { observed })
}

/** Waits until the microphone is open. */
async function observing(): Promise<void> {
  await voice.page.waitForFunction(() => (globalThis as ObservedWindow).observed.times.length > 20)
}

/** Stops a segment and waits for its end; gives the moment of the stop, in ms on the page's clock. */
async function stop(segment: string): Promise<number> {
  const stoppedAt = await voice.page.evaluate((id) => {
    const at = performance.now()
    ;(globalThis as ObservedWindow).voice.postMessage({ type: 'capture-stop', segment: id })
    return at
  }, segment)
  await voice.next('capture-ended', { segment })
  return stoppedAt
}

/** That segment "a" is what the second reader heard, up to and with the sample captured at this moment. */
async function expectWholeUpTo(moment: number): Promise<void> {
  const { pcm, lengths } = await voice.recorded('a')
  const recorded = Float32Array.from(pcm, (sample) => sample / 32_768)
  await voice.page.waitForFunction(
    (at) => ((globalThis as ObservedWindow).observed.times.at(-1) ?? 0) > at,
    moment,
  )
  const { times, buffers, sampleRate } = await voice.page.evaluate(() => {
    const { observed } = globalThis as ObservedWindow
    return { ...observed, buffers: observed.buffers.map((buffer) => [...buffer]) }
  })
  const buffer = times.findLastIndex((time) => time <= moment)
  const before = buffers.slice(0, buffer).reduce((sum, each) => sum + each.length, 0)
  const end = Math.floor(((before / sampleRate) * 1000 + moment - times[buffer]!) * (RATE / 1000))
  const heard = resample(Float32Array.from(buffers.flat()), sampleRate, RATE)

  // The last tenth of a second before the stop, and the second before that, are in it one behind the other.
  const last = heard.slice(end - 1600, end)
  const earlier = heard.slice(end - 17_600, end - 1600)
  expect(rms(last)).toBeGreaterThan(0.05)
  const [fitLast, fitEarlier] = [bestFit(recorded, last), bestFit(recorded, earlier)]
  expect(fitLast.correlation).toBeGreaterThan(0.999)
  expect(fitEarlier.correlation).toBeGreaterThan(0.999)
  expect(Math.abs(fitLast.at - fitEarlier.at - 16_000)).toBeLessThanOrEqual(1)
  // Nothing follows the end.
  expect(await voice.all('capture-ended')).toMatchObject([{ segment: 'a', frames: lengths.length }])
  expect((await voice.order()).at(-1)).toBe('capture-ended')
}
