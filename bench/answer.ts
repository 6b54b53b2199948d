import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WARM, World } from '../tests/e2e/world.ts'
import type { Benchmark } from './lib/measurement.ts'
import { QUESTION } from './lib/question.ts'
import { median } from './lib/statistics.ts'

const RUNS = 5

export const answer: Benchmark = {
  name: 'answer',
  about: 'from key-up to the first sound of the local assistant’s answer',
  async run() {
    const { latencies, spokenMs } = await turns()
    return [
      {
        name: 'key-up to first sound, local assistant',
        unit: 'ms',
        ours: median(latencies),
        plain: null,
        budget: null,
        how:
          `Median of ${RUNS} turns by the app’s own steps (as in turn.json): recognition, the skill, the voice and the sound ` +
          `device are in it. The key was down for ${(spokenMs / 1000).toFixed(1)} s of speech.`,
      },
    ]
  },
}

/** Speaks to the local assistant a few times; the app prints each step of a turn as `[turn] keyUp +1234 ms`. */
async function turns(): Promise<{ latencies: number[]; spokenMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const world = await World.start()
  try {
    const { app, windows } = await world.launch({ args: [`--turn-report=${folder}`], settings: WARM })
    await windows.until(
      'the app to be ready',
      (view) =>
        view.assistant.speech && view.connection.status === 'connected' && view.audio.activeInput !== null,
    )
    for (let run = 1; run <= RUNS; run++) {
      await world.say(QUESTION)
      await windows.until(
        'the end of the turn',
        (view) => view.turns.length === run && view.turns.at(-1)?.state === 'done' && view.voice === 'idle',
      )
    }
    return readSteps(app.output())
  } finally {
    await world.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Times between the steps that the app printed. */
function readSteps(output: string): { latencies: number[]; spokenMs: number } {
  const steps = [...output.matchAll(/\[turn\] (\w+) \+(\d+) ms/g)].map(([, name, at]) => ({
    name,
    at: Number(at),
  }))
  const latencies: number[] = []
  const spoken: number[] = []
  let [keyDownAt, keyUpAt] = [0, 0]
  for (const { name, at } of steps) {
    if (name === 'keyDown') keyDownAt = at
    if (name === 'keyUp') {
      keyUpAt = at
      spoken.push(at - keyDownAt)
    }
    // The first chunk after a key-up; the others of the same reply say so too.
    if (name === 'firstSound' && keyUpAt > 0) {
      latencies.push(at - keyUpAt)
      keyUpAt = 0
    }
  }
  if (latencies.length !== RUNS) throw new Error(`${latencies.length} of ${RUNS} turns came to a sound`)
  return { latencies, spokenMs: median(spoken) }
}
