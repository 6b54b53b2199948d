import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Benchmark } from './lib/measurement.ts'
import { median } from './lib/statistics.ts'

const RUNS = 3
const TURNS = 10_000
const FIRST = 500

/** What `fixtures/many-turns.ts` prints. */
interface Growth {
  readonly ours: number
  readonly plain: number
}

export const longUse: Benchmark = {
  name: 'long-use',
  about: `heap after ${TURNS} turns`,
  async run() {
    const growths: Growth[] = []
    for (let run = 0; run < RUNS; run++) growths.push(await growth())
    return [
      {
        name: `heap growth, turn ${FIRST} to ${TURNS}`,
        unit: 'MB',
        ours: median(growths.map(({ ours }) => ours)),
        plain: median(growths.map(({ plain }) => plain)),
        budget: { atMost: 10 },
        how:
          'Turn machine, effects, outbox (in memory), transcript and view store in a process of their own; heap and buffers ' +
          'after a full collection. Every second turn is spoken. Plain: a transcript that keeps every turn.',
      },
    ]
  },
}

async function growth(): Promise<Growth> {
  const script = join(import.meta.dirname, 'fixtures/many-turns.ts')
  const args = ['--expose-gc', script, String(TURNS), String(FIRST)]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as Growth
}
