import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
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

/**
 * One check of the code as a whole; it counts as one test.
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly string[]} command What Node runs: a program's file, and its arguments.
 */

/** The longest first: the others are done beside it. @type {readonly Check[]} */
const LINT = [
  { name: 'Style and mistakes (eslint)', command: [tool('eslint'), '.', '--max-warnings=0'] },
  { name: 'Formatting (prettier)', command: [tool('prettier'), '--check', '--log-level=warn', '.'] },
  {
    name: 'Import rules (dependency-cruiser)',
    command: [tool('dependency-cruiser', 'depcruise'), 'src', 'tools', 'scripts', 'tests'],
  },
]

/** @type {readonly Check[]} */
const TYPES = [
  { name: 'Types (tsc)', command: [tool('typescript', 'tsc'), '--noEmit', '-p', '.'] },
  {
    name: 'Types of the set-up scripts (tsc)',
    command: [tool('typescript', 'tsc'), '--noEmit', '-p', 'scripts/lib'],
  },
]

/** Checks at a time; each holds the types of all files in memory, so no more even where there are more cores. */
const LANES = Math.min(2, availableParallelism())

export const lint = () => runChecks(LINT)

export const typeCheck = () => runChecks(TYPES)

export const format = () => run([tool('prettier'), '--write', '--log-level=warn', '.'])

/**
 * Runs parts of `npm test` one after another; a failing one does not hold up the next.
 * @param {{ steps: readonly TestStep[], rest: readonly string[] }} options `rest` goes to vitest.
 * @returns {Promise<number>} The exit code.
 */
export async function runTests({ steps, rest }) {
  /** @type {Counts[]} */
  const counts = []
  const checks = [...(steps.includes('lint') ? LINT : []), ...(steps.includes('types') ? TYPES : [])]
  if (checks.length > 0) counts.push(await runChecks(checks))
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
 * Runs checks beside each other, begun in their order.
 * @param {readonly Check[]} checks
 * @returns {Promise<Counts>}
 */
async function runChecks(checks) {
  const waiting = [...checks]
  /** @type {Counts[]} */
  const counts = []
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) counts.push(await check(next))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return addCounts(counts)
}

/**
 * Runs one check, and prints all that it says in one piece.
 * @param {Check} check
 * @returns {Promise<Counts>}
 */
async function check({ name, command }) {
  const startedAt = performance.now()
  const { code, output } = wasAskedToEnd() ? { code: 1, output: '' } : await collect(command)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${output}${code === 0 ? '✓' : '✗'} ${name}, ${seconds} s\n`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/**
 * @param {readonly string[]} command
 * @returns {Promise<{ code: number, output: string }>}
 */
async function collect(command) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
  const env = { ...process.env, ...color }
  const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  /** @param {string} chunk */
  const keep = (chunk) => {
    output += chunk
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  const [code] = await Promise.all([forwardSignals(child), once(child, 'close')])
  return { code, output }
}

/** @param {readonly string[]} args */
function run(args) {
  return forwardSignals(spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }))
}
