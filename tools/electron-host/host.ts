import type { Chromium } from './chromium/chromium.ts'

/** What `package.json` says about the app. */
export interface AppManifest {
  name?: string
  productName?: string
  version?: string
}

export interface HostOptions {
  /** The app's folder. */
  appPath: string
  manifest: AppManifest
  /** Switches of the command line, for Electron and for Chromium. */
  switches: Map<string, string>
  electronVersion: string
  /** Path of `run.ts`. */
  runner: string
}

/** What every part of the host shares. `run.ts` fills it in before the app's first line runs. */
export interface Host {
  options: HostOptions
  /** Null until the app is about to be ready. */
  chromium: Chromium | null
}

let options: HostOptions | null = null

export const host: Host = {
  get options() {
    if (!options)
      throw new Error('electron-host: import the electron module through tools/electron-host/run.ts')
    return options
  },
  set options(value) {
    options = value
  },
  chromium: null,
}

/** The running browser; throws before the app is ready. */
export function chromium(): Chromium {
  if (!host.chromium) throw new Error('electron-host: the app is not ready')
  return host.chromium
}

/**
 * A value of ours where Electron's types ask for the whole of one of its classes. Which members there are is checked where
 * each class is declared (`implements Pick<…>`), and touching any other one throws by name.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast with a name
export function asElectron<T>(value: object): T {
  return value as T
}
