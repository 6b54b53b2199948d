import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildState, hashInputs, writeBuildStamp } from '../../../scripts/lib/build-stamp.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-build-stamp-'))
  await mkdir(join(root, 'src', 'main'), { recursive: true })
  await mkdir(join(root, 'out'))
  await writeFile(join(root, 'src', 'main', 'index.ts'), 'export {}\n')
  await writeFile(join(root, 'package.json'), '{}')
})

afterEach(() => rm(root, { recursive: true, force: true }))

describe('whether out/ is fresh', () => {
  it('is missing before the first build', async () => {
    expect(await buildState(root)).toBe('missing')
  })

  it('is fresh after a build, whatever the files’ times say', async () => {
    await writeBuildStamp(root, await hashInputs(root))
    await utimes(join(root, 'src', 'main', 'index.ts'), new Date(), new Date())
    expect(await buildState(root)).toBe('fresh')
  })

  it.each([
    ['a changed source', join('src', 'main', 'index.ts')],
    ['an added source', join('src', 'main', 'extra.ts')],
    ['changed dependencies', 'package-lock.json'],
    ['changed build settings', 'electron.vite.config.ts'],
  ])('is stale after %s', async (_, file) => {
    await writeBuildStamp(root, await hashInputs(root))
    await writeFile(join(root, file), 'export const changed = true\n')
    expect(await buildState(root)).toBe('stale')
  })

  it('is stale when a source went away or only moved', async () => {
    await writeFile(join(root, 'src', 'main', 'extra.ts'), 'export {}\n')
    const before = await hashInputs(root)
    await rm(join(root, 'src', 'main', 'extra.ts'))
    expect(await hashInputs(root)).not.toBe(before)
    await writeFile(join(root, 'src', 'extra.ts'), 'export {}\n')
    expect(await hashInputs(root)).not.toBe(before)
  })

  it('does not look at files outside the inputs', async () => {
    await writeBuildStamp(root, await hashInputs(root))
    await writeFile(join(root, 'README.md'), 'news')
    expect(await buildState(root)).toBe('fresh')
  })
})
