import { createHash, randomBytes } from 'node:crypto'
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AppView } from '../../src/shared/view.ts'
import { ControlClient } from '../../tools/electron-host/control-client.ts'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { ROOT } from '../../tools/launch/launch-app.ts'
import { startTestServer } from '../helpers/assistant-server.ts'
import type { TestServer } from '../helpers/assistant-server.ts'
import { startRoughNetwork } from '../helpers/rough-network.ts'
import type { RoughNetwork } from '../helpers/rough-network.ts'
import { World } from './world.ts'
import type { RunningApp } from './world.ts'

/*
 * Files on their way from a person's disk to a server, through the whole app and a network that breaks: what arrives is
 * what was chosen, byte for byte, and each of them once.
 */

const MIB = 1024 * 1024

let world: World
let server: TestServer
let network: RoughNetwork
let key: string
let folder: string
let app: RunningApp
let page: Page

const launch = (userData?: string) =>
  world.launch({
    env: { PARLEY_BASE_URL: network.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'ada' },
    ...(userData === undefined ? {} : { userData }),
  })

const open = async (userData?: string) => {
  app = await launch(userData)
  page = await app.windows.page('chat')
  await app.windows.until('the connection', (view) => view.connection.status === 'connected')
}

beforeAll(async () => {
  ;[world, server] = await Promise.all([World.start(), startTestServer()])
  key = (await server.server.createKey({ name: 'e2e', scopes: ['chat', 'file'] })).key
  network = await startRoughNetwork(server.server.url)
  folder = mkdtempSync(join(tmpdir(), 'parley-files-'))
  await open()
})

afterAll(async () => {
  await world.stop()
  await network.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

// What a test that failed has left would be in the way of the next one.
afterEach(async () => {
  const { drafts } = await app.windows.view()
  const ids = drafts.map(({ id }) => id)
  await page.evaluate(async (left) => {
    for (const draft of left) await window.parley.invoke('attachment.remove', { draft })
  }, ids)
})

/** A file of noise. */
function file(name: string, bytes: number): string {
  const path = join(folder, name)
  writeFileSync(path, randomBytes(bytes))
  return path
}

async function sha256(source: NodeJS.ReadableStream | ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(source as NodeJS.ReadableStream, hash)
  return hash.digest('hex')
}
const onDisk = (path: string) => sha256(createReadStream(path))
const atServer = async (attachmentId: string) => {
  const url = `${server.server.url}/api/v1/file?attachment_id=${attachmentId}`
  const { body } = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
  return sha256(body as ReadableStream<Uint8Array>)
}

const until = (what: string, wanted: (drafts: AppView['drafts']) => boolean) =>
  app.windows.until(what, ({ drafts }) => wanted(drafts))
const allReady = (count: number) =>
  until(
    `${count} uploads`,
    (drafts) => drafts.length === count && drafts.every(({ status }) => status === 'ready'),
  )

/** Sends the drafts, and gives what went with the message. */
async function send(words: string): Promise<{ name: string; sha256: string }[]> {
  await page.getByRole('textbox', { name: 'Message' }).fill(words)
  await page.keyboard.press('Enter')
  const view = await app.windows.until('the message', ({ turns }) => turns.at(-1)?.input.text === words)
  expect(view.drafts).toEqual([])
  return Promise.all(
    (view.turns.at(-1)?.input.attachments ?? []).map(async ({ name, attachmentId }) => ({
      name,
      sha256: await atServer(attachmentId ?? ''),
    })),
  )
}

const expected = (paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => ({ name: path.split('/').at(-1), sha256: await onDisk(path) })))

async function drop(...files: string[]): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data })
  }
  await cdp.detach()
}

