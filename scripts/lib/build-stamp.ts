import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** The command that makes `out/` anew; named in every message about it. */
export const BUILD_COMMAND = 'npm run build'

/** What goes into the app's bundles. A path that does not exist counts as empty. */
const INPUTS = [
  'src',
  'resources',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'electron.vite.config.ts',
]

/** Lies inside `out/`, so that whoever deletes the output deletes the claim that it is fresh. */
const STAMP = join('out', '.stamp.json')

/** `fresh`: `out/` was built from exactly these sources. */
export type BuildState = 'fresh' | 'stale' | 'missing'

/**
 * SHA-256 over names and contents of all inputs below `root`. Contents and not times: a branch switch or a fresh clone
 * changes every time, and an editor's undo should not cost a build.
 */
export async function hashInputs(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const input of INPUTS) {
    for (const file of await filesBelow(join(root, input))) {
      hash.update(`${relative(root, file).split(sep).join('/')}\0`)
      hash.update(await readFile(file))
      hash.update('\0')
    }
  }
  return hash.digest('hex')
}

export async function buildState(root: string): Promise<BuildState> {
  const stamped = await readFile(join(root, STAMP), 'utf8').catch(() => null)
  if (stamped === null) return 'missing'
  return stamped === stampText(await hashInputs(root)) ? 'fresh' : 'stale'
}

/** Records that `out/` was built from inputs of this hash (taken *before* the build: a file changed meanwhile is stale). */
export async function writeBuildStamp(root: string, inputsHash: string): Promise<void> {
  await writeFile(join(root, STAMP), stampText(inputsHash))
}

const stampText = (inputsHash: string): string => `${JSON.stringify({ inputs: inputsHash })}\n`

/** All files at or below `path`, in an order that does not depend on the file system. */
async function filesBelow(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => null)
  if (info === null) return []
  if (!info.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
