import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { host } from '../host.ts'
import { createEvent, StrictEmitter } from '../strict.ts'
import { windows } from '../web/registry.ts'
import { HostCommandLine } from './command-line.ts'
import { processMetrics } from './metrics.ts'
import { defaultPath } from './paths.ts'
import { SingleInstance } from './single-instance.ts'

type Implemented = Pick<
  Electron.App,
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'setPath'
  | 'setAppLogsPath'
  | 'getAppPath'
  | 'getName'
  | 'setName'
  | 'name'
  | 'getVersion'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getLocaleCountryCode'
  | 'getPreferredSystemLanguages'
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'setAppUserModelId'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
  | 'commandLine'
  | 'getAppMetrics'
  | 'relaunch'
  | 'focus'
  | 'dock'
  | 'enableSandbox'
  | 'disableHardwareAcceleration'
  | 'setDesktopName'
>

/** `app`: Electron's life cycle for this process. */
class HostApp extends StrictEmitter implements Implemented {
  readonly isPackaged = false
  readonly dock = undefined
  readonly commandLine = new HostCommandLine() as unknown as Electron.CommandLine
  readonly #paths = new Map<string, string>()
  readonly #lock = new SingleInstance()
  #name: string | null = null
  #ready = false
  #readyGate = Promise.withResolvers<void>()
  #quitting: 'no' | 'closing' | 'leaving' = 'no'
  #relaunch: Electron.RelaunchOptions | null = null
  #loginItem: Electron.Settings = {}

  constructor() {
    super('app')
  }

  // ---- life cycle ----

  whenReady(): Promise<void> {
    return this.#readyGate.promise
  }

  isReady(): boolean {
    return this.#ready
  }

  _becomeReady(): void {
    if (this.#quitting === 'leaving') return
    this.#ready = true
    this.emit('will-finish-launching')
    this.emit('ready', createEvent({}), {})
    this.#readyGate.resolve()
  }

  /** before-quit, then every window's `close`, then will-quit and quit; each of the first three can stop it. */
  quit(): void {
    if (this.#quitting === 'leaving') return
    const event = createEvent({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#quitting = 'closing'
    for (const window of [...windows.values()]) window.close()
    this._windowsChanged()
  }

  /** A window refused to close, so the app stays. */
  _closeRefused(): void {
    if (this.#quitting === 'closing') this.#quitting = 'no'
  }

  /** Called after each closed window. */
  _windowsChanged(): void {
    if (windows.size > 0 || this.#quitting === 'leaving') return
    if (this.#quitting === 'closing') this.#leave()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  #leave(): void {
    const event = createEvent({})
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.#quitting = 'no'
    else this.#end(0)
  }

  /** Leaves at once: windows are destroyed without being asked, before-quit and will-quit are left out. */
  exit(code = 0): void {
    if (this.#quitting === 'leaving') return
    this.#quitting = 'leaving'
    for (const window of [...windows.values()]) window.destroy()
    this.#end(code)
  }

  #end(code: number): void {
    this.#quitting = 'leaving'
    this.emit('quit', createEvent({}), code)
    this.#lock.release()
    if (this.#relaunch) {
      const { args = process.argv.slice(1), execPath = process.execPath } = this.#relaunch
      spawn(execPath, execPath === process.execPath ? [host.options.runner, ...args] : args, {
        detached: true,
        stdio: 'ignore',
      }).unref()
    }
    process.exit(code)
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.#relaunch = options
  }

  focus(): void {
    const [window] = windows.values()
    window?.focus()
  }

  // ---- single instance ----

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const message = {
      argv: process.argv,
      workingDirectory: process.cwd(),
      additionalData: additionalData ?? null,
    }
    return this.#lock.acquire(this.getPath('userData'), message, (second) => {
      // As Electron does, not before the app can open a window.
      void this.whenReady().then(() =>
        this._secondInstance(second.argv, second.workingDirectory, second.additionalData),
      )
    })
  }

  _secondInstance(argv: string[], workingDirectory: string, additionalData: unknown): void {
    this.emit('second-instance', createEvent({}), argv, workingDirectory, additionalData)
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock.held
  }

  releaseSingleInstanceLock(): void {
    this.#lock.release()
  }

  // ---- names and places ----

  get name(): string {
    const { productName, name } = host.options.manifest
    return this.#name ?? productName ?? name ?? 'Electron'
  }

  set name(name: string) {
    this.#name = name
  }

  getName(): string {
    return this.name
  }

  setName(name: string): void {
    this.#name = name
  }

  getVersion(): string {
    return host.options.manifest.version ?? host.options.electronVersion
  }

  getAppPath(): string {
    return host.options.appPath
  }

  getPath(name: string): string {
    const chosen = this.#paths.get(name)
    if (chosen !== undefined) return chosen
    if (name === 'userData') {
      const given = host.options.switches.get('user-data-dir')
      if (given) return given
    }
    if (name === 'sessionData') return this.getPath('userData')
    if (name === 'crashDumps') return join(this.getPath('userData'), 'Crashpad')
    if (name === 'logs') {
      this.setAppLogsPath()
      return this.getPath('logs')
    }
    const path = defaultPath(name, this.name)
    if (path === null) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setPath(name: string, path: string): void {
    if (!path.startsWith('/') && !/^[a-z]:[\\/]/i.test(path)) throw new Error('Path must be absolute')
    this.#paths.set(name, path)
  }

  setAppLogsPath(path = join(this.getPath('userData'), 'logs')): void {
    mkdirSync(path, { recursive: true })
    this.#paths.set('logs', path)
  }

  getLocale(): string {
    return host.options.switches.get('lang') ?? this.getSystemLocale()
  }

  getSystemLocale(): string {
    return Intl.DateTimeFormat().resolvedOptions().locale
  }

  getLocaleCountryCode(): string {
    return new Intl.Locale(this.getSystemLocale()).region ?? ''
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getSystemLocale()]
  }

  // ---- recorded only ----

  setAppUserModelId(_id: string): void {}

  setDesktopName(_name: string): void {}

  enableSandbox(): void {}

  disableHardwareAcceleration(): void {
    if (this.#ready)
      throw new Error('app.disableHardwareAcceleration() can only be called before app is ready')
    this.commandLine.appendSwitch('disable-gpu')
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.#loginItem = settings
  }

  getLoginItemSettings(): Electron.LoginItemSettings {
    const { openAtLogin = false } = this.#loginItem
    return {
      openAtLogin,
      wasOpenedAtLogin: false,
      status: 'not-registered',
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    }
  }

  getAppMetrics(): Electron.ProcessMetric[] {
    return processMetrics(host.chromium?.process.pid ?? 0)
  }
}

export const app = new HostApp()
