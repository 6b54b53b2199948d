import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { WARM, World } from '../tests/e2e/world.ts'
import { cpuMs } from './lib/cpu-time.ts'
import type { Benchmark, Measurement } from './lib/measurement.ts'
import { CHUNK_MS, startPeer } from './lib/peer.ts'
import { QUESTION } from './lib/question.ts'
import { median } from './lib/statistics.ts'

const RUNS = 3
const WINDOW_MS = 3000
/** Until windows have settled, ms. */
const SETTLE_MS = 1000
/** Enough that the reply outlasts what is measured of it. */
const REPLY_CHUNKS = Math.ceil((WINDOW_MS + SETTLE_MS) / CHUNK_MS) + 2

export const mainCpu: Benchmark = {
  name: 'main-cpu',
  about: 'CPU of the main process while it streams',
  async run() {
    const { idle, up, down } = await shares()
    const both = up.map((each, run) => each + down[run]! - idle[run]!)
    const how =
      `CPU time of the main process over ${WINDOW_MS / 1000} s, median of ${RUNS}. On the stand-in host that process also carries ` +
      'the DevTools protocol (every message as JSON, audio as base64), which Electron does not have. Plain: the same app, idle.'
    const row = (name: string, ours: number[], limit: number | null): Measurement => ({
      name,
      unit: '% of a core',
      ours: median(ours),
      plain: median(idle),
      budget: limit === null ? null : { atMost: limit },
      how,
    })
    const alone = await clientShares()
    return [
      {
        name: 'client without a host, both ways',
        unit: '% of a core',
        ours: median(alone),
        plain: null,
        budget: { atMost: 3 },
        how: 'Parley’s own Live client in a plain Node process, fed from memory: what is left when the host is taken away.',
      },
      row('main process, speech going up', up, null),
      row('main process, reply coming down', down, null),
      {
        ...row('main process, both ways', both, 3),
        how: `Up plus down less idle, as a key press ends a reply and both are never at once. ${how}`,
      },
    ]
  },
}

/** What streaming both ways costs the client alone, as a share of one core in %. */
async function clientShares(): Promise<number[]> {
  const peer = await startPeer(REPLY_CHUNKS)
  try {
    const shares: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const script = join(import.meta.dirname, 'fixtures/stream-client.ts')
      const { stdout } = await promisify(execFile)(process.execPath, [script, peer.url, String(WINDOW_MS)])
      const { up, down } = JSON.parse(stdout) as { up: number; down: number }
      shares.push(up + down)
    }
    return shares
  } finally {
    await peer.close()
  }
}

/** Shares of one core in %, idle and streaming each way, in a pause of a second between them. */
async function shares(): Promise<{ idle: number[]; up: number[]; down: number[] }> {
  const peer = await startPeer(REPLY_CHUNKS)
  const world = await World.start()
  try {
    const env = { PARLEY_BASE_URL: peer.url, PARLEY_API_KEY: 'abk_bench', PARLEY_USERNAME: 'bench' }
    const { app, windows } = await world.launch({ env, settings: WARM })
    await windows.until(
      'the connection and the microphone',
      (view) => view.connection.status === 'connected' && view.audio.activeInput !== null,
    )
    const { pid } = app.process
    if (pid === undefined) throw new Error('The app has no process')
    const share = async (): Promise<number> => {
      await delay(SETTLE_MS)
      const [before, begun] = [cpuMs(pid), performance.now()]
      await delay(WINDOW_MS)
      return ((cpuMs(pid) - before) / (performance.now() - begun)) * 100
    }
    const page = await windows.page('chat')
    const idle: number[] = []
    const up: number[] = []
    const down: number[] = []
    for (let run = 0; run < RUNS; run++) {
      await windows.until('quiet', (view) => view.voice === 'idle')
      idle.push(await share())

      const spoken = world.pulse.speak(QUESTION)
      await world.keyDown()
      up.push(await share())
      await world.keyUp()
      await spoken
      await windows.until('quiet', (view) => view.voice === 'idle')

      await page.getByRole('textbox').first().fill('go on')
      await page.keyboard.press('Enter')
      await windows.until('the answer to sound', (view) => view.voice === 'speaking')
      down.push(await share())
    }
    return { idle, up, down }
  } finally {
    await world.stop()
    await peer.close()
  }
}
