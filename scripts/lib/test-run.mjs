import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addCounts, formatCounts } from './counts.ts'
import { forwardSignals, wasAskedToEnd } from './forward-signals.mjs'
import { ROOT } from './paths.mjs'
import { startPrivateDesktop } from './private-desktop.ts'
import { tool } from './tool.mjs'

/** @typedef {import('./counts.ts').Counts} Counts */
/** @typedef {import('./tasks.mjs').TestStep} TestStep */

/**
 * Prints a run's closing line.
 * @param {Counts} counts
 * @returns {number} The exit code that goes with it.
 */
export function printCounts(counts) {
  process.stdout.write(`${formatCounts(counts)}\n`)
  return counts.failed === 0 ? 0 : 1
}

/** Each check counts as one test. */
export const lint = async () =>
  addCounts([
    await check('Style and mistakes (eslint)', tool('eslint'), ['.', '--max-warnings=0']),
    await check('Import rules (dependency-cruiser)', tool('dependency-cruiser', 'depcruise'), [
      'src',
      'tools',
      'scripts',
      'tests',
    ]),
    await check('Formatting (prettier)', tool('prettier'), ['--check', '--log-level=warn', '.']),
  ])

export const typeCheck = async () =>
  addCounts([
    await check('Types (tsc)', tool('typescript', 'tsc'), ['--noEmit', '-p', '.']),
    await check('Types of the set-up scripts (tsc)', tool('typescript', 'tsc'), [
      '--noEmit',
      '-p',
      'scripts/lib',
    ]),
  ])

export const format = () => run([tool('prettier'), '--write', '--log-level=warn', '.'])

/**
 * Runs parts of `npm test` one after another; a failing one does not hold up the next.
 * @param {{ steps: readonly TestStep[], rest: readonly string[] }} options `rest` goes to vitest.
 * @returns {Promise<number>} The exit code.
 */
export async function runTests({ steps, rest }) {
  /** @type {Counts[]} */
  const counts = []
  if (steps.includes('lint')) counts.push(await lint())
  if (steps.includes('types')) counts.push(await typeCheck())
  const projects = steps.filter((step) => step !== 'lint' && step !== 'types')
  if (projects.length > 0) {
    const needsDesktop = process.platform === 'linux' && projects.some((project) => project !== 'unit')
    const desktop = needsDesktop ? await startPrivateDesktop() : null
    try {
      for (const project of projects)
        counts.push(await vitest(project, rest, { ...process.env, ...desktop?.env }))
    } finally {
      await desktop?.stop()
    }
  }
  // Cut short is not passed, however few had failed by then.
  if (wasAskedToEnd()) counts.push({ passed: 0, failed: 1, skipped: 0 })
  return printCounts(addCounts(counts))
}

/**
 * @param {string} project
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
async function vitest(project, args, env) {
  process.stdout.write(`\n${project} tests\n`)
  const folder = mkdtempSync(join(tmpdir(), 'parley-counts-'))
  const summary = join(folder, 'counts.json')
  try {
    const command = [tool('vitest'), 'run', '--project', project, '--passWithNoTests', ...args]
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      env: { ...env, PARLEY_TEST_SUMMARY: summary },
      stdio: ['ignore', 'inherit', 'inherit'],
      // A group of their own, so that an app or a browser that a failed test left behind can be found and ended.
      detached: process.platform !== 'win32',
    })
    const code = await forwardSignals(child, { group: true })
    if (!existsSync(summary)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    /** @type {Counts} */
    const counts = JSON.parse(readFileSync(summary, 'utf8'))
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} name
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<Counts>}
 */
async function check(name, file, args) {
  const startedAt = performance.now()
  const code = wasAskedToEnd() ? 1 : await run([file, ...args])
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}, ${seconds} s\n`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** @param {readonly string[]} args */
function run(args) {
  return forwardSignals(spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }))
}
