import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { World } from '../tests/e2e/world.ts'
import { ControlClient } from '../tools/electron-host/control-client.ts'
import { chooseHost } from '../tools/launch/host-choice.ts'
import { ROOT } from '../tools/launch/launch-app.ts'
import type { Benchmark } from './lib/measurement.ts'
import { median } from './lib/statistics.ts'

const RUNS = 5
const EMPTY_APP = join(import.meta.dirname, 'fixtures/empty-app')
const DEADLINE_MS = 30_000
const POLL_MS = 5

export const start: Benchmark = {
  name: 'start',
  about: 'from the start of the process to an icon in the tray',
  async run() {
    const host = chooseHost(ROOT)
    if (host.name !== 'electron-host') throw new Error('Only the stand-in host tells of its tray icon')
    const ours: number[] = []
    const plain: number[] = []
    const world = await World.start()
    try {
      // By turns, so that both have the same machine; the first pair only warms the disk cache.
      for (let run = 0; run <= RUNS; run++) {
        const [empty, parley] = [await trayReadyMs(EMPTY_APP, world), await trayReadyMs(ROOT, world)]
        if (run === 0) continue
        plain.push(empty)
        ours.push(parley)
      }
    } finally {
      await world.stop()
    }
    return [
      {
        name: 'start to tray ready',
        unit: 'ms',
        ours: median(ours),
        plain: median(plain),
        budget: { atMost: 1.5, unit: 'x' },
        how:
          `Median of ${RUNS} starts with new data. Plain: an app that makes one hidden window and a tray icon, on the same host. ` +
          'Most of both is the start of Chromium.',
      },
    ]
  },
}

/** Starts an app and waits for its tray icon, in ms. */
async function trayReadyMs(app: string, world: World): Promise<number> {
  const { command, args } = chooseHost(ROOT)
  const userData = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const begun = performance.now()
  const child = spawn(command, [...args, `--user-data-dir=${userData}`, ...noSandbox, app, '--hidden'], {
    env: world.env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const exited = once(child, 'exit')
  try {
    const control = new ControlClient(child)
    while ((await control.send('tray.state')) === null) {
      if (performance.now() - begun > DEADLINE_MS) throw new Error(`No tray icon came from ${app}`)
      await delay(POLL_MS)
    }
    return performance.now() - begun
  } finally {
    child.kill('SIGTERM')
    await exited
    rmSync(userData, { recursive: true, force: true })
  }
}
