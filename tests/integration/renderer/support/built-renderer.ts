import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildState } from '../../../../scripts/lib/build-stamp.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

/**
 * The renderer as it ships, in a folder of its own; `remove` deletes it. Where the app's build is fresh it is a copy of that,
 * which takes a tenth of the time.
 */
export async function buildRenderer(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-renderer-'))
  if ((await buildState(ROOT)) === 'fresh')
    await cp(join(ROOT, 'out', 'renderer'), folder, { recursive: true })
  else await buildInto(folder)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

async function buildInto(folder: string): Promise<void> {
  // Loaded only here: the builder takes longer to load than a build to copy.
  const [{ build }, { default: config }] = await Promise.all([
    import('vite'),
    import('../../../../electron.vite.config.ts'),
  ])
  const { renderer } = config
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'error',
    build: { ...renderer?.build, outDir: folder, reportCompressedSize: false },
  })
}
