import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const CLIENT = new URL('./store-client.ts', import.meta.url).pathname

let folder: string
const path = () => join(folder, 'settings.json')

/** The app started, patched and ended. */
async function client(...patches: unknown[]) {
  const { stdout } = await run(process.execPath, [
    CLIENT,
    folder,
    ...patches.map((patch) => JSON.stringify(patch)),
  ])
  return JSON.parse(stdout) as { problem: unknown; answers: unknown[]; settings: { theme: string } }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-store-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('settings on electron-store', () => {
  it('are there after a restart, for their owner only', async () => {
    await client({ theme: 'dark' }, { speaker: { volume: 0.5 } })
    expect((await client()).settings).toMatchObject({ theme: 'dark', speaker: { volume: 0.5 } })
    expect((await stat(path())).mode & 0o077).toBe(0)
    expect(await readdir(folder)).toEqual(['settings.json'])
  })

  it('keep keys that are unknown, also such as look like paths', async () => {
    await writeFile(path(), JSON.stringify({ 'a.b': 1, theme: 'dark' }))
    await client({ showHud: false })
    expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({
      'a.b': 1,
      theme: 'dark',
      showHud: false,
    })
  })

  it.each(['{"theme": "da', '[1, 2]', 'null'])(
    'that are damaged are set aside and replaced: %s',
    async (text) => {
      await writeFile(path(), text)
      const first = await client({ theme: 'light' })
      expect(first).toMatchObject({ problem: { code: 'SETTINGS_DAMAGED' }, answers: [{ ok: true }] })
      const aside = (await readdir(folder)).filter((name) => name !== 'settings.json')
      expect(aside).toEqual([expect.stringMatching(/^settings\.damaged-.+\.json$/)])
      expect(await readFile(join(folder, aside[0]!), 'utf8')).toBe(text)
      expect(await client()).toMatchObject({ problem: null, settings: { theme: 'light' } })
    },
  )

  it('say so when they cannot be written', async () => {
    await rm(folder, { recursive: true })
    await writeFile(folder, 'a file where the folder should be')
    expect(await client({ theme: 'dark' })).toMatchObject({
      answers: [{ ok: false, failure: { code: 'SETTINGS_NOT_SAVED' } }],
      settings: { theme: 'system' },
    })
  })
})
