import { sineWav } from './sound.ts'
import { toBase64 } from './voice-bench.ts'
import type { VoiceBench, ProbedWindow } from './voice-bench.ts'
import type { PlainWindow } from './plain-player.ts'

/** Times in ms, in the order in which they were taken. */
export interface ResponseTimes {
  /** From a chunk in the page (for the plain way: from its decoding) until the audio thread gives its first sample out. */
  readonly toSound: number[]
  /** From the order to be silent until the audio thread gives silence out. */
  readonly toSilence: number[]
}

/** Two seconds, so that every interruption is one. The tone's quarter period is shorter than a render quantum. */
const FILE = toBase64(sineWav(440, 16_000, 32_000))

/** Plays and silences a tone by turns, ours and the plain way's, `count` times each, so that both have the same machine. */
export function measureResponses(
  { voice }: VoiceBench,
  count: number,
): Promise<{ ours: ResponseTimes; plain: ResponseTimes }> {
  return voice.page.evaluate(
    async ([file, rounds]) => {
      const { voice: port, edge, plain: player } = globalThis as ProbedWindow & PlainWindow
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0)).buffer
      const ours: ResponseTimes = { toSound: [], toSilence: [] }
      const plain: ResponseTimes = { toSound: [], toSilence: [] }
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
      // The first two start the hardware and warm the code up.
      for (let round = -1; round <= rounds; round++) {
        // Uneven, so that orders come at every phase of the output's buffers.
        const wait = 60 + ((round + 1) % 13)

        let loud = edge('loud')
        let begun = performance.now()
        port.postMessage({ type: 'play', epoch: round, seq: 0, bytes })
        const ourSound = (await loud) - begun
        await pause(wait)
        let silent = edge('silent')
        begun = performance.now()
        port.postMessage({ type: 'silence', epoch: round })
        const ourSilence = (await silent) - begun
        await pause(wait)

        const buffer = await player.decode(file)
        loud = edge('loud')
        begun = performance.now()
        const source = player.start(buffer)
        const plainSound = (await loud) - begun
        await pause(wait)
        silent = edge('silent')
        begun = performance.now()
        source.stop()
        const plainSilence = (await silent) - begun
        await pause(wait)

        if (round < 1) continue
        ours.toSound.push(ourSound)
        ours.toSilence.push(ourSilence)
        plain.toSound.push(plainSound)
        plain.toSilence.push(plainSilence)
      }
      return { ours, plain }
    },
    [FILE, count] as const,
  )
}
