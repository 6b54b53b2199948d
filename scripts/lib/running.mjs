import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupFailure } from './failure.mjs'
import { CACHE } from './paths.mjs'

/** A file for each command that runs out of this folder: its name is the process id, its text the task. */
const FOLDER = join(CACHE, 'running')
/** Held while node_modules or out/ changes: a file with the id of the process that changes it. */
const LOCK = join(CACHE, 'setup.lock')
const LOCK_POLL_MS = 200

/**
 * A command that runs out of this folder.
 * @typedef {{ task: string, usesBuild: boolean }} Running
 */

/**
 * Notes that this process runs a task, until it exits.
 * @param {Running} running
 */
export function noteRunning(running) {
  const file = join(FOLDER, String(process.pid))
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(file, JSON.stringify(running))
  process.once('exit', () => rmSync(file, { force: true }))
}

/**
 * Other commands that run out of this folder now. What a killed one left behind is cleared away.
 * @returns {(Running & { pid: number })[]}
 */
function othersRunning() {
  mkdirSync(FOLDER, { recursive: true })
  return readdirSync(FOLDER).flatMap((name) => {
    const pid = Number(name)
    if (pid === process.pid || pid === process.ppid) return []
    const file = join(FOLDER, name)
    if (isOurs(pid)) return [{ pid, .../** @type {Running} */ (JSON.parse(readFileSync(file, 'utf8'))) }]
    rmSync(file, { force: true })
    return []
  })
}

/**
 * Stops before `change` is pulled away from under a command that runs.
 * @param {'node_modules' | 'out'} change What would be made anew.
 */
export function refuseWhileRunning(change) {
  const [other] = othersRunning().filter(({ usesBuild }) => change === 'node_modules' || usesBuild)
  if (other) {
    throw new SetupFailure(
      `“npm run ${other.task}” (process ${other.pid}) runs out of this folder and needs ${change} as it is now, but it has to be made anew.\n` +
        'Quit that first, and run this again.',
    )
  }
}

/**
 * Does `work` while no other set-up runs in this folder.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(work) {
  mkdirSync(CACHE, { recursive: true })
  while (!takeLock()) await sleep(LOCK_POLL_MS)
  const release = () => rmSync(LOCK, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function takeLock() {
  const mine = `${LOCK}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears whole or not at all: nobody reads a lock that has no process id in it yet.
    linkSync(mine, LOCK)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(mine, { force: true })
  }
  if (existsSync(LOCK) && !isOurs(Number(readIfThere(LOCK)))) rmSync(LOCK, { force: true })
  return false
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return String(process.pid)
    throw error
  }
}

/**
 * Is this the id of one of our commands? Ids are used again, after a restart of a container even at once: where the
 * system tells what a process runs, that is looked at too.
 * @param {number} pid
 */
function isOurs(pid) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.mjs')
    } catch {
      return false // it has ended
    }
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code
