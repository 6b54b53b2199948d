import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../helpers/assistant-server.ts'
import type { TestServer } from '../helpers/assistant-server.ts'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { startRecordingProxy } from '../helpers/recording-proxy.ts'
import type { RecordingProxy } from '../helpers/recording-proxy.ts'
import type { RunningApp } from './world.ts'
import { World } from './world.ts'

/*
 * The talk key with real keys on a real display, in each state that the app can be in: one start of the app for all of it.
 */

let world: World
let server: TestServer
let proxy: RecordingProxy
let parley: RunningApp

beforeAll(async () => {
  world = await World.start()
  server = await startTestServer()
  proxy = await startRecordingProxy(server.server.url)
  const { key } = await server.server.createKey({ name: 'e2e', scopes: ['chat', 'file', 'config'] })
  parley = await world.launch({
    env: { PARLEY_BASE_URL: proxy.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'alice' },
  })
  await parley.windows.until(
    'the connection, the microphone and the key',
    (view) =>
      view.connection.status === 'connected' &&
      view.audio.activeInput !== null &&
      view.hotkey.mode === 'hold',
  )
})

afterAll(async () => {
  await world.stop()
  await proxy.close()
  await server.stop()
})

/** Frames of one type that went up so far. */
const sent = (type: string) =>
  proxy.frames.filter(({ direction, json }) => direction === 'up' && json.t === type).length

const CHORD = ['keydown', 'ctrl', 'keydown', 'alt', 'keydown', 'space']
const keys = (...commands: string[]) => promisify(execFile)('xdotool', commands, { env: world.env })
/** Down and up in one go, so that how long it takes is not this process's affair. */
const TAP = [...CHORD, 'sleep', '0.06', 'keyup', 'space', 'keyup', 'alt', 'keyup', 'ctrl']

const until = (what: string, holds: Parameters<RunningApp['windows']['until']>[1]) =>
  parley.windows.until(what, holds)
const listening = () => until('listening', (view) => view.voice === 'listening')
const quiet = () => until('the end of the talk', (view) => view.voice !== 'listening')

test('held, and repeating, it is one turn; held again during the answer, it stops that; Escape throws away', async () => {
  await world.say(HUMAN_VOICE.something.path)
  // A release counts once it can't be an auto-repeat any more.
  await expect.poll(() => [sent('start_speaking'), sent('end_speaking')]).toEqual([1, 1])
  await until('the answer to sound', (view) => view.voice === 'speaking')

  await keys(...CHORD)
  const { turns } = await listening()
  expect(turns.map(({ state }) => state)).toEqual(['interrupted', 'listening'])
  await keys('key', 'Escape')
  await until('the talk to be gone', (view) => view.turns.length === 1)
  // The key is still down and repeats: none of that is a new talk.
  await delay(900)
  await keys('keyup', 'space', 'keyup', 'alt', 'keyup', 'ctrl')
  expect((await parley.windows.view()).turns).toHaveLength(1)
  expect([sent('start_speaking'), sent('end_speaking')]).toEqual([2, 1])
})

test('held while the server thinks, and let go modifiers first, it ends at the key itself', async () => {
  proxy.deafen(true)
  await world.say(HUMAN_VOICE.amiable.path)
  await until('thinking', (view) => view.voice === 'thinking')
  await keys(...CHORD)
  const { turns } = await listening()
  expect(turns.at(-2)?.state).toBe('interrupted')
  await keys('keyup', 'ctrl', 'keyup', 'alt')
  await delay(300)
  expect((await parley.windows.view()).voice).toBe('listening')
  await keys('keyup', 'space')
  await quiet()
  proxy.deafen(false)
})

test('after a turn that failed, a tap starts a talk, and the next tap ends it', async () => {
  // Nobody speaks, not even in what the microphone remembers from before the press.
  await delay(1000)
  await keys(...CHORD, 'sleep', '0.4', 'keyup', 'space', 'keyup', 'alt', 'keyup', 'ctrl')
  await until('the failure', (view) => view.turns.at(-1)?.state === 'failed')
  const { turns: before } = await parley.windows.view()
  await keys(...TAP)
  await listening()
  await delay(600)
  expect((await parley.windows.view()).voice).toBe('listening')
  await keys(...TAP)
  const { turns } = await quiet()
  expect(turns.length).toBe(before.length + 1)
})

test('held while the server is away, it keeps what was said until it is back', async () => {
  proxy.goAway()
  await until('the loss to be seen', (view) => view.connection.status === 'waiting')
  await world.say(HUMAN_VOICE.amiable.path)
  await until('the turn to wait', ({ turns }) => turns.at(-1)?.state === 'sending')
  proxy.comeBack()
  const page = await parley.windows.page('chat')
  await page.evaluate(() => window.parley.invoke('connection.retryNow', undefined))
  const { turns } = await until('the answer to sound', (view) => view.turns.at(-1)?.state === 'speaking')
  expect(turns.at(-1)?.input.text?.toLowerCase()).toContain('amiable')
})

test('the arguments of a second start arrive', async () => {
  const { turns: before } = await parley.windows.view()
  const ended = sent('end_speaking')
  const again = (...args: string[]) => world.launchAgain(parley.userData, args)
  expect(await again('--start')).toBe(0)
  await listening()
  await again('--nonsense', '--cancel')
  const { turns } = await quiet()
  expect(turns).toHaveLength(before.length)
  await again('--toggle')
  await listening()
  await again('--stop')
  await until(
    'one turn more',
    (view) => view.turns.length === before.length + 1 && view.voice !== 'listening',
  )
  await again('--hands-free')
  await until('hands-free', ({ handsFree }) => handsFree.on)
  await again('--hands-free')
  await until('the end of hands-free', ({ handsFree }) => !handsFree.on)
  // Nobody spoke, so there was nothing to send.
  expect(sent('end_speaking')).toBe(ended)
})

/** Two taps in one go. */
const DOUBLE_TAP = [
  ...CHORD,
  ...['sleep', '0.06', 'keyup', 'space', 'sleep', '0.1', 'keydown', 'space'],
  ...['sleep', '0.06', 'keyup', 'space', 'keyup', 'alt', 'keyup', 'ctrl'],
]

test('a double tap turns hands-free on, and the next one off; nothing is sent and no turn is left behind', async () => {
  const { turns: before } = await parley.windows.view()
  const [started, ended] = [sent('start_speaking'), sent('end_speaking')]
  for (const isOn of [true, false]) {
    await keys(...DOUBLE_TAP)
    const { turns } = await until(
      `hands-free ${isOn ? 'on' : 'off'}`,
      (view) => view.handsFree.on === isOn && view.turns.length === before.length,
    )
    expect(turns.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  }
  expect(sent('start_speaking')).toBe(started + 2)
  expect(sent('end_speaking')).toBe(ended)
})
