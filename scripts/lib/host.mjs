import { spawn } from 'node:child_process'
import { dirname, relative } from 'node:path'
import { findChromium } from '../../tools/electron-host/find-chromium.ts'
import { electronBinary, electronVersion } from '../../tools/electron-host/find-electron.ts'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { forwardSignals } from './forward-signals.mjs'
import { ROOT } from './paths.mjs'
import { isRoot } from './system.mjs'

export { ensureElectron } from './electron.mjs'

export const hasChromium = () => findChromium() !== null

/** What runs on the host, where it is not Parley for its own sake. @type {Readonly<Record<string, string>>} */
const SUBJECTS = { test: 'The tests run on', bench: 'The benchmarks run on', setup: 'Parley will start on' }

/**
 * Which host, and why.
 * @param {string} task
 * @param {string | null} whyNotElectron
 */
export function hostLine(task, whyNotElectron) {
  const what = SUBJECTS[task] ?? 'Parley starts on'
  if (whyNotElectron !== null) {
    return `${what} the Chromium host (tools/electron-host), because Electron’s binary is not here and could not be fetched: ${whyNotElectron}.`
  }
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const where =
    dist === undefined
      ? relative(ROOT, dirname(electronBinary() ?? ROOT))
      : `ELECTRON_OVERRIDE_DIST_PATH is ${dist}`
  return `${what} Electron ${electronVersion()} (${where}).`
}

/**
 * Starts the built app on somebody's desktop, with their data, key ring and devices, and waits until it quits.
 * @param {readonly string[]} args Arguments for the app.
 * @returns {Promise<number>} Its exit code.
 */
export function startApp(args) {
  const host = chooseHost(ROOT)
  // Chromium refuses to run its sandbox for root.
  const switches = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : []
  return forwardSignals(
    spawn(host.command, [...host.args, ...switches, ROOT, ...args], { cwd: ROOT, stdio: 'inherit' }),
  )
}
