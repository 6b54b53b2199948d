import type { Page } from 'playwright'
import { resample } from '../../tests/helpers/audio.ts'
import { fromBase64 } from './voice-bench.ts'

/*
 * When the microphone heard which sample. Beside Parley's own capture, the page reads the same microphone with a
 * MediaStreamTrackProcessor. The times that its buffers carry are wrong by half a second on PulseAudio, so it is arrivals that
 * count: the quickest buffer of a recording had the least delay, and each sample's time is when a buffer as quick as that would
 * have brought it. What the sound server and Chromium need at the very least is therefore not in it.
 */

/** What the microphone heard, at 16 kHz, and when. */
export interface Heard {
  readonly samples: Float32Array
  /** When a sample could be had at the earliest, in ms since the epoch. */
  timeOf(sample: number): number
}

/** Rate that everything is compared at, Hz. */
export const RATE = 16_000

interface RecorderWindow {
  stopRecorder(): Promise<{ base64: string; sampleRate: number; times: number[]; lengths: number[] }>
}

/** Starts to record in the page; resolves when the first buffer has come. Call the result to stop. */
export async function recordMicrophone(page: Page): Promise<() => Promise<Heard>> {
  await page.evaluate(async () => {
    const audio = {
      channelCount: { ideal: 1 },
      echoCancellation: true,
      noiseSuppression: false,
      autoGainControl: false,
    }
    const stream = await navigator.mediaDevices.getUserMedia({ audio })
    const [track] = stream.getAudioTracks()
    // In Chromium since 94; not in TypeScript's DOM library.
    const Processor = Reflect.get(globalThis, 'MediaStreamTrackProcessor') as new (options: {
      track: MediaStreamTrack | undefined
    }) => { readable: ReadableStream<AudioData> }
    const reader = new Processor({ track }).readable.getReader()
    const batches: Float32Array<ArrayBuffer>[] = []
    const times: number[] = []
    let sampleRate = 0
    const stop = new AbortController()
    const begun = Promise.withResolvers<undefined>()
    const done = (async () => {
      while (!stop.signal.aborted) {
        const { value } = await reader.read()
        if (!value) return
        const samples = new Float32Array(value.numberOfFrames)
        value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
        sampleRate = value.sampleRate
        times.push(performance.timeOrigin + performance.now())
        batches.push(samples)
        value.close()
        begun.resolve(undefined)
      }
    })()
    Object.assign(globalThis, {
      stopRecorder: async () => {
        stop.abort()
        await done
        track?.stop()
        const bytes = new Uint8Array(await new Blob(batches).arrayBuffer())
        let binary = ''
        for (const byte of bytes) binary += String.fromCharCode(byte)
        return { base64: btoa(binary), sampleRate, times, lengths: batches.map(({ length }) => length) }
      },
    })
    await begun.promise
  })
  return async () => {
    const { base64, sampleRate, times, lengths } = await page.evaluate(() =>
      (globalThis as unknown as RecorderWindow).stopRecorder(),
    )
    return heardOf(fromBase64(base64), sampleRate, times, lengths)
  }
}

function heardOf(all: Float32Array, sampleRate: number, times: number[], lengths: number[]): Heard {
  let end = 0
  const lags = times.map((time, index) => {
    end += lengths[index] ?? 0
    return time - (end / sampleRate) * 1000
  })
  // The first buffers come in a burst, when the device has just been opened.
  const lag = Math.min(...lags.slice(Math.floor(lags.length / 4)))
  return {
    samples: resample(all, sampleRate, RATE),
    timeOf: (sample) => lag + ((sample + 1) * 1000) / RATE,
  }
}
