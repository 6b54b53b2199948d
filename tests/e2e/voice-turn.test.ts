import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { likeness, readSamples, resample, rms, soundingMs } from '../helpers/audio.ts'
import { startRecordingProxy } from '../helpers/recording-proxy.ts'
import type { PassedFrame } from '../helpers/recording-proxy.ts'
import { startTestServer } from '../helpers/assistant-server.ts'
import { decodeWav } from '../../src/shared/wav.ts'
import { HUD_SIZE } from '../../src/main/windows/hud-placement.ts'
import { WARM, World } from './world.ts'

/*
 * The voice loop, whole: a person's voice in a real microphone, a key held on a real keyboard, a real recogniser and a real
 * voice, and what a speaker would have played.
 */

interface Sound {
  readonly samples: Float32Array
  readonly sampleRate: number
}

/** The rate at which recordings are compared, in Hz. */
const COMPARE_AT = 16_000

let world: World

beforeAll(async () => {
  world = await World.start()
})

afterAll(async () => {
  await world.stop()
})

test('hold the key, speak, let go: the right words, and an answer that sounds', async () => {
  const { windows, quit } = await world.launch({ settings: WARM })
  await windows.until(
    'the app to be ready',
    (view) => view.assistant.speech && view.audio.activeInput !== null,
  )
  const speaker = await world.pulse.recordSpeaker()

  await world.say(HUMAN_VOICE.amiable.path)
  const { turns } = await windows.until(
    'two seconds of the answer',
    ({ turns: [turn] }) => (turn?.reply.spoken?.heard ?? 0) >= 30,
  )
  const { samples, sampleRate } = readSamples(await speaker.stop())

  const [turn] = turns
  expect(turn?.input.text?.toLowerCase().replace(/[^a-z ]/g, '')).toBe(HUMAN_VOICE.amiable.words)
  expect(turn?.reply.text).toMatch(/\w+ \w+/)
  expect(turn?.metrics).toMatchObject({ input_type: 'audio', stt: 'moonshine-tiny-en' })
  expect(soundingMs(samples, sampleRate)).toBeGreaterThan(1000)

  const page = await windows.page('chat')
  await expect.poll(() => page.getByText(turn?.input.text ?? '').count()).toBeGreaterThan(0)
  await quit()
})

test('what reaches the speaker is what the server sent, and nothing goes up but speech', async () => {
  const server = await startTestServer()
  const proxy = await startRecordingProxy(server.server.url)
  const { key } = await server.server.createKey({ name: 'e2e', scopes: ['chat', 'file', 'config'] })
  const folder = mkdtempSync(join(tmpdir(), 'parley-report-'))
  const { windows, quit } = await world.launch({
    args: [`--turn-report=${folder}`],
    env: { PARLEY_BASE_URL: proxy.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'alice' },
    // Nothing but the answer is to be heard.
    settings: { ...WARM, sounds: { on: false } },
  })
  try {
    await windows.until(
      'the connection and the microphone',
      (view) => view.connection.status === 'connected' && view.audio.activeInput !== null,
    )
    const speaker = await world.pulse.recordSpeaker()
    await world.say(HUMAN_VOICE.something.path)
    await windows.until('the end of the turn', (view) => view.turns[0]?.state === 'done')
    await windows.until('quiet', (view) => view.voice === 'idle')
    await expect.poll(() => existsSync(join(folder, 'turn.json'))).toBe(true)
    const atSpeaker = readSamples(await speaker.stop())
    const afterMixer = readSamples(join(folder, 'reply.wav'))

    const types = (direction: 'up' | 'down') =>
      proxy.frames.filter((frame) => frame.direction === direction).map((frame) => frame.json.t)
    const up = types('up')
    expect(up[0]).toBe('start_speaking')
    expect(up.at(-1)).toBe('end_speaking')
    expect(new Set(up.slice(1, -1))).toEqual(new Set(['speaking_part']))
    expect(types('down').slice(0, 2)).toEqual(['metrics', 'metrics'])
    expect(types('down')).toContain('end')

    const sent = sentAudio(proxy.frames)
    const like = ({ samples, sampleRate }: Sound) =>
      likeness(
        resample(sent.samples, sent.sampleRate, COMPARE_AT),
        resample(samples, sampleRate, COMPARE_AT),
        COMPARE_AT,
      )
    const length = ({ samples, sampleRate }: Sound) => soundingMs(samples, sampleRate)
    // After the mixer it is the same to the millisecond: nothing between the chunks is missing or added.
    expect(like(afterMixer)).toBeGreaterThan(0.98)
    expect(Math.abs(length(afterMixer) - length(sent))).toBeLessThan(5)
    // Behind it comes the machine's own sound server, which stumbles when the machine is busy: that it sounds is enough.
    expect(length(atSpeaker)).toBeGreaterThan(0.9 * length(sent))
  } finally {
    await quit()
    await proxy.close()
    await server.stop()
  }
})

test('a key press during a long reply stops the sound at once and listens', async () => {
  const { windows, quit } = await world.launch({ settings: WARM })
  await windows.until(
    'the app to be ready',
    (view) => view.assistant.speech && view.audio.activeInput !== null,
  )
  const page = await windows.page('chat')
  await page.getByRole('textbox').fill('what can you do')
  await page.keyboard.press('Enter')
  await windows.until('the answer to sound', (view) => view.voice === 'speaking')
  await delay(1200)

  const focused = world.focusedWindow()
  await world.keyDown()
  await windows.until('listening', (view) => view.voice === 'listening')
  const hud = await windows.page('voice')
  await expect.poll(() => hud.locator('[data-shown=true]').getByText('Listening').count()).toBe(1)
  expect(await hud.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([
    HUD_SIZE.width,
    HUD_SIZE.height,
  ])
  // What is typed goes on going where it went.
  expect(world.focusedWindow()).toBe(focused)
  // The reply was several sentences long: had it gone on, all of this would be speech.
  const speaker = await world.pulse.recordSpeaker()
  await delay(1500)
  const { samples } = readSamples(await speaker.stop())
  expect(rms(samples)).toBeLessThan(0.001)
  const { turns } = await windows.view()
  expect(turns.map((turn) => turn.state)).toEqual(['interrupted', 'listening'])
  expect(turns[0]?.reply.text).toContain('time')
  await world.keyUp()
  // Nobody spoke: that is an answer too, and the app is ready again.
  await windows.until('idle again', (view) => view.voice === 'idle' || view.voice === 'failed')
  await quit()
})

/** All reply audio that came down, as one piece. */
function sentAudio(frames: readonly PassedFrame[]): Sound {
  const files = frames.filter((frame) => frame.direction === 'down' && frame.json.t === 'response')
  const wavs = files.map((frame) => decodeWav(new Uint8Array(Buffer.from(String(frame.json.data), 'base64'))))
  const whole = wavs.flatMap((wav) => (wav ? [wav] : []))
  expect(whole).toHaveLength(files.length)
  return {
    samples: Float32Array.from(
      whole.flatMap((wav) => [...wav.pcm]),
      (each) => each / 32768,
    ),
    sampleRate: whole[0]?.sampleRate ?? 0,
  }
}
