import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { FailureError, failure } from '../../shared/failure.ts'
import { HEAD_BYTES } from './facts.ts'

/** A download that has begun. */
export interface Incoming {
  /** Bytes that were announced; null when the server did not say. */
  readonly size: number | null
  /** Rejects with a `FailureError`. Ending the iteration ends the download. */
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/**
 * A file on its way to disk, which can be read while it grows. Nothing of it is held in memory but its beginning, from which
 * its type is told.
 */
export class Arrival {
  readonly path: string
  /** Settles when all of it is on disk, or when it failed. Never an unhandled rejection. */
  readonly done: Promise<{ sha256: string; size: number }>
  #total: number | null = null
  #bytes = 0
  #head: Buffer = Buffer.alloc(0)
  #outcome: 'arriving' | 'whole' | FailureError = 'arriving'
  readonly #wakers = new Set<() => void>()
  readonly #abort = new AbortController()

  /** @param begin starts the download; its signal ends it. */
  constructor(path: string, begin: (signal: AbortSignal) => Promise<Incoming>) {
    this.path = path
    this.done = this.#receive(begin)
    this.done.catch(() => undefined)
  }

  /** All of its bytes, as far as is known: announced, or counted. */
  get size(): number | null {
    return this.#outcome === 'whole' ? this.#bytes : this.#total
  }

  get hasFailed(): boolean {
    return this.#outcome instanceof FailureError
  }

  /** Nobody wants it any more, even if all of it has come. */
  get isGivenUp(): boolean {
    return this.#abort.signal.aborted
  }

  /** Its first bytes: `HEAD_BYTES`, or all of a shorter file. */
  async head(signal?: AbortSignal): Promise<Uint8Array> {
    await this.until(HEAD_BYTES, signal)
    return this.#head
  }

  /** Resolves when so many bytes are on disk, or the file is whole; rejects when it can't be, or the signal is aborted. */
  async until(bytes: number, signal?: AbortSignal): Promise<void> {
    while (this.#bytes < bytes && this.#outcome === 'arriving' && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wakers.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        this.#wakers.add(wake)
        signal?.addEventListener('abort', wake)
      })
    }
    if (signal?.aborted === true) throw cancelled()
    if (this.#bytes < bytes && this.#outcome instanceof FailureError) throw this.#outcome
  }

  /** Gives the download up. */
  abort(): void {
    this.#abort.abort()
    if (this.#outcome === 'arriving') this.#settle(cancelled())
  }

  async #receive(
    begin: (signal: AbortSignal) => Promise<Incoming>,
  ): Promise<{ sha256: string; size: number }> {
    let file: FileHandle | null = null
    try {
      const incoming = await begin(this.#abort.signal)
      this.#total = incoming.size
      file = await open(this.path, 'wx', 0o600)
      const hash = createHash('sha256')
      for await (const piece of incoming.pieces) {
        if (this.#abort.signal.aborted) throw cancelled()
        await file.writeFile(piece)
        hash.update(piece)
        this.#grow(piece)
      }
      await file.close()
      file = null
      this.#settle('whole')
      return { sha256: hash.digest('hex'), size: this.#bytes }
    } catch (error) {
      const reason = error instanceof FailureError ? error : new FailureError(diskFailure(error))
      this.#settle(reason)
      throw reason
    } finally {
      await file?.close()
    }
  }

  #grow(piece: Uint8Array): void {
    if (this.#head.byteLength < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, piece.subarray(0, HEAD_BYTES - this.#head.byteLength)])
    }
    this.#bytes += piece.byteLength
    this.#wake()
  }

  #settle(outcome: 'whole' | FailureError): void {
    if (this.#outcome !== 'arriving') return
    this.#outcome = outcome
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake()
  }
}

export function cancelled(): FailureError {
  return new FailureError(failure('CANCELLED', 'Cancelled'))
}

function diskFailure(error: unknown) {
  return (error as { code?: unknown } | null)?.code === 'ENOSPC'
    ? failure('DISK_FULL', 'The disk is full')
    : failure('DOWNLOAD_FAILED', 'The file could not be written to disk', true)
}
