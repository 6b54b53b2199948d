import { constants } from 'node:os'

/** @type {readonly NodeJS.Signals[]} */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT']

let asked = false

/** Was this process asked to end while it waited for a child? Then there is no next child to start. */
export const wasAskedToEnd = () => asked

/**
 * Passes on the signals that ask this process to end, waits for the child, and gives its exit code (128 and the signal's
 * number if a signal ended it, as shells have it). Ctrl-C in a terminal goes to all its processes, so it is not passed on
 * a second time: a second one means "at once" to many programs.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function forwardSignals(child) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    asked = true
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  for (const signal of FORWARDED) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('exit', stop)
      for (const name of FORWARDED) process.off(name, forward)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
