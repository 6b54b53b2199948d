import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ControlClient } from '../../../tools/electron-host/control-client.ts'
import { startXvfb } from '../../helpers/xvfb.ts'
import type { Xvfb } from '../../helpers/xvfb.ts'

const RUNNER = resolve('tools/electron-host/run.ts')
/** The fixture app's folder. */
export const FIXTURE = resolve('tests/fixtures/electron-host-app')

export interface StartOptions {
  switches?: string[]
  env?: Record<string, string>
  app?: string
  args?: string[]
  userData?: string
}

/** The fixture app, running on the host. */
export class App {
  readonly child: ChildProcess
  readonly control: ControlClient
  /** Everything the app wrote to stdout and stderr so far. */
  output = ''
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  #nextTask = 0

  constructor(child: ChildProcess) {
    this.child = child
    this.control = new ControlClient(child)
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()))
    this.exited = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })))
  }

  /** Runs code in the app's main process; sees `app`, `BrowserWindow`, `ipcMain`, `electron`, `scope`, `log`, `here`. */
  main<T = unknown>(code: string): Promise<T> {
    const task = ++this.#nextTask
    return new Promise((done, fail) => {
      const listener = (message: { task?: number; result?: T; error?: string }): void => {
        if (message.task !== task) return
        this.child.off('message', listener)
        if (message.error === undefined) done(message.result as T)
        else fail(new Error(message.error))
      }
      this.child.on('message', listener)
      void this.exited.then(() => fail(new Error(`the app has ended:\n${this.output}`)))
      this.child.send({ task, code })
    })
  }

  /** Runs code in the page's main world, as the value of an async function's body. */
  page<T = unknown>(body: string): Promise<T> {
    const code = JSON.stringify(`(async () => { ${body} })()`)
    return this.main<T>(`return scope.window.webContents.executeJavaScript(${code})`)
  }

  /** The lines that the app printed, without those of the host itself. */
  lines(): string[] {
    return this.output.split('\n').filter((line) => line !== '' && !line.startsWith('electron-host:'))
  }

  /** Resolves when the app has printed the line. */
  async printed(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const ended = await Promise.race([this.exited, new Promise((again) => setTimeout(again, 20))])
      if (ended && !this.output.includes(text))
        throw new Error(`the app ended without "${text}":\n${this.output}`)
    }
  }
}

/** A display and the apps on it; `stop` ends everything that was started. */
export class Stage {
  readonly #xvfb: Xvfb
  readonly #apps: App[] = []
  readonly #folders: string[] = []

  private constructor(xvfb: Xvfb) {
    this.#xvfb = xvfb
  }

  static async open(): Promise<Stage> {
    return new Stage(await startXvfb())
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'host-test-'))
    this.#folders.push(folder)
    return folder
  }

  /** Starts an app without waiting for anything. Its temporary folder is its own, so that leftovers can be seen. */
  spawn(options: StartOptions = {}): App & { temp: string } {
    const temp = this.folder()
    const switches = [`--user-data-dir=${options.userData ?? this.folder()}`, ...(options.switches ?? [])]
    const child = spawn(
      process.execPath,
      [RUNNER, ...switches, options.app ?? FIXTURE, ...(options.args ?? [])],
      {
        env: { ...process.env, DISPLAY: this.#xvfb.display, TMPDIR: temp, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
      },
    )
    const app = new App(child)
    this.#apps.push(app)
    return Object.assign(app, { temp })
  }

  /** Starts the fixture app and waits until its window has loaded. */
  async start(options: StartOptions = {}): Promise<App & { temp: string }> {
    const app = this.spawn(options)
    await app.printed('running\n')
    return app
  }

  async stop(): Promise<void> {
    for (const app of this.#apps) {
      if (app.child.exitCode === null && app.child.signalCode === null) app.child.kill('SIGKILL')
      await app.exited
    }
    await this.#xvfb.stop()
    for (const folder of this.#folders)
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}
