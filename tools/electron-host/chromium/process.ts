import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { CdpConnection } from '../cdp/connection.ts'

/** Where windows are made, and where hidden ones stay: far outside every screen. */
export const OFF_SCREEN = -20_000

const FIXED_ARGUMENTS = [
  '--remote-debugging-pipe',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--password-store=basic',
  '--use-mock-keychain',
  '--test-type',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-quic',
  '--disable-search-engine-choice-screen',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-session-crashed-bubble',
  '--noerrdialogs',
  `--window-position=${OFF_SCREEN},${OFF_SCREEN}`,
]

/** Features that get in the way of a page on a loopback address or of a window that is off screen. */
const DISABLED_FEATURES = [
  'CalculateNativeWinOcclusion',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LocalNetworkAccessChecks',
  'Translate',
]

function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** `switches` as Chromium's arguments, with the lists of features joined: Chromium only reads the last of two. */
export function chromiumArguments(switches: ReadonlyMap<string, string>, profile: string): string[] {
  const own = new Map(switches)
  const disabled = [...DISABLED_FEATURES, ...(own.get('disable-features')?.split(',') ?? [])]
  own.set('disable-features', disabled.join(','))
  // Electron's default; Chromium itself would ask for a gesture first.
  if (!own.has('autoplay-policy')) own.set('autoplay-policy', 'no-user-gesture-required')
  if (isRoot()) own.set('no-sandbox', '')
  const listed = [...own].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
  return [...FIXED_ARGUMENTS, `--user-data-dir=${profile}`, ...listed]
}

/** A running Chromium with a profile of its own that is removed with it. */
export class ChromiumProcess {
  readonly connection: CdpConnection
  readonly pid: number
  /** Settles when the process has ended. */
  readonly exited: Promise<void>
  readonly #executable: string
  readonly #profile: string
  readonly #child: ChildProcess
  #ended = false

  constructor(executable: string, switches: ReadonlyMap<string, string>) {
    this.#executable = executable
    this.#profile = mkdtempSync(join(tmpdir(), 'electron-host-'))
    const args = chromiumArguments(switches, this.#profile)
    const verbose = switches.has('enable-logging')
    // A group of its own, so that its helpers can be ended with it and a Ctrl+C in the terminal goes to the app first.
    this.#child = spawn(executable, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
      env: this.#environment(),
    })
    this.pid = this.#child.pid ?? 0
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      if (verbose || chunk.includes('DevTools listening on')) process.stderr.write(chunk)
    })
    this.exited = new Promise((resolve) => {
      const ended = (): void => {
        this.#ended = true
        resolve()
      }
      this.#child.once('exit', ended)
      this.#child.once('error', ended)
    })
    this.connection = new CdpConnection(this.#child.stdio[3] as Writable, this.#child.stdio[4] as Readable)
  }

  /** Asks the running Chromium for one more app window: no tabs, no address bar, nothing but the page. */
  openAppWindow(url: string): void {
    // `--test-type`: no bar in the window that warns of the missing sandbox.
    const sandbox = isRoot() ? ['--no-sandbox', '--test-type'] : []
    const args = [`--user-data-dir=${this.#profile}`, `--app=${url}`, ...sandbox]
    const child = spawn(this.#executable, args, { stdio: 'ignore', env: this.#environment() })
    child.on('error', (error) => console.error(`electron-host: ${error.message}`))
  }

  /** Chromium leaves folders in the temporary one; inside the profile they go with it. */
  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, TMPDIR: this.#profile }
  }

  /** Ends Chromium and removes its profile; synchronous, so that it can run while this process exits. */
  kill(): void {
    this.connection.close()
    if (!this.#ended && this.pid !== 0) {
      try {
        process.kill(process.platform === 'win32' ? this.pid : -this.pid, 'SIGKILL')
      } catch {
        // It has just ended by itself, which is what the closed pipe asks of it.
      }
    }
    // Its helpers may still be writing for a moment.
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
  }
}
