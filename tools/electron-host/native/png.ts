import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Pixels, 8-bit RGBA, rows from the top. */
export interface Bitmap {
  width: number
  height: number
  data: Buffer
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Channels by PNG colour type (https://www.w3.org/TR/png-3/#6Colour-values). */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

function* chunks(png: Buffer): Generator<[type: string, data: Buffer]> {
  for (let at = 8; at + 8 <= png.length;) {
    const length = png.readUInt32BE(at)
    yield [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]
    at += 12 + length
  }
}

export function isPng(data: Buffer): boolean {
  return data.subarray(0, 8).equals(SIGNATURE)
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c
  const pa = Math.abs(p - a)
  const pb = Math.abs(p - b)
  const pc = Math.abs(p - c)
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

/** Undoes the row filters in place; returns rows without their filter bytes. */
function unfilter(raw: Buffer, stride: number, height: number, step: number): Buffer {
  const out = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!
    const row = y * stride
    for (let x = 0; x < stride; x++) {
      const a = x >= step ? out[row + x - step]! : 0
      const b = y > 0 ? out[row + x - stride]! : 0
      const c = x >= step && y > 0 ? out[row + x - stride - step]! : 0
      const predicted = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter] ?? 0
      out[row + x] = raw[y * (stride + 1) + 1 + x]! + predicted
    }
  }
  return out
}

/** Decodes an 8-bit, not interlaced PNG; null for any other kind. */
export function decodePng(png: Buffer): Bitmap | null {
  if (!isPng(png)) return null
  const parts = new Map<string, Buffer[]>()
  for (const [type, data] of chunks(png)) parts.set(type, [...(parts.get(type) ?? []), data])
  const header = parts.get('IHDR')?.[0]
  if (!header || header.length < 13) return null
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = CHANNELS[header[9]!]
  if (header[8] !== 8 || channels === undefined || header[12] !== 0) return null
  const rows = unfilter(
    inflateSync(Buffer.concat(parts.get('IDAT') ?? [])),
    width * channels,
    height,
    channels,
  )
  const palette = parts.get('PLTE')?.[0]
  const alpha = parts.get('tRNS')?.[0]
  const data = Buffer.alloc(width * height * 4, 255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels
    const to = pixel * 4
    if (palette) {
      const index = rows[from]!
      palette.copy(data, to, index * 3, index * 3 + 3)
      data[to + 3] = alpha?.[index] ?? 255
    } else {
      const grey = channels < 3
      for (let c = 0; c < 3; c++) data[to + c] = rows[from + (grey ? 0 : c)]!
      if (channels === 2 || channels === 4) data[to + 3] = rows[from + channels - 1]!
    }
  }
  return { width, height, data }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

export function encodePng({ width, height, data }: Bitmap): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const raw = Buffer.alloc((width * 4 + 1) * height)
  for (let y = 0; y < height; y++) data.copy(raw, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Box-filtered copy of another size, with colours weighted by their alpha. */
export function resizeBitmap(source: Bitmap, width: number, height: number): Bitmap {
  const data = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * source.height) / height)
    const bottom = Math.max(top + 1, Math.ceil(((y + 1) * source.height) / height))
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * source.width) / width)
      const right = Math.max(left + 1, Math.ceil(((x + 1) * source.width) / width))
      const sum = [0, 0, 0, 0]
      for (let sy = top; sy < bottom; sy++) {
        for (let sx = left; sx < right; sx++) {
          const at = (sy * source.width + sx) * 4
          const alpha = source.data[at + 3]!
          for (let c = 0; c < 3; c++) sum[c]! += source.data[at + c]! * alpha
          sum[3]! += alpha
        }
      }
      const at = (y * width + x) * 4
      for (let c = 0; c < 3; c++) data[at + c] = sum[3] ? Math.round(sum[c]! / sum[3]) : 0
      data[at + 3] = Math.round(sum[3]! / ((bottom - top) * (right - left)))
    }
  }
  return { width, height, data }
}
