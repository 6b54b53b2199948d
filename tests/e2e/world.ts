import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startSecretService } from '../../scripts/lib/secret-service.ts'
import type { SecretService } from '../../scripts/lib/secret-service.ts'
import { startXvfb } from '../../scripts/lib/xvfb.ts'
import type { Display } from '../../scripts/lib/xvfb.ts'
import { DEFAULT_HOTKEY } from '../../src/shared/settings.ts'
import { AppWindows } from '../../tools/launch/app-view.ts'
import { KeyPresser } from '../../tools/launch/key-presser.ts'
import { launchApp } from '../../tools/launch/launch-app.ts'
import type { LaunchedApp } from '../../tools/launch/launch-app.ts'
import { startPulse } from '../helpers/pulse.ts'
import type { Pulse } from '../helpers/pulse.ts'
import { TrayService } from '../helpers/tray-service.ts'

/** A person who knows Parley, and whose microphone is open from the start: what is said while the key goes down is heard. */
export const WARM = { introduced: true, microphone: { warm: 'always' } } as const

export interface WorldOptions {
  /** False: there is no Secret Service, as on a bare window manager. */
  readonly keychain?: boolean
}

export interface AppOptions {
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  /** What is in `settings.json` before the first start, WARM if absent; null: nothing, and the introduction comes up. */
  readonly settings?: object | null
  /** Use the data of an earlier start. */
  readonly userData?: string
}

/** A running app with its windows. */
export interface RunningApp {
  readonly app: LaunchedApp
  readonly windows: AppWindows
  readonly userData: string
  quit(): Promise<void>
}

/**
 * A whole desktop for one test: a display, a microphone and a speaker, and a keychain, all of its own, and the built app in
 * it.
 */
export class World {
  readonly pulse: Pulse
  /** The desktop's tray; null where there is no bus for it. */
  readonly tray: TrayService | null
  readonly env: NodeJS.ProcessEnv
  readonly #xvfb: Display
  readonly #secrets: SecretService | null
  readonly #folder: string
  readonly #apps: RunningApp[] = []

  private constructor(
    xvfb: Display,
    pulse: Pulse,
    secrets: SecretService | null,
    tray: TrayService | null,
    folder: string,
  ) {
    this.#xvfb = xvfb
    this.pulse = pulse
    this.tray = tray
    this.#secrets = secrets
    this.#folder = folder
    this.env = {
      ...process.env,
      ...(secrets?.env ?? { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', HOME: this.#folder }),
      ...pulse.env,
      DISPLAY: xvfb.name,
      WAYLAND_DISPLAY: undefined,
      XDG_SESSION_TYPE: 'x11',
    }
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'))
    const [xvfb, pulse, secrets] = await Promise.all([
      startXvfb(),
      startPulse(),
      options.keychain === false ? null : startSecretService(join(folder, 'home')),
    ])
    const bus = secrets?.env['DBUS_SESSION_BUS_ADDRESS']
    const tray = bus === undefined ? null : await TrayService.start(bus)
    return new World(xvfb, pulse, secrets, tray, folder)
  }

  /** Starts the app and waits for its chat window. */
  async launch(options: AppOptions = {}): Promise<RunningApp> {
    const userData = options.userData ?? mkdtempSync(join(this.#folder, 'data-'))
    mkdirSync(userData, { recursive: true })
    const { settings = options.userData ? null : WARM } = options
    if (settings) writeFileSync(join(userData, 'settings.json'), JSON.stringify(settings))
    const app = await launchApp({
      userData,
      ...(options.args ? { args: options.args } : {}),
      env: { ...this.env, ...options.env },
    })
    const windows = await AppWindows.connect(app)
    await windows.page('chat')
    const running: RunningApp = {
      app,
      windows,
      userData,
      quit: async () => {
        await windows.disconnect().catch(() => undefined)
        await app.quit()
      },
    }
    this.#apps.push(running)
    return running
  }

  /** Starts Parley once more on the same data; resolves with the exit code of that second start. */
  async launchAgain(
    userData: string,
    args: readonly string[] = [],
    cwd: string = process.cwd(),
  ): Promise<number | null> {
    const { process: child } = await launchApp({ userData, args, cwd, env: this.env })
    await once(child, 'exit')
    return child.exitCode
  }

  /** Presses the talk key and keeps it down; X11 repeats it, as it does for a finger. */
  async keyDown(): Promise<void> {
    await (await KeyPresser.open(DEFAULT_HOTKEY, this.env)).down()
  }

  async keyUp(): Promise<void> {
    await (await KeyPresser.open(DEFAULT_HOTKEY, this.env)).up()
  }

  /** Holds the talk key while a recording is played into the microphone. */
  async say(wav: string): Promise<void> {
    await this.keyDown()
    await this.pulse.speak(wav)
    // A finger is a little slower than a voice, and the last sample has to reach the microphone.
    await delay(250)
    await this.keyUp()
  }

  /** The id of the window that gets what is typed, as the X server says. */
  focusedWindow(): string {
    return execFileSync('xdotool', ['getwindowfocus'], { env: this.env, encoding: 'utf8' }).trim()
  }

  async stop(): Promise<void> {
    for (const app of this.#apps) await app.quit()
    await this.#xvfb.stop()
    await this.pulse.stop()
    await this.tray?.stop()
    await this.#secrets?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
