/* eslint-disable @typescript-eslint/no-deprecated -- the parts that Electron has deprecated are still there to be called */
import { notImplemented, strict, StrictEmitter } from '../strict.ts'

let clipboardText = ''

/** `clipboard`: text only, in this process's memory; the desktop's clipboard is left alone. */
export const clipboard = strict(
  {
    readText: () => Promise.resolve(clipboardText),
    writeText: (text: string) => {
      clipboardText = text
      return Promise.resolve()
    },
    clear: () => void (clipboardText = ''),
  } satisfies Pick<Electron.Clipboard, 'readText' | 'writeText' | 'clear'>,
  'clipboard',
)

type Idle = Pick<Electron.PowerMonitor, 'isOnBatteryPower' | 'getSystemIdleTime' | 'getSystemIdleState'>

/** `powerMonitor`: its events come from the test hook only. */
class HostPowerMonitor extends StrictEmitter implements Idle {
  _onBattery = false
  _idleSeconds = 0

  constructor() {
    super('powerMonitor')
  }

  isOnBatteryPower(): boolean {
    return this._onBattery
  }

  getSystemIdleTime(): number {
    return this._idleSeconds
  }

  getSystemIdleState(threshold: number): 'active' | 'idle' {
    return this._idleSeconds >= threshold ? 'idle' : 'active'
  }
}

export const powerMonitor = new HostPowerMonitor()

/** `systemPreferences`: a machine on which the person has allowed everything. */
export const systemPreferences = strict(
  {
    getMediaAccessStatus: () => 'granted',
    askForMediaAccess: () => Promise.resolve(true),
  } satisfies Pick<Electron.SystemPreferences, 'getMediaAccessStatus' | 'askForMediaAccess'>,
  'systemPreferences',
)

/** `safeStorage`: a machine without a keychain. */
export const safeStorage = strict(
  {
    isEncryptionAvailable: () => false,
    isAsyncEncryptionAvailable: () => Promise.resolve(false),
    getSelectedStorageBackend: () => 'unknown',
    encryptString: () => {
      throw notImplemented('safeStorage.encryptString')
    },
    decryptString: () => {
      throw notImplemented('safeStorage.decryptString')
    },
  } satisfies Pick<
    Electron.SafeStorage,
    | 'isEncryptionAvailable'
    | 'isAsyncEncryptionAvailable'
    | 'getSelectedStorageBackend'
    | 'encryptString'
    | 'decryptString'
  >,
  'safeStorage',
)

const crashParameters = new Map<string, string>()

/** `crashReporter`: remembers what it was told and sends nothing. */
export const crashReporter = strict(
  {
    start: (options: Electron.CrashReporterStartOptions) => {
      for (const [key, value] of Object.entries(options.extra ?? {})) crashParameters.set(key, value)
    },
    addExtraParameter: (key: string, value: string) => void crashParameters.set(key, value),
    removeExtraParameter: (key: string) => void crashParameters.delete(key),
    getParameters: () => Object.fromEntries(crashParameters),
    getUploadToServer: () => false,
    setUploadToServer: (_upload: boolean) => {},
  } satisfies Pick<
    Electron.CrashReporter,
    | 'start'
    | 'addExtraParameter'
    | 'removeExtraParameter'
    | 'getParameters'
    | 'getUploadToServer'
    | 'setUploadToServer'
  >,
  'crashReporter',
)
