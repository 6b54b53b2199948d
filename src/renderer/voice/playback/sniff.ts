import { AAC_RATES, adtsFrame, firstFrame, mpegFrame } from '../../../shared/audio-frames.ts'

/** What a chunk's bytes are. `native` is the sample rate in Hz that the file says, 0 when it doesn't say or we don't look. */
export type Sniffed =
  | { readonly kind: 'wav' }
  | { readonly kind: 'mp3' | 'ogg' | 'flac' | 'mp4' | 'webm' | 'adts'; readonly native: number }
  | { readonly kind: 'pcm' }
  | { readonly kind: 'not-audio' }

/**
 * Tells a chunk's format by its first bytes. Raw PCM has no mark: it is what is left. A frame sync of two bytes could be PCM
 * by chance (0xFFE0 and up is any quiet negative sample), so that an MPEG header must be valid and be followed by another.
 */
export function sniff(bytes: ArrayBuffer): Sniffed {
  const data = new Uint8Array(bytes)
  const at = (offset: number, text: string) =>
    data.length >= offset + text.length &&
    Array.from(text, (character) => character.charCodeAt(0)).every(
      (code, index) => data[offset + index] === code,
    )

  if ((at(0, 'RIFF') || at(0, 'RF64')) && at(8, 'WAVE')) return { kind: 'wav' }
  if (at(0, 'OggS')) return { kind: 'ogg', native: oggRate(data) }
  if (at(0, 'fLaC')) return { kind: 'flac', native: flacRate(data) }
  if (at(4, 'ftyp')) return { kind: 'mp4', native: mp4Rate(data) }
  if (data[0] === 0x1a && data[1] === 0x45 && data[2] === 0xdf && data[3] === 0xa3) {
    return { kind: 'webm', native: 48_000 }
  }
  if (at(0, 'ID3')) {
    const frame = mpegFrame(data, 10 + id3Size(data))
    return { kind: 'mp3', native: frame?.rate ?? 0 }
  }
  const adts = firstFrame(data, adtsFrame)
  if (adts) return { kind: 'adts', native: adts.rate }
  const mpeg = firstFrame(data, mpegFrame)
  if (mpeg?.layer === 3) return { kind: 'mp3', native: mpeg.rate }
  return data.length === 0 || isMarkup(data) ? { kind: 'not-audio' } : { kind: 'pcm' }
}

/** An error page or a JSON message that came where audio should be. */
function isMarkup(data: Uint8Array): boolean {
  const start = data.subarray(0, 64)
  const opens = start[0] === 0x3c /* < */ || start[0] === 0x7b /* { */
  return (
    opens &&
    start.every((byte) => byte === 0x09 || byte === 0x0a || byte === 0x0d || (byte >= 0x20 && byte < 0x7f))
  )
}

/** An ID3v2 tag's size is four times seven bits. */
function id3Size(data: Uint8Array): number {
  return [6, 7, 8, 9].reduce((size, index) => size * 128 + ((data[index] ?? 0) & 0x7f), 0)
}

/** Vorbis says its rate in the identification header; Opus always decodes at 48 kHz (RFC 7845, 5.1). */
function oggRate(data: Uint8Array): number {
  const head = 28
  const text = String.fromCharCode(...data.subarray(head, head + 8))
  if (text === 'OpusHead') return 48_000
  if (text.slice(1, 7) !== 'vorbis' || data.length < head + 16) return 0
  return new DataView(data.buffer, data.byteOffset).getUint32(head + 12, true)
}

/**
 * The sample rate in the description of an AAC track, a fixed-point number 28 bytes into its box (ISO 14496-12, 12.2.3); 0
 * when there is none. The box can be at the end of the file, behind the sound.
 */
function mp4Rate(data: Uint8Array): number {
  const name = [0x6d, 0x70, 0x34, 0x61] // mp4a
  for (let at = data.indexOf(0x6d); at !== -1; at = data.indexOf(0x6d, at + 1)) {
    const [high = 0, low = 0, fraction = 1] = data.subarray(at + 28, at + 31)
    const rate = (high << 8) | low
    if (name.every((code, index) => data[at + index] === code) && fraction === 0 && AAC_RATES.includes(rate))
      return rate
  }
  return 0
}

/** 20 bits at byte 18 of a FLAC file: STREAMINFO comes first (RFC 9639, 8.2). */
function flacRate(data: Uint8Array): number {
  const [high = 0, middle = 0, low = 0] = data.subarray(18, 21)
  return (high << 12) | (middle << 4) | (low >> 4)
}
