import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeWav } from '../../src/shared/wav.ts'
import { ControlClient } from '../../tools/electron-host/control-client.ts'
import { HUMAN_VOICE } from '../helpers/recordings.ts'
import { duskPng } from '../integration/renderer/gallery/picture.ts'
import { startFileServer } from './file-server.ts'
import { WARM, World } from './world.ts'
import type { RunningApp } from './world.ts'

/* Files both ways, as people see them: an answer with one of each kind, and a question that is spoken beside a picture. */

/** Ten minutes: more than a player reads ahead, so that moving its slider asks for a range. */
const LONG_SOUND = encodeWav(new Int16Array(600 * 16_000), 16_000)

let world: World
let server: Awaited<ReturnType<typeof startFileServer>>
let running: RunningApp
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-e2e-files-'))
  const clip = await readFile(resolve('tests/fixtures/clip.webm'))
  const files: Parameters<typeof startFileServer>[0] = {
    pic: { kind: 'image', name: 'dusk.png', contentType: 'image/png', bytes: duskPng(320, 200) },
    snd: { kind: 'record', name: 'long.wav', contentType: 'audio/wav', bytes: LONG_SOUND },
    vid: { kind: 'video', name: 'clip.webm', contentType: 'video/webm', bytes: clip },
    doc: { kind: 'file', name: 'notes.txt', contentType: 'text/plain', bytes: Buffer.from('Some notes.') },
  }
  server = await startFileServer(files, duskPng(90, 60))
  world = await World.start()
  running = await world.launch({
    settings: { ...WARM, speaker: { label: null, volume: 0.5, muted: false } },
    env: { PARLEY_BASE_URL: server.url, PARLEY_API_KEY: 'abk_e2e', PARLEY_USERNAME: 'alice' },
  })
  await running.windows.until('the connection', (view) => view.connection.status === 'connected')
})

afterAll(async () => {
  await world.stop()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

test('an answer shows a file of each kind, and a long sound and a video go where their slider is put', async () => {
  const page = await running.windows.page('chat')
  await page.getByRole('textbox').fill('Show me all of them')
  await page.keyboard.press('Enter')
  const picture = page.getByAltText('dusk.png')
  await picture.waitFor()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320)
  expect(await picture.getAttribute('src')).toBe('parley-file://attachment/pic')

  const inline = page.locator('img[src^="parley-file://attachment/inline-"]')
  await expect.poll(() => inline.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(90)

  const seek = (selector: string, seconds: number) =>
    page.locator(selector).evaluate(async (media: HTMLMediaElement, to) => {
      media.preload = 'metadata'
      if (media.readyState === 0) await new Promise((done) => media.addEventListener('loadedmetadata', done))
      const sought = new Promise((done) => media.addEventListener('seeked', done, { once: true }))
      media.currentTime = to
      await sought
      return [Math.round(media.duration), media.currentTime]
    }, seconds)
  expect(await seek('audio', 550)).toEqual([600, 550])
  expect(await seek('video', 7)).toEqual([10, 7])

  // As loud as answers are, whose volume is a loudness.
  const sound = page.locator('audio')
  await sound.evaluate((media: HTMLMediaElement) => media.play())
  await expect.poll(() => sound.evaluate((media: HTMLMediaElement) => media.volume)).toBe(0.25)

  await page.getByText('TXT · 11 bytes').waitFor()
  await page.getByText('Only its name came').waitFor()
})

test('a file of an answer is saved where the person says', async () => {
  const page = await running.windows.page('chat')
  const target = join(folder, 'saved notes.txt')
  await new ControlClient(running.app.process).send('dialog.next', { canceled: false, filePath: target })
  await page.getByRole('button', { name: 'Save notes.txt…' }).click()
  await page.getByRole('button', { name: 'Show notes.txt in its folder' }).waitFor()
  expect(await readFile(target, 'utf8')).toBe('Some notes.')
})

test('what is said beside a picture reaches the server as one message of words and picture', async () => {
  const page = await running.windows.page('chat')
  const path = join(folder, 'cat.png')
  await writeFile(path, duskPng(64, 64))
  await page.evaluate((each) => window.parley.invoke('attachment.add', { paths: [each] }), path)
  await running.windows.until(
    'the upload',
    ({ drafts, audio }) => drafts[0]?.status === 'ready' && audio.activeInput !== null,
  )
  const beside = page.getByRole('list', { name: 'Files to send' })
  const paused = () => page.locator('audio').evaluate((media: HTMLMediaElement) => media.paused)
  expect(await paused()).toBe(false)
  await world.keyDown()
  await expect.poll(paused).toBe(true)
  await page.getByRole('region', { name: 'Goes with what you are saying' }).getByText('cat.png').waitFor()
  expect(await beside.isVisible()).toBe(false)
  await page.keyboard.press('Escape')
  await beside.getByText('cat.png').waitFor()
  await world.keyUp()

  const before = server.received.length
  await world.say(HUMAN_VOICE.amiable.path)
  await running.windows.until('the answer', ({ turns }) => turns.at(-1)?.compose?.stage === 'sent')
  await expect.poll(() => server.received.length).toBe(before + 1)
  const message = server.received.at(-1)?.['message'] as [{ type: string; text: string }, unknown]
  expect(message[0].text).toMatch(/might even have been made/i)
  expect(message.slice(1)).toEqual([{ type: 'image', attachment_id: 'uploaded' }])
})
