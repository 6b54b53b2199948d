import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bestFit, sweepPcm, wavOf } from '../../tests/integration/renderer/voice/audio.ts'
import { WARM, World } from '../../tests/e2e/world.ts'
import { KeyPresser } from '../../tools/launch/key-presser.ts'
import { RATE, recordMicrophone } from './microphone-clock.ts'
import type { Heard } from './microphone-clock.ts'
import { epochNow, startPeer } from './peer.ts'
import type { Peer } from './peer.ts'

/** One frame of speech: when its last sample was captured, and when the frame had come to the server. ms since the epoch. */
export interface FrameTimes {
  readonly ms: number
  readonly lastSampleAt: number
  readonly receivedAt: number
}

/** One press of the talk key while somebody speaks. */
export interface SpokenRun {
  /** How long the key was held, in ms. */
  readonly holdMs: number
  readonly frames: readonly FrameTimes[]
  /** When the first sample that was sent had been captured. */
  readonly firstSampleAt: number
  /** A moment right before the key went down, and one right before it came up. ms since the epoch. */
  readonly keyDownAt: number
  readonly keyUpAt: number
}

/** How long the key is held, in ms: 1, 5 and 15 s of speech. */
const HOLDS_MS = [1000, 5000, 15_000]
/** The voice begins so long before the key and goes on so long after it, in ms. */
const AROUND_KEY_MS = 1000
/** This much of what was sent is looked for in what was heard, in samples. */
const NEEDLE = 4000

/**
 * Echo cancellation as it is by default: the buffers are 10 ms long with it (23 without, on PulseAudio), and it leaves alone
 * what no loudspeaker says. The rest changes the sound, and what was sent could not be found in what was heard.
 */
const PROCESSING = { echoCancellation: true, noiseSuppression: false, autoGainControl: false }

let known: Promise<SpokenRun[]> | null = null

/** Speaks into the real app a few times, over a real key and a real sound server; measured once for all who ask. */
export function spokenRuns(): Promise<SpokenRun[]> {
  known ??= speak()
  return known
}

async function speak(): Promise<SpokenRun[]> {
  const peer = await startPeer()
  const world = await World.start()
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  try {
    const env = { PARLEY_BASE_URL: peer.url, PARLEY_API_KEY: 'abk_bench', PARLEY_USERNAME: 'bench' }
    const { windows } = await world.launch({
      env,
      settings: { microphone: { ...WARM.microphone, ...PROCESSING } },
    })
    await windows.until(
      'the connection and the microphone',
      (view) => view.connection.status === 'connected' && view.audio.activeInput !== null,
    )
    const page = await windows.page('voice')
    const runs: SpokenRun[] = []
    for (const holdMs of HOLDS_MS) {
      const wav = join(folder, `${holdMs}.wav`)
      writeFileSync(wav, wavOf(sweepPcm(48_000, (holdMs + 2 * AROUND_KEY_MS) / 1000), 48_000))
      const stopRecording = await recordMicrophone(page)
      const spoken = world.pulse.speak(wav)
      await delay(AROUND_KEY_MS)
      const { keyDownAt, keyUpAt } = await holdKey(world.env, holdMs)
      await spoken
      await windows.until('the end of the turn', (view) => view.turns.at(-1)?.state === 'done')
      runs.push({ holdMs, ...timed(peer, await stopRecording()), keyDownAt, keyUpAt })
    }
    return runs
  } finally {
    rmSync(folder, { recursive: true })
    await world.stop()
    await peer.close()
  }
}

/** Time from the key press to the first sample that is sent, with a microphone that has to be opened first, in ms. */
export async function coldStartMs(): Promise<number> {
  const peer = await startPeer()
  const world = await World.start()
  try {
    const env = { PARLEY_BASE_URL: peer.url, PARLEY_API_KEY: 'abk_bench', PARLEY_USERNAME: 'bench' }
    const { windows } = await world.launch({ env, settings: { microphone: { warm: 'never' } } })
    await windows.until('the connection', (view) => view.connection.status === 'connected')
    const { keyDownAt } = await holdKey(world.env, 3000)
    const [first] = peer.parts
    if (!first) throw new Error('Nothing was sent')
    // It left when its last sample had come.
    return first.at - (first.pcm.length / RATE) * 1000 - keyDownAt
  } finally {
    await world.stop()
    await peer.close()
  }
}

/** The modifiers go first, so that the moment of the last key, which is the press, is known well. */
async function holdKey(
  env: NodeJS.ProcessEnv,
  holdMs: number,
): Promise<{ keyDownAt: number; keyUpAt: number }> {
  const modifiers = await KeyPresser.open('Control+Alt', env)
  const last = await KeyPresser.open('Space', env)
  await modifiers.down()
  const keyDownAt = epochNow()
  await last.down()
  await delay(holdMs)
  const keyUpAt = epochNow()
  await last.up()
  await modifiers.up()
  return { keyDownAt, keyUpAt }
}

/** Finds what was sent in what was heard, and so the time of each sample. */
function timed({ parts }: Peer, heard: Heard): Pick<SpokenRun, 'frames' | 'firstSampleAt'> {
  const sent = Float32Array.from(
    parts.flatMap(({ pcm }) => [...pcm]),
    (sample) => sample / 32_768,
  )
  const from = loudest(sent)
  const { at, correlation } = bestFit(heard.samples, sent.subarray(from, from + NEEDLE))
  if (correlation < 0.95) throw new Error(`What was sent is not what was heard (${correlation.toFixed(2)})`)
  const offset = at - from
  let end = 0
  const frames = parts.map(({ at: receivedAt, pcm }) => {
    end += pcm.length
    const lastSampleAt = heard.timeOf(offset + end - 1)
    return { ms: (pcm.length / RATE) * 1000, lastSampleAt, receivedAt }
  })
  return { frames, firstSampleAt: heard.timeOf(offset) }
}

/** Where the loudest stretch of the needle's length begins. */
function loudest(samples: Float32Array): number {
  let [best, at] = [-1, 0]
  for (let from = 0; from + NEEDLE <= samples.length; from += NEEDLE / 4) {
    const power = samples.subarray(from, from + NEEDLE).reduce((sum, sample) => sum + sample * sample, 0)
    if (power > best) [best, at] = [power, from]
  }
  return at
}
