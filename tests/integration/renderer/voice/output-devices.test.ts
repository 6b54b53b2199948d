import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPulse } from '../../../helpers/pulse.ts'
import type { Pulse } from '../../../helpers/pulse.ts'
import { launchChromiumWithSound } from '../support/chromium.ts'
import { speakerPage } from '../support/speaker-page.ts'
import { PLAIN_CONFIG } from '../support/voice-page.ts'
import { sinePcm, wavOf } from './audio.ts'

/*
 * Real output devices of a real sound server, plugged in and out while a reply plays.
 */

let pulse: Pulse
let plugged = ''

beforeAll(async () => {
  pulse = await startPulse()
})

afterAll(async () => {
  await pulse.stop()
})

const speaker = speakerPage(
  () => launchChromiumWithSound(pulse.env),
  undefined,
  /AudioContext encountered an error from the audio device/,
)

async function plug(): Promise<void> {
  plugged = await pulse.pactl(
    'load-module',
    'module-null-sink',
    'sink_name=headset',
    'sink_properties=device.description=Test_Headset',
    'rate=48000',
    'channels=2',
  )
}

async function unplug(): Promise<void> {
  const module = plugged
  plugged = ''
  if (module !== '') await pulse.pactl('unload-module', module)
}

afterEach(unplug)

const tone = (seconds: number) => wavOf(sinePcm(440, 24_000, seconds * 24_000), 24_000)

/** What `pactl` lists. */
async function listed<T>(what: 'sinks' | 'sink-inputs'): Promise<T[]> {
  return JSON.parse(await pulse.pactl('--format=json', 'list', what)) as T[]
}

/** Names of the sinks that the page's sound goes to. Chromium keeps streams that it has stopped for some seconds. */
async function sinksInUse(): Promise<(string | undefined)[]> {
  const sinks = await listed<{ index: number; name: string }>('sinks')
  const inputs = await listed<{ sink: number; corked: boolean }>('sink-inputs')
  const used = inputs.filter(({ corked }) => !corked).map(({ sink }) => sink)
  return [...new Set(used)].map((used) => sinks.find(({ index }) => index === used)?.name)
}

/** How often it was told that more of a reply was heard: it stops with the clock of the device. */
async function timesHeard(): Promise<number> {
  return (await speaker.voice.all('chunk-progress')).length
}

/** Waits until the reply sounds at a sink, at no other, and goes on there. */
async function soundsAt(sink: string): Promise<void> {
  await expect.poll(sinksInUse, { timeout: 10_000 }).toEqual([sink])
  const before = await timesHeard()
  await expect.poll(timesHeard, { timeout: 5000 }).toBeGreaterThan(before)
}

/** Names of devices are told once the microphone was open. */
beforeEach(async () => {
  const { voice } = speaker
  await voice.send({ type: 'capture-start', segment: 'names' })
  await voice.next('capture-started', { segment: 'names' })
  await voice.send({ type: 'capture-stop', segment: 'names' })
  await voice.next('capture-ended', { segment: 'names' })
})

const chosen = { ...PLAIN_CONFIG, output: { label: 'Test_Headset', volume: 1, muted: false } }

test('a speaker that is unplugged while it speaks hands over to the default, and gets its place back', async () => {
  const { voice } = speaker
  await plug()
  await voice.send({ type: 'configure', config: chosen })
  await voice.play(1, 0, tone(20))
  await soundsAt('headset')

  // A speaker that is there is never said to be lost, however old the list of devices was.
  expect(await voice.all('playback-failed')).toEqual([])

  await unplug()
  await soundsAt('speaker')
  expect(await voice.next('playback-failed')).toMatchObject({ failure: { code: 'SPEAKER_LOST' } })
  expect(await voice.all('playback-recovered')).toEqual([])

  await plug()
  await soundsAt('headset')
  await voice.next('playback-recovered')

  await voice.send({ type: 'silence', epoch: 1 })
  await voice.next('silenced', { epoch: 1 })
})

test('the system’s default is followed when it changes while a reply plays', async () => {
  const { voice } = speaker
  await plug()
  await voice.play(1, 0, tone(10))
  await soundsAt('speaker')
  await pulse.pactl('set-default-sink', 'headset')
  await soundsAt('headset')
  await pulse.pactl('set-default-sink', 'speaker')
  await soundsAt('speaker')
  await voice.send({ type: 'silence', epoch: 1 })
  await voice.next('silenced', { epoch: 1 })
})

test('the system’s default is unplugged while it speaks: the next default goes on where it was', async () => {
  const { voice } = speaker
  await plug()
  await pulse.pactl('set-default-sink', 'headset')
  await voice.play(1, 0, tone(6))
  await voice.send({ type: 'play-end', epoch: 1 })
  await soundsAt('headset')
  await unplug()
  await soundsAt('speaker')
  // Its clock goes on: the reply comes to its end.
  await voice.next('drained', { epoch: 1 })
})

test('a speaker that is unplugged with no reply playing is told of, and the next reply is heard', async () => {
  const { voice } = speaker
  await plug()
  await voice.send({ type: 'configure', config: chosen })
  await voice.play(1, 0, tone(0.3))
  await voice.send({ type: 'play-end', epoch: 1 })
  await voice.next('drained', { epoch: 1 })
  await unplug()
  await voice.next('playback-failed')
  await voice.play(2, 0, tone(3))
  await soundsAt('speaker')
  await voice.send({ type: 'play-end', epoch: 2 })
  await voice.next('drained', { epoch: 2 })
})
