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
 * @param {{ group?: boolean }} [options] `group`: the child was started `detached` and so leads a process group of its own:
 *   the terminal's Ctrl-C does not reach it, and what is left of the group when it ends is ended too.
 * @returns {Promise<number>}
 */
export function forwardSignals(child, { group = false } = {}) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    asked = true
    if (group || signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const stop = () => {
    child.kill('SIGKILL')
    if (group) endGroup(child)
  }
  process.once('exit', stop)
  for (const signal of FORWARDED) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('exit', stop)
      for (const name of FORWARDED) process.off(name, forward)
      if (group) endGroup(child)
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup({ pid }) {
  if (pid === undefined || process.platform === 'win32') return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // None of the group is left, which is as it should be.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}
