import { deflateSync } from 'node:zlib'

/** A small PNG of a dusk sky over water, so that the gallery has a picture to show. */
export function duskPng(width = 480, height = 300): Uint8Array {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    const sea = y > height * 0.62
    const fade = sea ? (y / height - 0.62) / 0.38 : y / (height * 0.62)
    for (let x = 0; x < width; x++) {
      const sun = Math.max(0, 1 - Math.hypot(x - width * 0.68, (y - height * 0.6) * (sea ? 0.5 : 1)) / 70)
      const ripple = sea ? 12 * Math.sin(x / 9 + y * y * 0.11) : 0
      const colour = sea
        ? [28 + 20 * fade + 190 * sun, 62 + ripple + 100 * sun, 84 + ripple - 20 * fade + 40 * sun]
        : [44 + 190 * fade + 40 * sun, 70 + 78 * fade + 70 * sun, 110 + 12 * fade + 30 * sun]
      for (const [channel, value] of colour.entries()) {
        rows[y * (width * 3 + 1) + 1 + x * 3 + channel] = Math.min(255, Math.max(0, Math.round(value)))
      }
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