describe.skipIf(chooseHost(ROOT).name === 'electron')('files', () => {
  test('that are picked, dropped, pasted, or given to a second start, all arrive as they are', async () => {
    const picked = [file('Grüße 你好.bin', 300_001), file('b.txt', 5)]
    await new ControlClient(app.app.process).send('dialog.next', { canceled: false, filePaths: picked })
    await page.getByRole('button', { name: 'Attach files' }).click()
    await allReady(2)

    const dropped = [file('dropped one.dat', 70_000), file('dropped two.dat', 1)]
    await drop(...dropped)
    await allReady(4)

    const pasted = file('pasted.gif', 40_000)
    await page.getByRole('textbox', { name: 'Message' }).focus()
    await page.evaluate(
      (bytes) => {
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.gif', { type: 'image/gif' }))
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        )
      },
      [...readFileSync(pasted)],
    )
    await allReady(5)

    const given = [file('given.pdf', 999), file('--odd.txt', 20)]
    const started = await world.launchAgain(app.userData, ['given.pdf', '--', '--odd.txt'], folder)
    expect(started).toBe(0)
    await allReady(7)

    expect(await send('all of them')).toEqual(await expected([...picked, ...dropped, pasted, ...given]))
  })

  test('of 100 MB go up while the main process stays small', async () => {
    const large = file('large.bin', 100 * 1000 * 1000)
    const { pid } = app.app.process
    const status = (field: string) =>
      Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) *
      1024
    // The first upload fetches what every upload needs; after it, memory stays where it is however much goes up.
    await drop(file('first.bin', 50 * 1000 * 1000))
    await allReady(1)
    // Sets the peak back to what is in use now.
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
    const before = status('VmRSS')
    await drop(large)
    await allReady(2)
    expect(status('VmHWM') - before).toBeLessThan(48 * MIB)
    expect(await send('a large one')).toEqual(await expected([join(folder, 'first.bin'), large]))
  })

  test('whose upload is cancelled, or cut, in the middle arrive once and whole', async () => {
    const paths = [file('cancelled.bin', 3 * MIB), file('cut.bin', 3 * MIB + 1)]
    network.holdAfter(MIB)
    await drop(paths[0]!)
    await network.held()
    await page.getByRole('button', { name: 'Stop uploading cancelled.bin' }).click()
    await until('the end of it', ([draft]) => draft?.failure?.code === 'CANCELLED')
    await page.getByRole('button', { name: 'Upload cancelled.bin again' }).click()
    await allReady(1)

    const before = network.uploads
    network.holdAfter(2 * MIB + 17)
    await drop(paths[1]!)
    await network.held()
    network.cut(100)
    await network.held()
    network.cut()
    await allReady(2)
    expect(network.uploads - before).toBe(3)
    expect(await send('both')).toEqual(await expected(paths))
  })

  test('that can’t be sent are refused by name, before a byte is sent', async () => {
    const huge = join(folder, 'huge.iso')
    writeFileSync(huge, '')
    truncateSync(huge, 10 * 1024 ** 3)
    mkdirSync(join(folder, 'Photos'))
    const before = network.uploads
    await drop(huge, join(folder, 'Photos'))
    const view = await until(
      'both refused',
      (drafts) => drafts.every(({ status }) => status === 'failed') && drafts.length === 2,
    )
    expect(view.drafts.map(({ name, failure }) => [name, failure?.code])).toEqual([
      ['huge.iso', 'FILE_TOO_BIG'],
      ['Photos', 'FILE_IS_FOLDER'],
    ])
    expect(network.uploads).toBe(before)
    for (const name of ['huge.iso', 'Photos'])
      await page.getByRole('button', { name: `Remove ${name}` }).click()
    await until('both removed', (drafts) => drafts.length === 0)
  })

  test('wait over a restart: what is uploaded is, what was on its way goes again', async () => {
    const paths = [file('ready.bin', 1000), file('on its way.bin', 2 * MIB)]
    await drop(paths[0]!)
    await allReady(1)
    network.holdAfter(MIB)
    await drop(paths[1]!)
    await network.held()
    await app.quit()
    network.cut()
    const before = network.uploads
    await open(app.userData)
    await allReady(2)
    expect(network.uploads - before).toBe(1)
    expect(await send('after the restart')).toEqual(await expected(paths))
  })
})
