import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** What is read of an ONNX file without loading it. */
export interface OnnxMetadata {
  /** `metadata_props` of the model. */
  readonly properties: ReadonlyMap<string, string>
}

// Field numbers of ModelProto and StringStringEntryProto, and wire types, from onnx.proto and the protobuf encoding guide.
const IR_VERSION = 1
const GRAPH = 7
const METADATA_PROPS = 14
const WIRE_VARINT = 0
const WIRE_FIXED64 = 1
const WIRE_LENGTH = 2
const WIRE_FIXED32 = 5

/** Longer values are not settings; anything above this is a damaged length. */
const MAX_PROPERTY_BYTES = 4 * 1024 * 1024

/**
 * Walks the top level of an ONNX file. Native recognisers end the whole process when a model is cut off, is not ONNX, or lacks
 * a property they need, so each of these is found here first.
 *
 * @returns `null` when the file is not a whole ONNX model.
 */
export async function readOnnxMetadata(path: string): Promise<OnnxMetadata | null> {
  const file = await open(path, 'r')
  try {
    return await walk(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function walk(file: FileHandle, size: number): Promise<OnnxMetadata | null> {
  const properties = new Map<string, string>()
  let hasVersion = false
  let hasGraph = false
  let at = 0
  while (at < size) {
    // A tag and a length are at most ten bytes each.
    const head = await readAt(file, at, Math.min(20, size - at))
    const tag = readVarint(head, 0)
    if (tag === null) return null
    const field = tag.value >>> 3
    const wire = tag.value & 7
    at += tag.bytes
    if (wire === WIRE_FIXED64) at += 8
    else if (wire === WIRE_FIXED32) at += 4
    else {
      const value = readVarint(head, tag.bytes)
      if (value === null) return null
      at += value.bytes
      if (wire === WIRE_VARINT) {
        if (field === IR_VERSION) hasVersion = true
      } else if (wire === WIRE_LENGTH) {
        if (at + value.value > size) return null
        if (field === GRAPH) hasGraph = true
        if (field === METADATA_PROPS) {
          if (value.value > MAX_PROPERTY_BYTES) return null
          const entry = readEntry(await readAt(file, at, value.value))
          if (entry === null) return null
          properties.set(entry[0], entry[1])
        }
        at += value.value
      } else return null
    }
  }
  return at === size && hasVersion && hasGraph ? { properties } : null
}

/** A `StringStringEntryProto`: key is field 1, value is field 2. */
function readEntry(bytes: Buffer): [string, string] | null {
  let key = ''
  let value = ''
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at)
    if (tag === null || (tag.value & 7) !== WIRE_LENGTH) return null
    at += tag.bytes
    const length = readVarint(bytes, at)
    if (length === null || at + length.bytes + length.value > bytes.length) return null
    at += length.bytes
    const text = bytes.toString('utf8', at, at + length.value)
    if (tag.value >>> 3 === 1) key = text
    else value = text
    at += length.value
  }
  return [key, value]
}

/** Values above 2^53 (no length is) lose precision, which only makes the walk fail later. */
function readVarint(bytes: Buffer, start: number): { value: number; bytes: number } | null {
  let value = 0
  for (let i = 0; i < 10 && start + i < bytes.length; i++) {
    const byte = bytes[start + i] as number
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, bytes: i + 1 }
  }
  return null
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
