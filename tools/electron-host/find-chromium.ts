import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES =
  process.platform === 'win32'
    ? ['chrome.exe', 'chromium.exe', 'msedge.exe']
    : ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

const FIXED =
  process.platform === 'darwin'
    ? [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ]
    : process.platform === 'win32'
      ? ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
          const root = process.env[variable]
          return root ? [join(root, 'Google', 'Chrome', 'Application', 'chrome.exe')] : []
        })
      : ['/usr/bin/chromium', '/snap/bin/chromium']

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Path of a Chromium (or Chrome) that the host can drive: `PARLEY_CHROMIUM` if it is set, else the first one in the
 * usual places and on PATH; null if there is none.
 */
export function findChromium(): string | null {
  const chosen = process.env['PARLEY_CHROMIUM']
  if (chosen) return isExecutable(chosen) ? chosen : null
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = [...FIXED, ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))]
  return candidates.find(isExecutable) ?? null
}
