import { execFile, spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { DOUBLE_TAP_MS, REPEAT_GAP_MS, TAP_MS } from '../../../src/main/hotkey/gesture.ts'
import { startXvfb } from './private-display.ts'

/** The watcher process, with what it said as a queue. */
class Watcher {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  constructor(env: NodeJS.ProcessEnv) {
    const script = new URL('./key-watcher.ts', import.meta.url).pathname
    this.#child = spawn(process.execPath, [script], { env })
    this.#child.stderr.resume()
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async next(): Promise<unknown[]> {
    const line = await this.#lines.next()
    if (line.done === true) throw new Error('the watcher ended')
    return JSON.parse(line.value) as unknown[]
  }

  send(command: string): void {
    this.#child.stdin.write(`${command}\n`)
  }

  async apply(accelerator: string, mode: 'hold' | 'toggle'): Promise<unknown> {
    this.send(`apply ${accelerator} ${mode}`)
    const [, snapshot] = await this.next()
    return snapshot
  }

  /** Nothing is said within `ms`: the next line is the answer to a command. */
  async silence(ms: number): Promise<void> {
    await pause(ms)
    this.send('apply F24 hold')
    expect((await this.next())[0]).toBe('applied')
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const exit = once(this.#child, 'exit')
    this.send('close')
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await exit
    clearTimeout(late)
  }

  get exitCode(): number | null {
    return this.#child.exitCode
  }
}

let server: Awaited<ReturnType<typeof startXvfb>>
let watcher: Watcher

const run = promisify(execFile)
const xdotool = (...args: string[]) =>
  run('xdotool', args, { env: { ...process.env, DISPLAY: server.display } })
const environment = () => ({ PATH: process.env.PATH, DISPLAY: server.display })

beforeAll(async () => {
  server = await startXvfb()
})
afterAll(() => server.stop())

describe('the hook on a real X server', () => {
  beforeEach(async () => {
    watcher = new Watcher(environment())
    await expect(watcher.apply('Control+Alt+Space', 'hold')).resolves.toEqual({
      accelerator: 'Control+Alt+Space',
      mode: 'hold',
      doubleTap: true,
      trigger: null,
      problem: null,
    })
  })
  afterEach(async () => {
    await xdotool('keyup', 'space', 'keyup', 'Control_L', 'keyup', 'Alt_L')
    await watcher.close()
  })

  it('starts with key-down and stops with key-up, with real auto-repeat between', async () => {
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    await pause(1200)
    await xdotool('keyup', 'space', 'keyup', 'Alt_L', 'keyup', 'Control_L')
    const [what, reason, downs] = await watcher.next()
    expect([what, reason]).toEqual(['stop', 'released'])
    // X repeats after 660 ms, 25 times a second: without repeats this test would prove nothing.
    expect(downs).toBeGreaterThan(3)
  })

  it('stops when the modifiers are let go first, at the key itself', async () => {
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    await xdotool('keyup', 'Control_L', 'keyup', 'Alt_L')
    await pause(1000)
    await xdotool('keyup', 'space')
    expect(await watcher.next()).toEqual(['stop', 'released', expect.any(Number)])
  })

  it('latches with a tap, and stops with the next press', async () => {
    await xdotool('key', 'ctrl+alt+space')
    expect([await watcher.next(), await watcher.next()]).toEqual([['start'], ['latched']])
    await pause(DOUBLE_TAP_MS)
    await xdotool('key', 'ctrl+alt+space')
    expect(await watcher.next()).toEqual(['stop', 'pressed', expect.any(Number)])
  })

  it('tells a double tap, and sends nothing for it', async () => {
    const down = ['keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space', 'sleep', '0.06']
    const again = ['keyup', 'space', 'sleep', '0.1', 'keydown', 'space', 'sleep', '0.06', 'keyup', 'space']
    await xdotool(...down, ...again)
    expect([await watcher.next(), await watcher.next()]).toEqual([['start'], ['latched']])
    expect([await watcher.next(), await watcher.next()]).toEqual([['cancel'], ['hands-free']])
  })

  it('sees Escape while a talk runs, whatever else is held, and not otherwise', async () => {
    await xdotool('key', 'Escape')
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    await xdotool('key', 'Escape')
    expect(await watcher.next()).toEqual(['cancel'])
    await xdotool('keyup', 'space', 'key', 'Escape')
    await watcher.silence(300)
  })

  it('takes a side button of the mouse for a key, with its modifiers', async () => {
    await watcher.apply('Control+Mouse4', 'hold')
    // The other side button, the same without the modifier, and the key that has the button's number.
    await xdotool('keydown', 'Control_L', 'click', '9', 'key', '3', 'keyup', 'Control_L', 'click', '8')
    await xdotool('keydown', 'Control_L', 'mousedown', '8')
    expect(await watcher.next()).toEqual(['start'])
    await pause(TAP_MS + 20)
    await xdotool('keyup', 'Control_L', 'mouseup', '8')
    expect(await watcher.next()).toEqual(['stop', 'released', 1])
  })

  it('is not set off by the key with fewer or more modifiers, nor by other keys', async () => {
    await xdotool(
      'key',
      'space',
      'key',
      'ctrl+space',
      'key',
      'ctrl+alt+shift+space',
      'key',
      'ctrl+alt+a',
      'key',
      'a',
    )
    await watcher.silence(300)
  })

  it('does not stick in any of 20 holds', async () => {
    for (let round = 0; round < 20; round++) {
      // Modifiers before the key, after it, and one on either side of it.
      const [first, second] = round % 2 ? ['Control_L', 'Alt_L'] : ['Alt_L', 'Control_L']
      const release = [
        ['space', first, second],
        [first, second, 'space'],
        [first, 'space', second],
      ][round % 3]!
      await xdotool('keydown', first, 'keydown', second, 'keydown', 'space')
      expect(await watcher.next()).toEqual(['start'])
      await pause(TAP_MS + 20)
      await xdotool(...release.flatMap((key) => ['keyup', key]))
      expect(await watcher.next()).toEqual(['stop', 'released', expect.any(Number)])
    }
  })

  it('toggles once a press, however long the key is held', async () => {
    await watcher.apply('Control+Alt+Space', 'toggle')
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    await pause(1500)
    await xdotool('keyup', 'space')
    await pause(200)
    await xdotool('keydown', 'space')
    expect(await watcher.next()).toEqual(['stop', 'pressed', expect.any(Number)])
  })

  it('is held beyond the time that tells a lost key-up, whatever the server holds back', async () => {
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    await pause(REPEAT_GAP_MS + 500)
    await xdotool('keyup', 'space')
    expect(await watcher.next()).toEqual(['stop', 'released', expect.any(Number)])
  })

  it('changes its key while it runs, and ends a talk of the old one', async () => {
    await xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'space')
    expect(await watcher.next()).toEqual(['start'])
    watcher.send('apply Control+F9 hold')
    expect((await watcher.next()).slice(0, 2)).toEqual(['stop', 'reconfigured'])
    expect((await watcher.next())[0]).toBe('applied')
    await xdotool('keyup', 'space', 'keyup', 'Alt_L', 'keydown', 'F9')
    expect(await watcher.next()).toEqual(['start'])
    await pause(TAP_MS + 20)
    await xdotool('keyup', 'F9')
    expect((await watcher.next())[0]).toBe('stop')
  })

  it('closes at once, so that the process can end', async () => {
    await watcher.close()
    expect(await watcher.next()).toEqual(['closed'])
    expect(watcher.exitCode).toBe(0)
  })
})

describe('where the hook cannot work', () => {
  async function verdict(environment: NodeJS.ProcessEnv): Promise<unknown> {
    const alone = new Watcher({ PATH: process.env.PATH, ...environment })
    const snapshot = await alone.apply('Control+Alt+Space', 'hold')
    await alone.close()
    expect(alone.exitCode).toBe(0)
    return snapshot
  }
  const unsupported = { mode: 'none', problem: { code: 'HOTKEY_UNSUPPORTED' } }

  it.each([
    ['no display', {}],
    ['a display that is not there', { DISPLAY: ':65000' }],
    ['a host that is not there', { DISPLAY: '127.0.0.1:59000' }],
    ['Wayland', { DISPLAY: ':65000', WAYLAND_DISPLAY: 'wayland-0' }],
  ])('the process lives and says so: %s', async (_name, environment) => {
    await expect(verdict(environment)).resolves.toMatchObject(unsupported)
  })

  it('the process lives and says so: an X server that cannot record', async () => {
    const bare = await startXvfb(['-extension', 'RECORD'])
    onTestFinished(() => bare.stop())
    await expect(verdict({ DISPLAY: bare.display })).resolves.toMatchObject(unsupported)
  })

  it('works on an X server that asks for a cookie, and only with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-x-'))
    const authority = join(folder, 'authority')
    await writeFile(authority, authorityFile(randomBytes(16)))
    const guarded = await startXvfb(['-auth', authority])
    onTestFinished(async () => {
      await guarded.stop()
      await rm(folder, { recursive: true })
    })
    await expect(verdict({ DISPLAY: guarded.display, XAUTHORITY: authority })).resolves.toMatchObject({
      mode: 'hold',
    })
    await expect(verdict({ DISPLAY: guarded.display, HOME: folder })).resolves.toMatchObject(unsupported)
  })
})

/** An authority file with one cookie, good for every display (family 65535). */
function authorityFile(cookie: Buffer): Buffer {
  const field = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  const fields = ['', '', 'MIT-MAGIC-COOKIE-1'].map((text) => field(Buffer.from(text)))
  return Buffer.concat([Buffer.from([255, 255]), ...fields, field(cookie)])
}
