import type { Edit } from '../files/edits.ts'
import { ascii, letters, MalformedPicture, viewOf } from './bytes.ts'
import type { Bytes } from './bytes.ts'

/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2). Positions are in the file. */
export interface Box {
  readonly type: string
  readonly start: number
  /** Where its content begins. */
  readonly content: number
  readonly end: number
}

/** No real file has more boxes side by side. */
const MAX_BOXES = 10_000

/** Most that is overwritten, in bytes: it is made in memory. */
export const MAX_OVERWRITTEN_BYTES = 16 * 1024 * 1024

/** Makes free space of a box, so that all others keep their place. */
export function freed({ start, content, end }: Box): Edit[] {
  if (end - content > MAX_OVERWRITTEN_BYTES) throw new MalformedPicture('more metadata than any real one')
  return [
    { start: start + 4, end: start + 8, insert: letters('free') },
    { start: content, end, insert: new Uint8Array(end - content) },
  ]
}

/** The boxes between `from` and `to`, without what is in them. */
export async function boxesIn(bytes: Bytes, from: number, to: number): Promise<Box[]> {
  const boxes: Box[] = []
  for (let start = from; start + 8 <= to;) {
    if (boxes.length >= MAX_BOXES) throw new MalformedPicture('too many boxes')
    const head = await bytes.read(start, 8)
    const short = viewOf(head).getUint32(0)
    const type = ascii(head, 4, 8)
    let content = start + 8
    let size = short === 0 ? to - start : short
    if (short === 1) {
      size = Number(viewOf(await bytes.read(content, 8)).getBigUint64(0))
      content += 8
    }
    const end = start + size
    if (end < content || end > to) throw new MalformedPicture('a box leaves what it is in')
    boxes.push({ type, start, content, end })
    start = end
  }
  return boxes
}

/** The first box of a type between `from` and `to`. */
export async function findBox(bytes: Bytes, type: string, from: number, to: number): Promise<Box | null> {
  return (await boxesIn(bytes, from, to)).find((box) => box.type === type) ?? null
}

/** Reads big-endian numbers and texts one after the other. */
export class BoxReader {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = viewOf(bytes)
  }

  /** An unsigned number of 0, 1, 2, 4 or 8 bytes. */
  uint(bytes: number): number {
    const at = this.#take(bytes)
    switch (bytes) {
      case 0:
        return 0
      case 1:
        return this.#view.getUint8(at)
      case 2:
        return this.#view.getUint16(at)
      case 4:
        return this.#view.getUint32(at)
      case 8:
        return Number(this.#view.getBigUint64(at))
      default:
        throw new MalformedPicture(`a number of ${bytes} bytes`)
    }
  }

  letters(count: number): string {
    let text = ''
    for (let left = count; left > 0; left--) text += String.fromCharCode(this.uint(1))
    return text
  }

  /** A text that ends with a zero. */
  text(): string {
    let text = ''
    for (let code = this.uint(1); code !== 0; code = this.uint(1)) text += String.fromCharCode(code)
    return text
  }

  skip(bytes: number): void {
    this.#take(bytes)
  }

  #take(bytes: number): number {
    const at = this.#at
    if (at + bytes > this.#view.byteLength) throw new MalformedPicture('a box ends early')
    this.#at += bytes
    return at
  }
}
