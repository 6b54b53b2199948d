// Which folder may import which. The design's reasons: shared is the contract between processes; a renderer holds no
// keys and no sockets; the local assistant and the command-line tools run without Electron; and only adapter files know
// Electron, so that the logic beside them runs under plain Node in a test.
// The rules are proved by tests/unit/tooling/import-rules.test.ts.

/** Files that may import `electron`: the adapters, and the one file that puts the parts together. */
const ELECTRON_ADAPTERS = '^src/main/(index|.+\\.electron)\\.ts$'

/** Electron by each of its module names, resolved or (as `electron/main`) not. */
const ELECTRON = '(^|/)node_modules/electron/|^electron(/|$)'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that import each other cannot be read, tested or moved alone. Types count too.',
      severity: 'error',
      from: { pathNot: '^tools/' },
      to: { circular: true },
    },
    {
      name: 'no-cycles-at-run-time',
      comment:
        'The stand-in host follows Electron, whose classes name each other in their types; code must not.',
      severity: 'error',
      from: { path: '^tools/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere escapes all other rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ELECTRON },
    },
    {
      name: 'shared-only-shared',
      comment: 'The contracts import nothing of ours.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^(src|tools|tests|scripts|bench)/', pathNot: '^src/shared/' },
    },
    {
      name: 'shared-only-zod-and-i18next',
      comment: 'The contracts run in every process, browsers too: no other package, nothing of Node.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: ['^src/', '(^|/)node_modules/(zod|i18next)(/|$)', '^(tools|tests|scripts|bench)/'] },
    },
    {
      name: 'renderer-only-shared',
      comment: 'Windows hold a view: what main knows reaches them through IPC alone.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^(src|tools|tests|scripts|bench)/', pathNot: ['^src/renderer/', '^src/shared/'] },
    },
    {
      name: 'renderer-no-node',
      comment: 'Windows are sandboxed: there is no Node in them.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-no-electron',
      comment: 'What a window needs of Electron, its preload script gives it.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: ELECTRON },
    },
    {
      name: 'preload-only-shared-and-electron',
      comment: 'A preload script exposes a typed bridge and has no logic.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: { pathNot: ['^src/(preload|shared)/', ELECTRON] },
    },
    {
      name: 'main-not-renderer-or-preload',
      comment: 'Main and its windows share contracts, not code.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^src/(renderer|preload|cli)/' },
    },
    {
      name: 'server-only-shared',
      comment: 'The local assistant stands alone.',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^(src|tools|tests|scripts|bench)/', pathNot: ['^src/server/', '^src/shared/'] },
    },
    {
      name: 'electron-only-in-adapters',
      comment: 'Name the file *.electron.ts if it is an adapter; else pass what it needs as an argument.',
      severity: 'error',
      from: { path: '^src/', pathNot: [ELECTRON_ADAPTERS, '^src/preload/', '^src/renderer/'] },
      to: { path: ELECTRON },
    },
    {
      name: 'no-electron-reached-from-cli-or-server',
      comment:
        'Command-line tools and the local assistant run under plain Node, whatever they import on the way.',
      severity: 'error',
      from: { path: '^src/(cli|server)/' },
      to: { path: ELECTRON, reachable: true },
    },
    {
      name: 'src-only-src',
      comment: 'The product does not lean on its tests, scripts or the stand-in host.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tools|tests|scripts|bench)/' },
    },
    {
      name: 'no-dev-dependencies-in-src',
      comment:
        'What the product imports must be in "dependencies" (the exceptions: Electron, and Vite\'s types for its imports).',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: [ELECTRON, '(^|/)node_modules/vite/(client|types)'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
