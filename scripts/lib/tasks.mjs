/**
 * The commands of this project: `npm run <name>`, each by way of `scripts/run.mjs`.
 *
 * @typedef {object} Task
 * @property {string} about One line for the list of commands.
 * @property {string} [script] What Node 24 runs after set-up, from the repository's root. Without it, see stage-two.mjs.
 * @property {boolean} [models] Needs the speech models.
 * @property {boolean} [build] Needs the built app.
 * @property {boolean} [app] Runs the app on a host.
 * @property {boolean} [desktop] Needs a display and a Secret Service; has private ones made when there is no display.
 */

/** @type {Readonly<Record<string, Task>>} */
export const TASKS = {
  start: { about: 'start Parley', models: true, build: true, app: true, desktop: true },
  demo: {
    about: 'one spoken turn from a recording, with picture and sound kept',
    script: 'scripts/demo.ts',
    models: true,
    build: true,
    app: true,
    desktop: true,
  },
  serve: { about: 'the local assistant alone', script: 'src/cli/serve.ts', models: true },
  'live-check': { about: 'check that a server answers a spoken question', script: 'src/cli/live-check.ts' },
  conformance: {
    about: 'check a server against the Live API',
    script: 'src/cli/conformance.ts',
    models: true,
  },
  bench: {
    about: 'measure what the budgets ask for',
    script: 'bench/run.ts',
    models: true,
    build: true,
    app: true,
    desktop: true,
  },
  models: { about: 'fetch the speech models', models: true },
  setup: { about: 'everything the other commands need', models: true, build: true, app: true },
  build: { about: 'build the app into out/' },
  test: { about: 'lint, type check, unit, integration and end-to-end tests' },
  lint: { about: 'style, types of mistakes, import rules and formatting' },
  typecheck: { about: 'check all types' },
  format: { about: 'format all files' },
}

/** The parts of `npm test`, in the order they run. */
export const TEST_STEPS = /** @type {const} */ (['lint', 'types', 'unit', 'integration', 'e2e'])

/** @typedef {typeof TEST_STEPS[number]} TestStep */

/**
 * What was asked for on the command line.
 * @typedef {object} Options
 * @property {boolean} sudo May system packages be installed through sudo?
 * @property {boolean} fetchElectron Try to fetch Electron's binary although a recent attempt failed.
 * @property {readonly TestStep[]} steps Parts of `npm test` to run.
 * @property {readonly string[]} rest Arguments for the task itself.
 */

/**
 * Takes out the options of set-up. Everything from a lone `--` on belongs to the task, whatever it looks like.
 * @param {string} task
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function parseOptions(task, args) {
  const end = args.indexOf('--')
  const open = end === -1 ? args : args.slice(0, end)
  /** @type {string[]} */
  const rest = []
  let sudo = false
  let fetchElectron = false
  /** @type {readonly TestStep[]} */
  let steps = TEST_STEPS
  for (let i = 0; i < open.length; i++) {
    const argument = open[i] ?? ''
    if (argument === '--sudo') sudo = true
    else if (argument === '--fetch-electron') fetchElectron = true
    else if (task === 'test' && argument === '--only') steps = parseSteps(open[++i])
    else if (task === 'test' && argument.startsWith('--only='))
      steps = parseSteps(argument.slice('--only='.length))
    else rest.push(argument)
  }
  if (end !== -1) rest.push(...args.slice(end + 1))
  return { sudo, fetchElectron, steps, rest }
}

/**
 * @param {string | undefined} list
 * @returns {readonly TestStep[]}
 */
function parseSteps(list) {
  const names = (list ?? '').split(',').filter(Boolean)
  const unknown = names.filter((name) => !TEST_STEPS.some((step) => step === name))
  if (names.length === 0 || unknown.length > 0) {
    throw new RangeError(
      `--only takes some of ${TEST_STEPS.join(',')}${unknown.length > 0 ? `, not ${unknown.join(',')}` : ''}.`,
    )
  }
  return TEST_STEPS.filter((step) => names.includes(step))
}

/**
 * Whether a task makes a desktop and sound of its own, with the tools of the tests, display or not.
 * @param {string} task
 */
export const usesTestTools = (task) => task === 'test' || task === 'bench'

/**
 * What a task needs, with `npm test`'s needs taken from the steps it is to run.
 * @param {string} name
 * @param {Options} options
 * @returns {Required<Pick<Task, 'models' | 'build' | 'app' | 'desktop'>>}
 */
export function needsOf(name, { steps }) {
  const task = TASKS[name]
  const wants = /** @param {TestStep} step */ (step) => name === 'test' && steps.includes(step)
  const endToEnd = wants('e2e')
  return {
    models: task?.models === true || endToEnd || wants('integration'),
    build: task?.build === true || endToEnd,
    app: task?.app === true || endToEnd,
    desktop: task?.desktop === true || endToEnd || wants('integration'),
  }
}
