import type { FileHandle } from 'node:fs/promises'
import { cancelled } from './arrival.ts'
import type { Arrival } from './arrival.ts'
import type { Facts } from './facts.ts'

/** Bytes of one piece. */
const PIECE_BYTES = 256 * 1024

/** Where the bytes of a file come from: a blob that is whole, or one that is on its way. */
export interface Source {
  readonly handle: FileHandle
  readonly facts: Facts
  /** Bytes, of a file that is whole. */
  readonly size: number
  /** Null for a file that is whole. */
  readonly arrival: Arrival | null
  release(): void
}

/** A file of a message, open for reading. It must be closed: while it is open, it is kept. */
export class MediaFile {
  readonly facts: Facts
  readonly #source: Source
  #isClosed = false

  constructor(source: Source) {
    this.#source = source
    this.facts = source.facts
  }

  /** In bytes; null while the server has not said it and not all is here. */
  get size(): number | null {
    const { arrival, size } = this.#source
    return arrival ? arrival.size : size
  }

  /** Resolves with the size, in bytes, when all of it is here. */
  async whole(signal?: AbortSignal): Promise<number> {
    await this.#source.arrival?.until(Infinity, signal)
    return this.size ?? 0
  }

  /** The bytes from `start` to before `end`, which come as they arrive. A file that turns out to be shorter ends early. */
  async *read(start: number, end: number, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { handle, arrival } = this.#source
    let at = start
    while (at < end) {
      await arrival?.until(at + 1, signal)
      if (signal?.aborted === true) throw cancelled()
      const piece = new Uint8Array(Math.min(PIECE_BYTES, end - at))
      const { bytesRead } = await handle.read(piece, 0, piece.byteLength, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  }

  /** Lets it go. Closing it twice does nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#source.handle.close()
    this.#source.release()
  }
}
