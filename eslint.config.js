import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import reactHooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { CORE_FILES, CORE_RULES, NON_NULL_ONLY_ON_INDEX } from './scripts/lib/core-rules.mjs'

// Which folder may import which, and that there are no cycles, is checked by dependency-cruiser (.dependency-cruiser.cjs).

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'models/', '.cache/', 'demo-out/', 'test-results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      // Control characters are what text from outside is cleaned of.
      'no-control-regex': 'off',
      'no-unused-vars': 'off',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
      // A number in a message is what a message is for.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // An empty body says that nothing is done, which is what a silent logger does.
      '@typescript-eslint/no-empty-function': 'off',
      // `() => socket.close()` reads better than a block around one call.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // `!` is for an index known to lie in range (`noUncheckedIndexedAccess` cannot know a loop's bounds), and for
      // nothing else: the two rules below would forbid it everywhere and ask for it everywhere.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'no-restricted-syntax': ['error', NON_NULL_ONLY_ON_INDEX],
      // `handler: () => void | Promise<void>` says what it means.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowConstructorOnly: true }],
      // An object that two parties agree on is an interface; everything else is free to be a type.
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    // Values that come out of JSON, a page or a spy are `any` to a test, and are asserted on, not computed with.
    files: ['tests/**', 'bench/**'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  {
    files: [
      '**/*.{js,cjs,mjs}',
      'src/{main,server,cli,preload}/**',
      'scripts/**',
      'tools/**',
      'tests/**',
      'bench/**',
    ],
    languageOptions: { globals: globals.node },
  },
  {
    // Pages and preload scripts of small apps that tests run.
    files: ['tests/fixtures/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    files: ['**/*.{js,mjs}'],
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    // Logs go through pino (redacted); only what a person runs in a terminal writes there.
    files: ['src/**'],
    ignores: ['src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src/renderer/**'],
    ...reactHooks.configs.flat['recommended-latest'],
    languageOptions: { globals: globals.browser },
  },
  { name: 'parley/core', files: CORE_FILES, rules: CORE_RULES },
)
