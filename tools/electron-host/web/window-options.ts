import { notImplemented } from '../strict.ts'

/** Preferences that would make a renderer something this host does not have, and the only value it takes. */
const REQUIRED: Partial<Record<keyof Electron.WebPreferences, boolean>> = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
}

/** Throws by name for a window that Electron could make and this host cannot. */
export function checkOptions(options: Electron.BrowserWindowConstructorOptions): void {
  const preferences = options.webPreferences ?? {}
  for (const [name, value] of Object.entries(REQUIRED)) {
    const given = preferences[name as keyof Electron.WebPreferences]
    if (given !== undefined && given !== value)
      throw notImplemented(`webPreferences.${name}: ${JSON.stringify(given)}`)
  }
  if (preferences.offscreen) throw notImplemented('webPreferences.offscreen')
  if (preferences.partition) throw notImplemented(`webPreferences.partition: '${preferences.partition}'`)
  if (options.parent || options.modal) throw notImplemented('BrowserWindow options parent and modal')
}

/** `#rgb`, `#rrggbb` or Electron's `#aarrggbb` as CDP's colour; null for a colour by name, which is left to the page. */
export function parseColor(color: string): { r: number; g: number; b: number; a: number } | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(color)?.[1]
  if (!hex) return null
  const full = hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex
  const value = (index: number): number => Number.parseInt(full.slice(index, index + 2), 16)
  const start = full.length === 8 ? 2 : 0
  return { r: value(start), g: value(start + 2), b: value(start + 4), a: start ? value(0) / 255 : 1 }
}
