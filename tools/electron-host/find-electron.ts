import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const PLATFORM_PATH: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * Path of Electron's own binary, or null when it was never downloaded. Looks only at files: importing the `electron`
 * package would start the download.
 */
export function electronBinary(): string | null {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(ROOT, 'node_modules/electron/dist')
  const binary = join(dist, PLATFORM_PATH[process.platform] ?? 'electron')
  return existsSync(binary) ? binary : null
}

/** Version of the installed `electron` package, whose type definitions the host follows. */
export function electronVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8'))
  return (manifest as { version: string }).version
}
