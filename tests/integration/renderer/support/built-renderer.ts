import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import config from '../../../../electron.vite.config.ts'

/** The renderer as it ships, built into a folder of its own; `remove` deletes it. */
export async function buildRenderer(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-renderer-'))
  const { renderer } = config
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'error',
    build: { ...renderer?.build, outDir: folder, reportCompressedSize: false },
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
