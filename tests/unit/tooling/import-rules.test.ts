import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const rules = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as IConfiguration

/** A tree of files, as `path: source`. */
type Tree = Readonly<Record<string, string>>

/** Inside the repository (in a folder that git ignores), so that packages resolve as they do for the real sources. */
let folder: string

beforeAll(async () => {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  folder = await mkdtemp(join(ROOT, '.cache', 'import-rules-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the project's own rules say of a tree, as `rule: from -> to`. */
async function violationsIn(name: string, tree: Tree): Promise<string[]> {
  const baseDir = join(folder, name)
  const manifest = {
    dependencies: { zod: '*', i18next: '*', pino: '*' },
    devDependencies: { electron: '*', vitest: '*' },
  }
  for (const [path, source] of Object.entries({ ...tree, 'package.json': JSON.stringify(manifest) })) {
    await mkdir(dirname(join(baseDir, path)), { recursive: true })
    await writeFile(join(baseDir, path), source)
  }
  const roots = ['src', 'tools'].filter((name) =>
    Object.keys(tree).some((path) => path.startsWith(`${name}/`)),
  )
  const { output } = await cruise(roots, {
    ...rules.options,
    tsConfig: {},
    baseDir,
    validate: true,
    ruleSet: rules,
  })
  return (output as ICruiseResult).summary.violations
    .map(
      ({ rule, from, to }) => `${rule.name}: ${from} -> ${to.replace(/^.*node_modules\/([^/]+).*$/, '$1')}`,
    )
    .sort()
}

const STUB = 'export const value = 1\n'
const ELECTRON = "import { app } from 'electron'\nexport const name = app.name\n"
const importing = (target: string): string => `import { value } from '${target}'\nexport const also = value\n`

/** One rule broken in one place each, and nothing else wrong. */
const CASES: readonly (readonly [string, Tree, readonly string[]])[] = [
  [
    'shared imports main',
    { 'src/shared/a.ts': importing('../main/b.ts'), 'src/main/b.ts': STUB },
    ['shared-only-shared: src/shared/a.ts -> src/main/b.ts'],
  ],
  [
    'shared imports only a type of main',
    {
      'src/shared/a.ts': "import type { B } from '../main/b.ts'\nexport type A = B\n",
      'src/main/b.ts': 'export type B = string\n',
    },
    ['shared-only-shared: src/shared/a.ts -> src/main/b.ts'],
  ],
  [
    'shared imports a package other than zod and i18next',
    { 'src/shared/a.ts': "import pino from 'pino'\nexport const log = pino()\n" },
    ['shared-only-zod-and-i18next: src/shared/a.ts -> pino'],
  ],
  [
    'shared imports Node',
    { 'src/shared/a.ts': "import { join } from 'node:path'\nexport const path = join('a', 'b')\n" },
    ['shared-only-zod-and-i18next: src/shared/a.ts -> path'],
  ],
  [
    'renderer imports main',
    { 'src/renderer/a.tsx': importing('../main/b.ts'), 'src/main/b.ts': STUB },
    ['renderer-only-shared: src/renderer/a.tsx -> src/main/b.ts'],
  ],
  [
    'renderer imports the server',
    { 'src/renderer/a.ts': importing('../server/b.ts'), 'src/server/b.ts': STUB },
    ['renderer-only-shared: src/renderer/a.ts -> src/server/b.ts'],
  ],
  [
    'renderer imports preload',
    { 'src/renderer/a.ts': importing('../preload/b.ts'), 'src/preload/b.ts': STUB },
    ['renderer-only-shared: src/renderer/a.ts -> src/preload/b.ts'],
  ],
  [
    'renderer imports Node',
    { 'src/renderer/a.ts': "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n" },
    ['renderer-no-node: src/renderer/a.ts -> fs'],
  ],
  [
    'renderer imports Electron',
    { 'src/renderer/a.ts': ELECTRON },
    ['renderer-no-electron: src/renderer/a.ts -> electron'],
  ],
  [
    'preload imports main',
    { 'src/preload/a.ts': importing('../main/b.ts'), 'src/main/b.ts': STUB },
    ['preload-only-shared-and-electron: src/preload/a.ts -> src/main/b.ts'],
  ],
  [
    'preload imports a package',
    { 'src/preload/a.ts': "import { z } from 'zod'\nexport const text = z.string()\n" },
    ['preload-only-shared-and-electron: src/preload/a.ts -> zod'],
  ],
  [
    'main imports a renderer',
    { 'src/main/a.ts': importing('../renderer/b.ts'), 'src/renderer/b.ts': STUB },
    ['main-not-renderer-or-preload: src/main/a.ts -> src/renderer/b.ts'],
  ],
  [
    'main imports Electron outside an adapter',
    { 'src/main/live/a.ts': ELECTRON },
    ['electron-only-in-adapters: src/main/live/a.ts -> electron'],
  ],
  [
    'main imports a type of Electron outside an adapter',
    { 'src/main/live/a.ts': "import type { App } from 'electron'\nexport type A = App\n" },
    ['electron-only-in-adapters: src/main/live/a.ts -> electron'],
  ],
  [
    'the server imports Electron',
    { 'src/server/a.ts': ELECTRON },
    [
      'electron-only-in-adapters: src/server/a.ts -> electron',
      'no-electron-reached-from-cli-or-server: src/server/a.ts -> electron',
    ],
  ],
  [
    'the server imports main',
    { 'src/server/a.ts': importing('../main/b.ts'), 'src/main/b.ts': STUB },
    ['server-only-shared: src/server/a.ts -> src/main/b.ts'],
  ],
  [
    'a command-line tool reaches Electron through an adapter of main',
    { 'src/cli/a.ts': "export { name } from '../main/b.electron.ts'\n", 'src/main/b.electron.ts': ELECTRON },
    ['no-electron-reached-from-cli-or-server: src/cli/a.ts -> electron'],
  ],
  [
    'the product imports the stand-in host',
    { 'src/main/a.ts': importing('../../tools/electron-host/b.ts'), 'tools/electron-host/b.ts': STUB },
    ['src-only-src: src/main/a.ts -> tools/electron-host/b.ts'],
  ],
  [
    'the product imports a development dependency',
    { 'src/main/a.ts': "export { expect } from 'vitest'\n" },
    ['no-dev-dependencies-in-src: src/main/a.ts -> vitest'],
  ],
  [
    'two files import each other',
    {
      'src/main/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
      'src/main/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
    },
    ['no-cycles: src/main/a.ts -> src/main/b.ts'],
  ],
  [
    'two files of the stand-in host import each other',
    {
      'tools/electron-host/a.ts': "import { b } from './b.ts'\nexport const a = (): number => b()\n",
      'tools/electron-host/b.ts': "import { a } from './a.ts'\nexport const b = (): number => a()\n",
    },
    ['no-cycles-at-run-time: tools/electron-host/a.ts -> tools/electron-host/b.ts'],
  ],
  [
    'an import leads nowhere',
    { 'src/main/a.ts': importing('./nowhere.ts') },
    ['no-unresolved: src/main/a.ts -> ./nowhere.ts'],
  ],
]

describe('the import rules', () => {
  it.each(CASES.map(([name, tree, expected], index) => ({ name, tree, expected, index })))(
    'object when $name',
    async ({ tree, expected, index }) => {
      expect(await violationsIn(`case-${index}`, tree)).toEqual(expected)
    },
  )

  it('accept a tree that keeps them', async () => {
    const tree: Tree = {
      'src/shared/contract.ts': "import { z } from 'zod'\nexport const text = z.string()\n",
      'src/shared/words.ts': "import i18next from 'i18next'\nexport const words = i18next\n",
      'src/main/index.ts':
        "import { app } from 'electron'\nexport { value } from './live/logic.ts'\nexport { app }\n",
      'src/main/live/logic.ts':
        "import { readFile } from 'node:fs/promises'\nexport const value = readFile\n",
      'src/main/live/net.electron.ts': "export { net } from 'electron'\nexport { value } from './logic.ts'\n",
      'src/preload/chat.ts':
        "import { ipcRenderer } from 'electron'\nexport { text } from '../shared/contract.ts'\nexport { ipcRenderer }\n",
      'src/renderer/chat/view.tsx': "export { text } from '../../shared/contract.ts'\n",
      'src/server/index.ts': "export { text } from '../shared/contract.ts'\n",
      'tools/electron-host/a.ts': "import type { B } from './b.ts'\nexport const a = (b: B): unknown => b\n",
      'tools/electron-host/b.ts': "import type { a } from './a.ts'\nexport type B = typeof a\n",
      'src/cli/live-check.ts': "export { value } from '../main/live/logic.ts'\n",
    }
    expect(await violationsIn('clean', tree)).toEqual([])
  })

  it('have each been proved by a case above', () => {
    const proved = new Set(
      CASES.flatMap(([, , expected]) => expected.map((violation) => violation.split(':')[0])),
    )
    expect(rules.forbidden?.map((rule) => rule.name).filter((name) => !proved.has(name))).toEqual([])
  })
})
