/**
 * Folders and files whose code decides and does not do: time and randomness come in as arguments, so that their tests
 * need no waiting and no luck. (Globs for ESLint's `files`.)
 */
export const CORE_FILES = [
  'src/shared/**/*.ts',
  'src/**/core/**/*.{ts,tsx}',
  'src/main/live/turn/**/*.ts',
  'src/main/live/turn*.ts',
  'src/main/hotkey/gesture*.ts',
]

/** `samples[i]!` is allowed, `socket!` is not. (In this file because ESLint replaces, and does not merge, a rule's options.) */
export const NON_NULL_ONLY_ON_INDEX = {
  selector: 'TSNonNullExpression:not(:has(> MemberExpression[computed=true]))',
  message:
    'Only an index known to lie in range may be asserted with "!". Check the value, or give its type a better shape.',
}

const PASSED_IN =
  'Time and randomness are passed in: this is core code. Take a clock, an id or a number as an argument.'

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'requestIdleCallback']

/** @param {string} object @param {string} property */
const member = (object, property) => ({ object, property, message: PASSED_IN })

/** What core code must not touch: clocks, timers and chance, by whatever name.
 * @type {import('eslint').Linter.RulesRecord} */
export const CORE_RULES = {
  'no-restricted-globals': [
    'error',
    ...[...TIMERS, 'performance', 'crypto'].map((name) => ({ name, message: PASSED_IN })),
  ],
  'no-restricted-properties': [
    'error',
    member('Date', 'now'),
    member('Math', 'random'),
    member('process', 'hrtime'),
    member('process', 'uptime'),
    ...['globalThis', 'window', 'self'].flatMap((object) =>
      [...TIMERS, 'performance', 'crypto'].map((property) => member(object, property)),
    ),
  ],
  'no-restricted-syntax': [
    'error',
    NON_NULL_ONLY_ON_INDEX,
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: PASSED_IN },
    { selector: 'CallExpression[callee.name="Date"]', message: PASSED_IN },
  ],
  'no-restricted-imports': [
    'error',
    {
      paths: [
        'node:timers',
        'node:timers/promises',
        'node:perf_hooks',
        'timers',
        'timers/promises',
        'perf_hooks',
      ]
        .map((name) => ({ name, message: PASSED_IN }))
        .concat(
          ['node:crypto', 'crypto'].map((name) => ({
            name,
            importNames: [
              'randomUUID',
              'randomBytes',
              'randomInt',
              'randomFill',
              'getRandomValues',
              'webcrypto',
            ],
            message: PASSED_IN,
          })),
        ),
    },
  ],
}
