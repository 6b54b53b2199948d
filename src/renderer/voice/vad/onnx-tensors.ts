/*
 * Reads the weights out of an ONNX file, and nothing else of it. The format is protocol buffers:
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** A named constant of 32-bit floats; `dims` as in the file, the last one varies fastest. */
export interface Tensor {
  readonly name: string
  readonly dims: readonly number[]
  readonly data: Float32Array
}

/** One field of a message: a number, or the bytes of a string, a message or a packed list. */
interface Field {
  readonly number: number
  readonly value: number
  readonly bytes: Uint8Array | null
}

/** Field numbers of the messages on the way to a tensor. */
const MODEL = { graph: 7 } as const
const GRAPH = { node: 1 } as const
const NODE = { attribute: 5 } as const
const ATTRIBUTE = { tensor: 5, graph: 6 } as const
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 } as const

/** `TensorProto.DataType.FLOAT` */
const FLOAT = 1

/** Every named float constant of the model, those in branches of the graph included. Throws when the file is cut off. */
export function readTensors(model: Uint8Array): Tensor[] {
  const tensors: Tensor[] = []
  for (const field of fieldsOf(model)) {
    if (field.number === MODEL.graph && field.bytes) readGraph(field.bytes, tensors)
  }
  return tensors
}

function readGraph(graph: Uint8Array, into: Tensor[]): void {
  for (const node of fieldsOf(graph)) {
    if (node.number !== GRAPH.node || !node.bytes) continue
    for (const attribute of fieldsOf(node.bytes)) {
      if (attribute.number === NODE.attribute && attribute.bytes) readAttribute(attribute.bytes, into)
    }
  }
}

function readAttribute(attribute: Uint8Array, into: Tensor[]): void {
  for (const { number, bytes } of fieldsOf(attribute)) {
    if (!bytes) continue
    if (number === ATTRIBUTE.graph) readGraph(bytes, into)
    if (number === ATTRIBUTE.tensor) {
      const tensor = readTensor(bytes)
      if (tensor) into.push(tensor)
    }
  }
}

function readTensor(message: Uint8Array): Tensor | null {
  let name = ''
  let type = 0
  let raw: Uint8Array | null = null
  const dims: number[] = []
  for (const { number, value, bytes } of fieldsOf(message)) {
    if (number === TENSOR.type) type = value
    else if (number === TENSOR.name && bytes) name = new TextDecoder().decode(bytes)
    else if (number === TENSOR.raw) raw = bytes
    else if (number === TENSOR.dims) dims.push(...(bytes ? readPacked(bytes) : [value]))
  }
  if (type !== FLOAT || name === '' || !raw) return null
  // Copied: the file's floats need not lie on a multiple of four. All hosts are little-endian, as the format is.
  return { name, dims, data: new Float32Array(raw.slice().buffer) }
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  const reader = { message, at: 0 }
  while (reader.at < message.length) {
    const key = readVarint(reader)
    const number = Math.floor(key / 8)
    switch (key % 8) {
      case 0:
        yield { number, value: readVarint(reader), bytes: null }
        break
      case 1:
        yield { number, value: 0, bytes: take(reader, 8) }
        break
      case 2:
        yield { number, value: 0, bytes: take(reader, readVarint(reader)) }
        break
      case 5:
        yield { number, value: 0, bytes: take(reader, 4) }
        break
      default:
        throw new Error('This is no ONNX file.')
    }
  }
}

function readPacked(bytes: Uint8Array): number[] {
  const reader = { message: bytes, at: 0 }
  const numbers: number[] = []
  while (reader.at < bytes.length) numbers.push(readVarint(reader))
  return numbers
}

interface Reader {
  readonly message: Uint8Array
  at: number
}

/** Exact up to 2^53, which no size in a file reaches. */
function readVarint(reader: Reader): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = reader.message[reader.at]
    if (byte === undefined) throw new Error('The ONNX file is cut off.')
    reader.at += 1
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
}

function take(reader: Reader, length: number): Uint8Array {
  const end = reader.at + length
  if (end > reader.message.length) throw new Error('The ONNX file is cut off.')
  const bytes = reader.message.subarray(reader.at, end)
  reader.at = end
  return bytes
}
