import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseHost } from '../../tools/launch/host-choice.ts'
import { launchApp, ROOT } from '../../tools/launch/launch-app.ts'
import { World } from './world.ts'

/*
 * Ends that nobody has asked for. The dialogs are what the stand-in host prints of them, and nobody answers them.
 */

let world: World
let folder: string

beforeAll(async () => {
  world = await World.start({ keychain: false })
  folder = mkdtempSync(join(tmpdir(), 'parley-endings-'))
})

afterAll(async () => {
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(chooseHost(ROOT).name === 'electron')('an end that nobody has asked for', () => {
  test('a start that fails says why and leaves, and the next one finds nothing in its way', async () => {
    const userData = join(folder, 'unstarted')
    mkdirSync(userData)
    writeFileSync(join(userData, 'outbox'), 'not a folder')
    const app = await launchApp({ userData, env: world.env })
    expect(await once(app.process, 'exit')).toEqual([1, null])
    expect(app.output()).toContain('Parley could not start')
    expect(app.output()).toContain(join(userData, 'outbox'))

    rmSync(join(userData, 'outbox'))
    const next = await world.launch({ userData })
    await next.quit()
  })

  test('one that breaks while it runs says so, and leaves', async () => {
    // Only the app's own process is told to break, not those that it starts.
    const breaks =
      'if (process.argv[1]?.endsWith("run.ts")) process.once("SIGUSR2", () => { throw new Error("broken on purpose") })'
    const { app, userData } = await world.launch({
      env: { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(breaks)}"` },
    })
    const gone = once(app.process, 'exit')
    app.process.kill('SIGUSR2')
    expect(await gone).toEqual([1, null])
    expect(app.output()).toContain('dialog.showMessageBox cannot be shown')
    expect(readFileSync(join(userData, 'logs', 'parley.log'), 'utf8')).toContain('broken on purpose')
  })
})
