import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { downmix, int16ToFloat } from '../dsp/pcm.ts'
import { sniff } from './sniff.ts'
import { parseWav } from './wav.ts'
import type { Sound } from './wav.ts'

/** The range of rates that an OfflineAudioContext must support (Web Audio API, 1.3). */
const RATES = { lowest: 8_000, highest: 96_000 }

/** Where nothing says the native rate. */
const FALLBACK_RATE = 48_000

/** Turns a chunk's bytes into samples at their native rate. Throws when no decoder knows them. */
export async function decode(bytes: ArrayBuffer): Promise<Sound> {
  const format = sniff(bytes)
  switch (format.kind) {
    case 'pcm':
      return { samples: int16ToFloat(bytes), sampleRate: UPLINK_SAMPLE_RATE }
    case 'wav':
      return parseWav(bytes) ?? decodeByBrowser(bytes, FALLBACK_RATE)
    case 'not-audio':
      throw new DOMException('The bytes are not audio.', 'EncodingError')
    default:
      return decodeByBrowser(bytes, format.native || FALLBACK_RATE)
  }
}

/** decodeAudioData resamples to its context's rate: a context at the file's own rate leaves the samples as they are. */
async function decodeByBrowser(bytes: ArrayBuffer, nativeRate: number): Promise<Sound> {
  const sampleRate = Math.min(Math.max(nativeRate, RATES.lowest), RATES.highest)
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate })
  const buffer = await context.decodeAudioData(bytes)
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) =>
    buffer.getChannelData(channel),
  )
  const samples = new Float32Array(buffer.length)
  downmix(channels, samples, buffer.length)
  return { samples, sampleRate }
}
