import { describe, expect, test } from 'vitest'
import { parseWav } from '../../../../../src/renderer/voice/playback/wav.ts'

interface WavOptions {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly data: Uint8Array
  /** Written instead of the true size. */
  readonly dataSize?: number
  readonly extra?: Uint8Array
  readonly extensible?: boolean
}

function wav({
  tag = 1,
  channels = 1,
  rate = 24_000,
  bits = 16,
  data,
  dataSize,
  extra,
  extensible,
}: WavOptions): ArrayBuffer {
  const format = Buffer.alloc(extensible ? 40 : 16)
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0)
  format.writeUInt16LE(channels, 2)
  format.writeUInt32LE(rate, 4)
  format.writeUInt32LE((rate * channels * bits) / 8, 8)
  format.writeUInt16LE((channels * bits) / 8, 12)
  format.writeUInt16LE(bits, 14)
  if (extensible) {
    format.writeUInt16LE(22, 16)
    format.writeUInt16LE(tag, 24)
  }
  const chunk = (name: string, body: Uint8Array, size = body.length) => {
    const head = Buffer.alloc(8)
    head.write(name, 'latin1')
    head.writeUInt32LE(size, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  }
  const chunks = [
    chunk('fmt ', format),
    ...(extra ? [chunk('LIST', extra)] : []),
    chunk('data', data, dataSize),
  ]
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), ...chunks])
  const file = chunk('RIFF', body)
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.length)
}

const bytesOf = (values: Int16Array | Float32Array | Int32Array | Float64Array) =>
  new Uint8Array(values.buffer)

describe('samples of each width', () => {
  test('16 bits', () => {
    const data = bytesOf(new Int16Array([0, 16_384, -32_768, 32_767]))
    expect(parseWav(wav({ data }))).toEqual({
      samples: new Float32Array([0, 0.5, -1, 32_767 / 32_768]),
      sampleRate: 24_000,
    })
  })

  test('8 bits are unsigned', () => {
    expect(parseWav(wav({ bits: 8, data: new Uint8Array([128, 0, 192, 255]) }))?.samples).toEqual(
      new Float32Array([0, -1, 0.5, 127 / 128]),
    )
  })

  test('24 bits', () => {
    const data = new Uint8Array([0, 0, 0, 0, 0, 0x40, 0, 0, 0x80, 0xff, 0xff, 0xff])
    expect(parseWav(wav({ bits: 24, data }))?.samples).toEqual(new Float32Array([0, 0.5, -1, -1 / 8_388_608]))
  })

  test('32 bits', () => {
    expect(
      parseWav(wav({ bits: 32, data: bytesOf(new Int32Array([0, 1 << 30, -(2 ** 31)])) }))?.samples,
    ).toEqual(new Float32Array([0, 0.5, -1]))
  })

  test('float, 32 and 64 bits', () => {
    const expected = new Float32Array([0.25, -0.75])
    expect(
      parseWav(wav({ tag: 3, bits: 32, data: bytesOf(new Float32Array([0.25, -0.75])) }))?.samples,
    ).toEqual(expected)
    expect(
      parseWav(wav({ tag: 3, bits: 64, data: bytesOf(new Float64Array([0.25, -0.75])) }))?.samples,
    ).toEqual(expected)
  })

  test('of an extensible format', () => {
    const data = bytesOf(new Int16Array([16_384]))
    expect(parseWav(wav({ extensible: true, data }))?.samples).toEqual(new Float32Array([0.5]))
  })
})

test('channels are averaged', () => {
  const data = bytesOf(new Int16Array([16_384, 0, -16_384, -16_384]))
  expect(parseWav(wav({ channels: 2, data }))?.samples).toEqual(new Float32Array([0.25, -0.5]))
})

test('other chunks are passed over, odd ones with their padding', () => {
  const data = bytesOf(new Int16Array([16_384]))
  expect(parseWav(wav({ data, extra: new Uint8Array(5) }))?.samples).toEqual(new Float32Array([0.5]))
})

describe('sizes that are not true', () => {
  const data = bytesOf(new Int16Array([16_384, -16_384]))
  test.each([
    ['0 of a streaming encoder', 0],
    ['all ones of a streaming encoder', 0xffffffff],
    ['more than there is', 4000],
  ])('%s reach to the end', (_, dataSize) => {
    expect(parseWav(wav({ data, dataSize }))?.samples).toEqual(new Float32Array([0.5, -0.5]))
  })

  test('half a sample at the end is none', () => {
    expect(parseWav(wav({ data: new Uint8Array([0, 64, 9]) }))?.samples).toEqual(new Float32Array([0.5]))
  })
})

describe('what is left to the browser', () => {
  test.each([
    ['another codec', wav({ tag: 0x55, data: new Uint8Array(4) })],
    ['no channels', wav({ channels: 0, data: new Uint8Array(4) })],
    ['no data', new Uint8Array(Buffer.from('RIFF\0\0\0\0WAVE', 'latin1')).buffer],
  ])('%s', (_, bytes) => {
    expect(parseWav(bytes)).toBeNull()
  })
})
