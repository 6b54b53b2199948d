import { downmix } from '../dsp/pcm.ts'

/** Samples of one chunk, mono, at the rate in Hz that it was made with. */
export interface Sound {
  readonly samples: Float32Array<ArrayBuffer>
  readonly sampleRate: number
}

const FORMAT = { pcm: 1, float: 3, extensible: 0xfffe } as const

interface Format {
  readonly tag: number
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
}

type SampleReader = (view: DataView, offset: number) => number

/** How to read one sample, by format and width. 8-bit WAV is unsigned, wider ones are signed. */
function readerFor({ tag, bits }: Format): SampleReader | null {
  if (tag === FORMAT.float && bits === 32) return (view, offset) => view.getFloat32(offset, true)
  if (tag === FORMAT.float && bits === 64) return (view, offset) => view.getFloat64(offset, true)
  if (tag !== FORMAT.pcm) return null
  switch (bits) {
    case 8:
      return (view, offset) => (view.getUint8(offset) - 128) / 128
    case 16:
      return (view, offset) => view.getInt16(offset, true) / 32_768
    case 24:
      return (view, offset) => ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 8_388_608
    case 32:
      return (view, offset) => view.getInt32(offset, true) / 2_147_483_648
    default:
      return null
  }
}

/**
 * Reads a WAV file exactly: as many samples out as are in it, at their own rate. Browsers resample while they decode, which
 * leaves a seam at each end. Sizes that a streaming encoder never filled in (0, or all ones) reach to the end of the data.
 * Returns null when it isn't plain PCM or float, which the browser's decoder may still know.
 */
export function parseWav(bytes: ArrayBuffer): Sound | null {
  const view = new DataView(bytes)
  let format: Format | null = null
  let offset = 12
  while (offset + 8 <= view.byteLength) {
    const name = view.getUint32(offset, false)
    const size = view.getUint32(offset + 4, true)
    const start = offset + 8
    const room = view.byteLength - start
    if (name === 0x666d7420 /* "fmt " */ && room >= 16) format = readFormat(view, start, size)
    if (name === 0x64617461 /* "data" */) {
      const unknown = size === 0 || size === 0xffffffff
      return format && readSamples(view, start, unknown ? room : Math.min(size, room), format)
    }
    offset = start + size + (size & 1)
  }
  return null
}

function readFormat(view: DataView, start: number, size: number): Format {
  const tag = view.getUint16(start, true)
  // An extensible format's real tag is the start of its GUID.
  const real = tag === FORMAT.extensible && size >= 26 ? view.getUint16(start + 24, true) : tag
  return {
    tag: real,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  }
}

function readSamples(view: DataView, start: number, size: number, format: Format): Sound | null {
  const read = readerFor(format)
  const { channels, sampleRate, bits } = format
  if (!read || channels === 0 || sampleRate === 0) return null
  const width = bits / 8
  const length = Math.floor(size / (width * channels))
  const separate = Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(length)
    for (let index = 0; index < length; index++) {
      samples[index] = read(view, start + (index * channels + channel) * width)
    }
    return samples
  })
  const samples = new Float32Array(length)
  downmix(separate, samples, length)
  return { samples, sampleRate }
}
