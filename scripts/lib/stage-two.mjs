/**
 * The second stage of every command, under the Node that the project pins (so it may import our TypeScript): host, models
 * and build, then the task itself.
 */
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { buildState, hashInputs, writeBuildStamp } from './build-stamp.ts'
import { messageOf, SetupFailure } from './failure.mjs'
import { forwardSignals } from './forward-signals.mjs'
import { ROOT } from './paths.mjs'
import { startPrivateDesktop } from './private-desktop.ts'
import { neededToRun } from './requirements.mjs'
import { runCommand, tail } from './run-command.mjs'
import { noteRunning, refuseWhileRunning, withSetupLock } from './running.mjs'
import { ensureRequirements, hasDisplay, hasSecretService } from './system.mjs'
import { needsOf, TASKS, usesTestTools } from './tasks.mjs'
import { format, lint, printCounts, runTests, typeCheck } from './test-run.mjs'
import { tool } from './tool.mjs'

/** @typedef {import('./report.mjs').Report} Report */
/** @typedef {import('./tasks.mjs').Options} Options */

/**
 * @param {string} task
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<number>} The exit code.
 */
export async function runTask(task, options, report) {
  // What is started from here on by the name "node" is the pinned one.
  process.env['PATH'] = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  process.chdir(ROOT)
  noteRunning({ task, usesBuild: needsOf(task, options).build })
  await prepare(task, options, report)
  return perform(task, options, report)
}

/**
 * @param {string} task
 * @param {Options} options
 * @param {Report} report
 */
async function prepare(task, options, report) {
  const needs = needsOf(task, options)
  // Loaded only by who needs it: lint says what is wrong with a broken host, and does not break with it.
  const host = needs.app ? await import('./host.mjs') : null
  const whyNotElectron = (await host?.ensureElectron({ force: options.fetchElectron, report })) ?? null
  const facts = {
    platform: process.platform,
    display: hasDisplay,
    electron: whyNotElectron === null,
    secretService: needs.desktop && hasDisplay && !usesTestTools(task) ? await hasSecretService() : true,
  }
  const hasChromium = () => host?.hasChromium() ?? false
  await ensureRequirements(
    { ...neededToRun(needs, usesTestTools(task), facts), hasChromium },
    { sudo: options.sudo, report },
  )
  if (host) report.open(host.hostLine(task, whyNotElectron))
  if (needs.models) await ensureModelFiles(report)
  if (needs.build) await ensureBuild(report)
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
  refuseWhileRunning('out')
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
      return hasDisplay ? (await import('./host.mjs')).startApp(options.rest) : runDemoAlone(options.rest)
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
      report.line(
        task === 'setup' ? 'Parley is set up. Start it with: npm start' : 'The speech models are here.',
      )
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
