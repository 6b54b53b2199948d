import type { FileHandle } from 'node:fs/promises'
import { readAt } from '../files/read-at.ts'

/** Bytes that can be read from anywhere, as a parser of a picture needs them. */
export interface Bytes {
  readonly size: number
  /** Rejects with `MalformedPicture` where there are not that many bytes. The bytes must not be written to. */
  read(at: number, length: number): Promise<Uint8Array>
}

/** A picture that is not what its type says, or that has more parts than any real one. */
export class MalformedPicture extends Error {}

const WINDOW_BYTES = 64 * 1024

/** The bytes of an open file, read through a window, because parsers ask for few bytes at a time. */
export class FileBytes implements Bytes {
  readonly size: number
  readonly #handle: FileHandle
  #start = 0
  #window: Uint8Array = new Uint8Array()

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.size = size
  }

  async read(at: number, length: number): Promise<Uint8Array> {
    if (at < 0 || length < 0 || at + length > this.size)
      throw new MalformedPicture('a part lies outside the file')
    const end = this.#start + this.#window.byteLength
    if (at < this.#start || at + length > end) {
      this.#window = await readAt(this.#handle, at, Math.max(length, Math.min(WINDOW_BYTES, this.size - at)))
      this.#start = at
      if (this.#window.byteLength < length) throw new MalformedPicture('the file ends early')
    }
    return this.#window.subarray(at - this.#start, at - this.#start + length)
  }
}

export function ascii(bytes: Uint8Array, start = 0, end = bytes.byteLength): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

/** The letters as bytes. */
export function letters(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
