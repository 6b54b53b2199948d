/**
 * The second stage of every command, under the Node that the project pins (so it may import our TypeScript): host, models
 * and build, then the task itself.
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { findChromium } from '../../tools/electron-host/find-chromium.ts'
import { electronBinary, electronVersion } from '../../tools/electron-host/find-electron.ts'
import { buildState, hashInputs, writeBuildStamp } from './build-stamp.ts'
import { ensureElectron } from './electron.mjs'
import { fail, messageOf, SetupFailure } from './failure.mjs'
import { forwardSignals } from './forward-signals.mjs'
import { CACHE, ROOT } from './paths.mjs'
import { startPrivateDesktop } from './private-desktop.ts'
import { Report } from './report.mjs'
import { neededToRun } from './requirements.mjs'
import { runCommand, tail } from './run-command.mjs'
import { noteRunning, refuseWhileRunning, withSetupLock } from './running.mjs'
import { startApp } from './start.mjs'
import { ensureRequirements, hasDisplay, hasSecretService } from './system.mjs'
import { needsOf, parseOptions, TASKS } from './tasks.mjs'
import { format, lint, printCounts, runTests, typeCheck } from './test-run.mjs'
import { tool } from './tool.mjs'

/** @typedef {import('./tasks.mjs').Options} Options */

/**
 * @param {string} task
 * @param {readonly string[]} args
 * @param {readonly string[]} held Lines of the first stage that are still to be printed.
 * @returns {Promise<number>} The exit code.
 */
export async function runTask(task, args, held) {
  // What is started from here on by the name "node" is the pinned one.
  process.env['PATH'] = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  process.chdir(ROOT)
  const options = parseOptions(task, args)
  const report = new Report({ hold: needsOf(task, options).app, held })
  try {
    noteRunning(task)
    await prepare(task, options, report)
    return await perform(task, options, report)
  } catch (error) {
    report.abandon()
    fail(error)
    if (task === 'test') printCounts({ passed: 0, failed: 1, skipped: 0 })
    return 1
  }
}

/**
 * @param {string} task
 * @param {Options} options
 * @param {Report} report
 */
async function prepare(task, options, report) {
  const needs = needsOf(task, options)
  const whyNotElectron = needs.app ? await ensureElectron({ force: options.fetchElectron, report }) : null
  const facts = {
    platform: process.platform,
    display: hasDisplay,
    electron: whyNotElectron === null,
    secretService: needs.desktop && hasDisplay && task !== 'test' ? await hasSecretService() : true,
  }
  const wanted = neededToRun(needs, task === 'test', facts)
  await ensureRequirements(
    { ...wanted, hasChromium: () => findChromium() !== null },
    { sudo: options.sudo, report },
  )
  if (needs.app) report.open(hostLine(task, whyNotElectron))
  if (needs.models) await ensureModelFiles(report)
  if (needs.build) await ensureBuild(report)
}

/** What runs on the host, where it is not Parley for its own sake. @type {Readonly<Record<string, string>>} */
const SUBJECTS = { test: 'The tests run on', bench: 'The benchmarks run on', setup: 'Parley will start on' }

/**
 * Which host, and why.
 * @param {string} task
 * @param {string | null} whyNotElectron
 */
function hostLine(task, whyNotElectron) {
  const what = SUBJECTS[task] ?? 'Parley starts on'
  if (whyNotElectron !== null) {
    return `${what} the Chromium host (tools/electron-host), because Electron’s binary is not here and could not be fetched: ${whyNotElectron}.`
  }
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const where =
    dist === undefined
      ? relative(ROOT, dirname(electronBinary() ?? ''))
      : `ELECTRON_OVERRIDE_DIST_PATH is ${dist}`
  return `${what} Electron ${electronVersion()} (${where}).`
}

/** @param {Report} report */
async function ensureModelFiles(report) {
  // Loaded only here: it brings packages that most commands do without.
  const { ensureModels } = await import('../models.ts')
  await withSetupLock(async () => {
    try {
      await ensureModels({ root: ROOT, log: (line) => report.line(line) })
    } catch (error) {
      throw new SetupFailure(messageOf(error))
    }
  })
}

/** @param {Report} report */
async function ensureBuild(report) {
  if ((await buildState(ROOT)) === 'fresh') return
  await withSetupLock(async () => {
    if ((await buildState(ROOT)) === 'fresh') return
    await build(report)
  })
}

/** @param {Report} report */
async function build(report) {
  refuseWhileRunning('out/', ['start', 'demo', 'bench', 'test'])
  const inputs = await hashInputs(ROOT)
  await report.stage('Building', async () => {
    const { code, output } = await runCommand(process.execPath, [tool('electron-vite'), 'build'], {
      cwd: ROOT,
    })
    if (code !== 0) throw new SetupFailure(`The build failed:\n${tail(output, 40)}`)
  })
  await writeBuildStamp(ROOT, inputs)
}

/**
 * @param {string} task
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<number>} The exit code.
 */
async function perform(task, options, report) {
  const script = TASKS[task]?.script
  if (task === 'demo' && !hasDisplay) return runDemoAlone(options.rest)
  if (script !== undefined) return runScript(script, options.rest)
  switch (task) {
    case 'start':
      return hasDisplay ? startApp(options.rest) : runDemoAlone(options.rest)
    case 'build':
      await withSetupLock(() => build(report))
      return 0
    case 'test':
      return runTests(options)
    case 'lint':
      return printCounts(await lint())
    case 'typecheck':
      return printCounts(await typeCheck())
    case 'format':
      return format()
    default:
      report.line(task === 'setup' ? 'Parley is set up. Start it with: npm start' : 'Done.')
      return 0
  }
}

/**
 * The demonstration where there is no desktop: on one of its own, which is gone afterwards.
 * @param {readonly string[]} args
 */
async function runDemoAlone(args) {
  process.stdout.write('There is no display here, so this is one spoken turn on a display of its own.\n')
  const desktop = await startPrivateDesktop()
  try {
    return await runScript('scripts/demo.ts', args, { ...process.env, ...desktop.env })
  } finally {
    await desktop.stop()
  }
}

/**
 * @param {string} script
 * @param {readonly string[]} args
 */
function runScript(script, args, env = process.env) {
  return forwardSignals(
    spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, env, stdio: 'inherit' }),
  )
}

if (import.meta.main) {
  const [task = '', ...args] = process.argv.slice(2)
  mkdirSync(CACHE, { recursive: true })
  process.exitCode = await runTask(task, args, JSON.parse(process.env['PARLEY_SETUP_HELD'] ?? '[]'))
}
