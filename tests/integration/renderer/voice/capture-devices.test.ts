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
 * Microphones of a real sound server: whose sound is on its way for a while, whose buffers carry wrong times, and which are
 * plugged in and out.
 */

const RATE = 16_000
const WARM = { ...PLAIN_CONFIG, input: { ...PLAIN_CONFIG.input, keepOpenMs: null } }

interface Observed {
  /** When each buffer had come to a second reader of the same microphone, in ms of the page's clock. */
  readonly times: number[]
  readonly buffers: Float32Array[]
  sampleRate: number
  /** How often a microphone was opened. */
  opened: number
}

type ObservedWindow = typeof globalThis & { observed: Observed; voice: MessagePort }

let built: Awaited<ReturnType<typeof buildRenderer>>
let server: Awaited<ReturnType<typeof servePages>>
let pulse: Pulse
let folder: string
let sweep: string
let browser: Browser
let voice: VoicePage

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
  expect(voice.problems).toEqual([])
  await browser.close()
})

test('a warm microphone is opened once, and all that had come when the key came up is sent', async () => {
  await voice.send({ type: 'configure', config: WARM })
  await voice.page.waitForFunction(() => (globalThis as ObservedWindow).observed.times.length > 60)
  const spoken = pulse.speak(sweep)
  await voice.send({ type: 'capture-start', segment: 'a' })
  await voice.next('frame', { segment: 'a', seq: 149 })
  const stoppedAt = await voice.page.evaluate(() => {
    const at = performance.now()
    ;(globalThis as ObservedWindow).voice.postMessage({ type: 'capture-stop', segment: 'a' })
    return at
  })
  await voice.next('capture-ended', { segment: 'a' })
  await spoken
  expect(await voice.page.evaluate(() => (globalThis as ObservedWindow).observed.opened)).toBe(1)

  const { pcm } = await voice.recorded('a')
  const recorded = Float32Array.from(pcm, (sample) => sample / 32_768)
  const { times, buffers, sampleRate } = await voice.page.evaluate(() => {
    const { observed } = globalThis as ObservedWindow
    return { ...observed, buffers: observed.buffers.map((buffer) => [...buffer]) }
  })
  const before = buffers.slice(0, times.findLastIndex((time) => time <= stoppedAt) + 1)
  const heard = resample(Float32Array.from(before.flat()), sampleRate, RATE)
  // The last tenth of a second, and the half second before that, are in the recording one behind the other.
  const last = heard.slice(-1600)
  const earlier = heard.slice(-9600, -1600)
  expect(rms(last)).toBeGreaterThan(0.05)
  const [fitLast, fitEarlier] = [bestFit(recorded, last), bestFit(recorded, earlier)]
  expect(fitLast.correlation).toBeGreaterThan(0.99)
  expect(fitEarlier.correlation).toBeGreaterThan(0.99)
  expect(Math.abs(fitLast.at - fitEarlier.at - 8000)).toBeLessThanOrEqual(2)
})

test('a microphone that is unplugged while one speaks is replaced, and gone back to when it is plugged in again', async () => {
  const plugIn = () =>
    pulse.pactl(
      'load-module',
      'module-remap-source',
      'source_name=headset',
      'master=mouth.monitor',
      'source_properties=device.description=Headset',
    )
  const module = await plugIn()
  await voice.page.waitForFunction(async () =>
    (await navigator.mediaDevices.enumerateDevices()).some(({ label }) => label === 'Headset'),
  )
  const chosen = { ...WARM, input: { ...WARM.input, label: 'Headset' } }
  await voice.send({ type: 'configure', config: chosen })
  await voice.next('devices', { activeInput: 'Headset' })
  const spoken = pulse.speak(sweep)
  await voice.send({ type: 'capture-start', segment: 'a' })
  await voice.next('frame', { segment: 'a', seq: 30 })
  await pulse.pactl('unload-module', module)
  const before = (await voice.all('frame')).length
  // The default has taken over, within the same segment: PulseAudio moves the stream itself.
  await voice.next('frame', { segment: 'a', seq: before + 40 })
  await voice.send({ type: 'capture-stop', segment: 'a' })
  await voice.next('capture-ended', { segment: 'a' })
  expect(await voice.next('capture-failed', { segment: null })).toMatchObject({
    failure: { code: 'MIC_LOST' },
  })
  const again = await plugIn()
  // What a real plug does; this one is only in the sound server.
  await voice.page.evaluate(() => navigator.mediaDevices.dispatchEvent(new Event('devicechange')))
  await voice.page.waitForFunction(() => {
    const { received } = globalThis as unknown as {
      received: { type: string; activeInput?: string | null }[]
    }
    return received.findLast(({ type }) => type === 'devices')?.activeInput === 'Headset'
  })
  await voice.next('capture-recovered')
  await spoken
  await pulse.pactl('unload-module', again)
})

test('a loudspeaker that stands still stops no recording', async () => {
  await voice.send({ type: 'configure', config: WARM })
  await pulse.pactl('suspend-sink', 'speaker', '1')
  await voice.send({ type: 'capture-start', segment: 'a' })
  await voice.next('frame', { segment: 'a', seq: 49 })
  await voice.send({ type: 'capture-stop', segment: 'a' })
  await voice.next('capture-ended', { segment: 'a' })
  await pulse.pactl('suspend-sink', 'speaker', '0')
})

test('the level of a microphone is given to who asks, and it is closed after', async () => {
  await voice.send({ type: 'configure', config: PLAIN_CONFIG })
  await voice.send({ type: 'watch-level', on: true })
  const spoken = pulse.speak(sweep)
  await voice.page.waitForFunction(() => {
    const { received } = globalThis as unknown as { received: { type: string; peak?: number }[] }
    return received.some(({ type, peak }) => type === 'level' && (peak ?? 0) > 0.1)
  })
  expect((await voice.all('microphone')).at(-1)).toMatchObject({
    microphone: { status: 'open', until: null },
  })
  await voice.send({ type: 'watch-level', on: false })
  await voice.page.waitForFunction(() => {
    const { received } = globalThis as unknown as {
      received: { type: string; microphone?: { status: string } }[]
    }
    return received.findLast(({ type }) => type === 'microphone')?.microphone?.status === 'closed'
  })
  await spoken
})

/** Runs in the page: reads each microphone that is opened a second time. */
function observeMicrophone(): void {
  const observed: Observed = { times: [], buffers: [], sampleRate: 0, opened: 0 }
  const Processor = Reflect.get(globalThis, 'MediaStreamTrackProcessor') as new (init: {
    track: MediaStreamTrack
    maxBufferSize: number
  }) => { readable: ReadableStream<AudioData> }
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  const observe = async (track: MediaStreamTrack) => {
    // Enough for a busy machine: by default, all but ten buffers are dropped.
    const reader = new Processor({ track, maxBufferSize: 1000 }).readable.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const data = next.value
      const samples = new Float32Array(data.numberOfFrames)
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      observed.times.push(performance.now())
      observed.buffers.push(samples)
      observed.sampleRate = data.sampleRate
      data.close()
    }
  }
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted)
    observed.opened += 1
    for (const track of stream.getAudioTracks()) void observe(track.clone())
    return stream
  }
  Object.assign(globalThis, { observed })
}
