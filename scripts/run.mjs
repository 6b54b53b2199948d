/**
 * Runs one of the project's commands after seeing to everything it needs: `node scripts/run.mjs <task> [options]`.
 *
 * This first stage runs under any Node from 20 on and before a package is installed. It installs the packages, one of
 * which is the Node that the second stage runs under.
 *
 *   --sudo            system packages may be installed through sudo (as root on Debian and its kin they are anyway)
 *   --fetch-electron  try to fetch Electron's binary although a recent attempt failed
 *   --only a,b        with `test`: only these of lint, types, unit, integration, e2e
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, SetupFailure } from './lib/failure.mjs'
import { forwardSignals } from './lib/forward-signals.mjs'
import { installPackages, nativePartsAreHere, packagesAreCurrent } from './lib/node-modules.mjs'
import { PINNED_NODE, ROOT } from './lib/paths.mjs'
import { Report } from './lib/report.mjs'
import { neededToInstall, neededToRun } from './lib/requirements.mjs'
import { refuseWhileRunning, withSetupLock } from './lib/running.mjs'
import { ensureRequirements, hasDisplay } from './lib/system.mjs'
import { needsOf, parseOptions, TASKS } from './lib/tasks.mjs'

const [task = '', ...args] = process.argv.slice(2)

/** @type {Report | null} */
let report = null

try {
  if (TASKS[task] === undefined) throw new SetupFailure(usage())
  checkNode()
  const options = parseOptions(task, args)
  report = new Report({ hold: needsOf(task, options).app, held: heldByFirstStage() })
  await ensurePackages(options, report)
  process.exitCode = await goOn(options, report)
} catch (error) {
  report?.abandon()
  fail(error)
  // Whoever reads only the last line of a test run must not take silence for success.
  if (task === 'test') process.stdout.write('0 passed, 1 failed\n')
}

function usage() {
  const names = Object.entries(TASKS).map(([name, { about }]) => `  npm run ${name.padEnd(12)} ${about}`)
  return `Commands:\n${names.join('\n')}`
}

function checkNode() {
  /** @type {{ engines: { node: string } }} */
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = engines.node.replace('>=', '').split('.').map(Number)
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new SetupFailure(
      `Parley needs Node ${engines.node}; this is ${process.versions.node}. Get a newer one from nodejs.org.`,
    )
  }
}

/**
 * Installs the packages when the lock file asks for others than are here. What the task needs of the system is seen to
 * before, so that nobody waits for an installation to be told that it was of no use.
 * @param {import('./lib/tasks.mjs').Options} options
 * @param {Report} report
 */
async function ensurePackages(options, report) {
  const areHere = () => packagesAreCurrent(ROOT) && nativePartsAreHere()
  if (areHere()) return
  await withSetupLock(async () => {
    if (areHere()) return // another command was doing it
    refuseWhileRunning('node_modules')
    const { platform } = process
    // Whether Electron's binary can be had is found out later; so is whether its stand-in needs Chromium.
    const facts = { platform, display: hasDisplay, electron: true, secretService: true }
    const toRun = neededToRun(needsOf(task, options), task === 'test', facts)
    const required = [...neededToInstall({ platform, keytar: nativePartsAreHere() }), ...toRun.required]
    await ensureRequirements({ required }, { sudo: options.sudo, report })
    await installPackages(report)
  })
}

/**
 * Goes on under the pinned Node: in this process if it runs that one (npm's scripts do, once it is installed), else in one
 * that comes here again.
 * @param {import('./lib/tasks.mjs').Options} options
 * @param {Report} report
 * @returns {Promise<number>} The exit code.
 */
async function goOn(options, report) {
  /** @type {{ version: string }} */
  const pinned = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'node', 'package.json'), 'utf8'))
  if (process.versions.node === pinned.version) {
    const { runTask } = await import('./lib/stage-two.mjs')
    return runTask(task, options, report)
  }
  const env = { ...process.env, PARLEY_SETUP_HELD: JSON.stringify(report.held) }
  return forwardSignals(
    spawn(PINNED_NODE, [fileURLToPath(import.meta.url), task, ...args], { stdio: 'inherit', env }),
  )
}

/** Lines that the process before this one has not printed. @returns {string[]} */
function heldByFirstStage() {
  const held = process.env['PARLEY_SETUP_HELD'] ?? '[]'
  delete process.env['PARLEY_SETUP_HELD']
  return JSON.parse(held)
}
