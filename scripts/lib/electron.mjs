import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronBinary, electronVersion } from '../../tools/electron-host/find-electron.ts'
import { CACHE, ROOT } from './paths.mjs'

/** A failed attempt, so that the next start on a network without the download is as quick as one with Electron. */
const MEMORY = join(CACHE, 'electron-fetch.json')
const MEMORY_MS = 24 * 60 * 60 * 1000
/** How long the download may stand still, ms. Not how long it may take: it is some 120 MB. */
const STALL_MS = 20_000
const LOOK_MS = 500

/**
 * @typedef {{ version: string, at: number, reason: string }} FailedFetch A failed attempt: `at` in ms since the epoch.
 */

/**
 * Does a remembered failure still count?
 * @param {FailedFetch | null} failed
 * @param {string} version The Electron that is wanted now.
 * @param {number} now ms since the epoch
 */
export function stillCounts(failed, version, now) {
  return failed !== null && failed.version === version && now >= failed.at && now - failed.at < MEMORY_MS
}

/**
 * Sees to Electron's own binary.
 * @param {{ force: boolean, report: import('./report.mjs').Report }} options `force`: try although a recent attempt failed.
 * @returns {Promise<string | null>} Null when it is here, else why it is not.
 */
export async function ensureElectron({ force, report }) {
  if (electronBinary() !== null) return null
  const version = electronVersion()
  const failed = readMemory()
  if (!force && failed !== null && stillCounts(failed, version, Date.now())) return failed.reason
  const reason = await report.stage(`Fetching Electron ${version}`, fetchElectron)
  if (reason === null && electronBinary() !== null) {
    rmSync(MEMORY, { force: true })
    return null
  }
  const known = reason ?? 'its installer ended well but left no binary'
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(
    MEMORY,
    JSON.stringify(/** @type {FailedFetch} */ ({ version, at: Date.now(), reason: known })),
  )
  return known
}

/** @returns {FailedFetch | null} */
function readMemory() {
  if (!existsSync(MEMORY)) return null
  try {
    return JSON.parse(readFileSync(MEMORY, 'utf8'))
  } catch {
    return null // cut off while it was written: it only saves time
  }
}

/**
 * Runs the package's own installer, and ends it when the download stands still.
 * @returns {Promise<string | null>} Why it failed, in a few words.
 */
async function fetchElectron() {
  const temporary = join(CACHE, 'electron-download')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const folders = [temporary, join(ROOT, 'node_modules', 'electron', 'dist')]
  const child = spawn(
    process.execPath,
    [
      '--import',
      new URL('name-fetch-failures.mjs', import.meta.url).href,
      'node_modules/electron/install.js',
    ],
    {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))

  let stalled = false
  let bytes = -1
  let movedAt = performance.now()
  const watch = setInterval(() => {
    const now = folders.reduce((sum, folder) => sum + bytesIn(folder), 0)
    if (now !== bytes) movedAt = performance.now()
    else if (performance.now() - movedAt > STALL_MS) {
      stalled = true
      child.kill('SIGKILL')
    }
    bytes = now
  }, LOOK_MS)
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  const code = await new Promise((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  process.off('exit', stop)
  clearInterval(watch)
  rmSync(temporary, { recursive: true, force: true })
  if (code === 0) return null
  return stalled ? `the download stood still for ${STALL_MS / 1000} s` : reasonIn(output)
}

/**
 * The line of an installer's output that says what went wrong, without the error's class.
 * @param {string} output
 */
export function reasonIn(output) {
  const lines = output.split('\n').map((line) => line.trim())
  const telling = lines.find((line) => /^(\w*Error|Error): /.test(line)) ?? lines.find((line) => line !== '')
  return (telling ?? 'its installer failed without a word').replace(/^\w*Error: /, '').replace(/\.$/, '')
}

/** @param {string} folder @returns {number} */
function bytesIn(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => {
    const info = entry.isFile()
      ? statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })
      : undefined
    return sum + (info?.size ?? 0)
  }, 0)
}
