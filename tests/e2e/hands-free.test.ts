import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { World } from './world.ts'
import type { RunningApp } from './world.ts'

/*
 * Talking without a key: a person's voice in a real microphone, the speech detector in the audio window, and answers that
 * come back out of the loudspeaker into that microphone.
 */

let world: World
let running: RunningApp

beforeAll(async () => {
  world = await World.start()
})

afterAll(async () => {
  await world.stop()
})

/** Starts the app and turns hands-free on, by its button. */
async function start(): Promise<void> {
  running = await world.launch({ settings: { introduced: true } })
  await running.windows.until('the app to be ready', (view) => view.assistant.speech)
  const page = await running.windows.page('chat')
  await page.getByRole('button', { name: 'Hands-free', exact: true }).click()
  await running.windows.until('hands-free to listen', (view) => view.handsFree.state === 'waiting')
}

/** Asks for an answer of several sentences (25 s), by keyboard. */
async function askForLongAnswer(): Promise<void> {
  const page = await running.windows.page('chat')
  await page.getByRole('textbox').fill('what can you do')
  await page.keyboard.press('Enter')
  await running.windows.until('the answer to sound', (view) => view.voice === 'speaking')
}

const plain = (text: string | null | undefined) => text?.toLowerCase().replace(/[^a-z ]/g, '')

describe('without a key', () => {
  beforeAll(start)
  afterAll(() => running.quit())

  test('what is said is understood and answered, and saying something else stops an answer', async () => {
    const { windows } = running
    await world.pulse.speak(HUMAN_VOICE.amiable.path)
    // Heard to its end: what learns of the echo has sound to learn from before a voice has to come through.
    const answered = await windows.until('the end of the turn', (view) => view.turns[0]?.state === 'done')
    expect(plain(answered.turns[0]?.input.text)).toBe(HUMAN_VOICE.amiable.words)
    expect(answered.handsFree).toEqual({ on: true, state: 'waiting', problem: null })

    await askForLongAnswer()
    await delay(1500)
    await world.pulse.speak(HUMAN_VOICE.something.path)
    const { turns } = await windows.until('the next answer', (view) => view.turns[2]?.state === 'speaking')
    expect(turns[1]?.state).toBe('interrupted')
    // Spoken over an answer that is being taken out of the recording, a word may be heard for another.
    expect(plain(turns[2]?.input.text)).toMatch(/^go somewhere and \w+ something$/)

    const page = await windows.page('chat')
    await page.getByRole('button', { name: 'Hands-free', exact: true }).click()
    await windows.until('off', (view) => !view.handsFree.on)
    await world.pulse.speak(HUMAN_VOICE.something.path)
    await delay(500)
    const after = await windows.view()
    expect(after.turns).toHaveLength(3)
    expect(after.turns[2]?.state).not.toBe('interrupted')
  })
})

/**
 * Of an answer, about nine seconds: it takes one to learn how loud the echo is, and half a second of it that counted as speech
 * would stop the answer.
 */
const HEARD_CHARACTERS = 140

describe('an answer that comes back into the microphone, 20 dB softer', () => {
  let loop: string
  beforeAll(async () => {
    await start()
    loop = await world.pulse.pactl(
      'load-module',
      'module-loopback',
      'source=speaker.monitor',
      'sink=mouth',
      'latency_msec=60',
    )
    const inputs = await world.pulse.pactl('list', 'short', 'sink-inputs')
    const echo = inputs.split('\n').find((line) => line.includes('module-loopback'))
    const [index = ''] = (echo ?? inputs.split('\n').at(-1) ?? '').split('\t')
    await world.pulse.pactl('set-sink-input-volume', index, '-20dB')
  })
  afterAll(async () => {
    await world.pulse.pactl('unload-module', loop)
    await running.quit()
  })

  // In this order: what was learnt of an echo that is cancelled says nothing about one that is not.
  test.each([
    ['where its echo is cancelled', true],
    ['where nothing cancels its echo', false],
  ])('does not interrupt itself %s', async (_where, echoCancellation) => {
    const { windows } = running
    const page = await windows.page('chat')
    await page.evaluate(
      (on) => window.parley.invoke('settings.set', { microphone: { echoCancellation: on } }),
      echoCancellation,
    )
    await windows.until(
      'the microphone to be as it was set',
      ({ audio }) => audio.processing?.real.echoCancellation === echoCancellation,
    )
    await askForLongAnswer()
    const { turns, handsFree } = await windows.until('a good part of the answer to be heard', (view) => {
      const turn = view.turns.at(-1)
      return turn?.state !== 'speaking' || (turn.reply.spoken?.heard ?? 0) >= HEARD_CHARACTERS
    })
    expect(turns.at(-1)?.state).toBe('speaking')
    expect(handsFree.state).toBe('waiting')
    await page.evaluate(() => window.parley.invoke('turn.interrupt', undefined))
    await windows.until('silence', ({ voice }) => voice !== 'speaking')
  })
})
