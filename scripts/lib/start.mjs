import { spawn } from 'node:child_process'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { forwardSignals } from './forward-signals.mjs'
import { ROOT } from './paths.mjs'
import { isRoot } from './system.mjs'

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
