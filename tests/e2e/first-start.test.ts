import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { startTestServer } from '../helpers/assistant-server.ts'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { ROOT } from '../../tools/launch/launch-app.ts'
import { World } from './world.ts'

const QUESTION = join(ROOT, 'resources/demo/question.wav')

/*
 * What people meet first: no account, a typed question, a key that is wrong, a desktop without a keychain.
 */

let world: World | null = null

afterEach(async () => {
  await world?.stop()
  world = null
})

test('the first start introduces Parley, and works with no account and no network', async () => {
  world = await World.start()
  const { windows, userData, quit } = await world.launch({ settings: null })
  const page = await windows.page('chat')
  const goOn = () => page.getByRole('button', { name: 'Continue' }).click()

  // The microphone is opened here and not before; a voice moves its level.
  await page.getByRole('heading', { name: 'Can Parley hear you?' }).waitFor()
  await windows.until('the microphone', (view) => view.audio.activeInput !== null)
  await world.pulse.speak(HUMAN_VOICE.amiable.path)
  await page.getByText('Parley hears you.').waitFor()
  await goOn()

  // The talk key arrives, and starts nothing.
  await page.getByText('Press it now', { exact: true }).waitFor()
  await windows.until('the talk key', (view) => view.hotkey.mode === 'hold')
  await world.keyDown()
  await page.getByText('It is down').waitFor()
  await delay(400)
  await world.keyUp()
  await page.getByText('It works.').waitFor()
  expect((await windows.view()).turns).toEqual([])
  await goOn()

  await expect.poll(() => page.getByRole('radio', { name: 'Local assistant' }).isChecked()).toBe(true)
  await goOn()

  // From here on it talks.
  await windows.until('the speech models', (view) => view.assistant.speech)
  await world.keyDown()
  // The microphone is closed until it is used: a person speaks when it says that it listens.
  await windows.until('the recording', (view) => view.audio.microphone.status === 'recording')
  await world.pulse.speak(QUESTION)
  await delay(250)
  await world.keyUp()
  const spoken = await windows.until('the spoken turn', ({ turns }) => turns[0]?.state === 'done')
  await page.getByText(spoken.turns[0]?.reply.text ?? '(no answer)').waitFor()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('textbox').waitFor()

  await page.getByRole('textbox').fill('What is twelve times seven?')
  await page.keyboard.press('Enter')
  const view = await windows.until('the answer to sound', ({ turns }) => turns[1]?.state === 'speaking')
  expect(view.turns[1]?.reply.text).toContain('84')
  expect(view.turns[1]?.metrics).toMatchObject({ input_type: 'text' })
  await expect.poll(() => page.getByText('84').count()).toBeGreaterThan(0)
  expect(view.notices).toEqual([])
  expect(JSON.parse(readFileSync(join(userData, 'settings.json'), 'utf8'))).toMatchObject({
    introduced: true,
  })

  // The key of the local assistant is in the keychain, and in no file of ours.
  for (const file of filesBelow(userData)) expect(readFileSync(file).includes('abk_'), file).toBe(false)
  await quit()
})

test('what was said is still known after a restart, and the same key is used again', async () => {
  world = await World.start()
  const first = await world.launch()
  await first.windows.until('the connection', (view) => view.connection.status === 'connected')
  const page = await first.windows.page('chat')
  await page.getByRole('textbox').fill('Take a note: buy milk')
  await page.keyboard.press('Enter')
  await first.windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
  await first.quit()

  const second = await world.launch({ userData: first.userData })
  await second.windows.until('the connection', (view) => view.connection.status === 'connected')
  const again = await second.windows.page('chat')
  await again.getByRole('textbox').fill('Read my notes')
  await again.keyboard.press('Enter')
  const view = await second.windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
  expect(view.turns[0]?.reply.text.toLowerCase()).toContain('milk')
  await second.quit()
})

test('a wrong key is named, not retried, and the way out is shown', async () => {
  world = await World.start()
  const server = await startTestServer()
  try {
    const { windows, quit } = await world.launch({
      env: { PARLEY_BASE_URL: server.server.url, PARLEY_API_KEY: 'abk_wrong', PARLEY_USERNAME: 'alice' },
    })
    const view = await windows.until('the refusal', ({ connection }) => connection.status === 'failed')
    expect(view.connection.lastError).toMatchObject({ code: 'UNAUTHORIZED', retryable: false })
    expect(view.connection.nextRetryAt).toBeNull()
    const page = await windows.page('chat')
    await expect.poll(() => page.getByText('does not accept the key').count()).toBeGreaterThan(0)
    expect(await page.content()).not.toContain('abk_wrong')
    await quit()
  } finally {
    await server.stop()
  }
})

test('without a keychain Parley works until it quits, says so, and writes no key to disk', async () => {
  world = await World.start({ keychain: false })
  const { windows, userData, quit } = await world.launch()
  const view = await windows.until('the connection', ({ connection }) => connection.status === 'connected')
  expect(view.notices.map((notice) => notice.failure.code)).toEqual(['KEYCHAIN_UNAVAILABLE'])
  const page = await windows.page('chat')
  await expect.poll(() => page.getByText('no keychain').count()).toBeGreaterThan(0)

  await page.getByRole('textbox').fill('What is 2 plus 2?')
  await page.keyboard.press('Enter')
  await windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
  for (const file of filesBelow(userData)) expect(readFileSync(file).includes('abk_'), file).toBe(false)
  await quit()
})

/** Every file below a folder that a program could read. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
}
