/*
 * Headers of frames of sound that have no container around them. A sync word of a few bits also comes up in other bytes (any
 * quiet negative sample of PCM begins with one), so a file is such sound only when a second frame follows where the first says.
 */

/** A frame that a header announces. */
export interface AudioFrame {
  /** Hz. */
  readonly rate: number
  /** Bytes, with the header. */
  readonly length: number
}

/** Hz by the version bits (1, 2, 2.5) and the rate index of an MPEG audio frame header (ISO 11172-3, 2.4.2.3). */
const MPEG_RATES: Readonly<Record<number, readonly number[]>> = {
  3: [44_100, 48_000, 32_000],
  2: [22_050, 24_000, 16_000],
  0: [11_025, 12_000, 8_000],
}

/** kbit/s by the rate index, of MPEG-1 in layers II and III, and of MPEG-2 and 2.5 in both (ISO 11172-3, ISO 13818-3). */
const LAYER2_KBPS_V1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
const LAYER3_KBPS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const KBPS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

/** ISO 14496-3, table 1.18. */
export const AAC_RATES: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
]

/** Reads a header of MPEG audio, layer II or III; null when it is none. Layer I is not in use any more. */
export function mpegFrame(data: Uint8Array, offset: number): (AudioFrame & { layer: 2 | 3 }) | null {
  const [b0 = 0, b1 = 0, b2 = 0] = data.subarray(offset, offset + 3)
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0) return null
  const isV1 = ((b1 >> 3) & 3) === 3
  const layer = 4 - ((b1 >> 1) & 3)
  if (layer !== 2 && layer !== 3) return null
  const rate = MPEG_RATES[(b1 >> 3) & 3]?.[(b2 >> 2) & 3]
  const kbps = (isV1 ? (layer === 2 ? LAYER2_KBPS_V1 : LAYER3_KBPS_V1) : KBPS_V2)[b2 >> 4]
  if (!rate || !kbps) return null
  const samplesPer8Bits = isV1 || layer === 2 ? 144 : 72
  return { layer, rate, length: Math.floor((samplesPer8Bits * kbps * 1000) / rate) + ((b2 >> 1) & 1) }
}

/** Reads a header of AAC in an Audio Data Transport Stream; null when it is none. */
export function adtsFrame(data: Uint8Array, offset: number): AudioFrame | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = data.subarray(offset, offset + 6)
  // Layer bits are zero in ADTS and never zero in MPEG layers I to III.
  if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0) return null
  const rate = AAC_RATES[(b2 >> 2) & 0xf]
  const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5)
  return rate && length > 7 ? { rate, length } : null
}

/** The frame that `data` begins with, as `read` reads it; null unless another one follows it, or `data` ends before that. */
export function firstFrame<Frame extends AudioFrame>(
  data: Uint8Array,
  read: (data: Uint8Array, offset: number) => Frame | null,
): Frame | null {
  const frame = read(data, 0)
  return frame && (frame.length >= data.length || read(data, frame.length)) ? frame : null
}
