import type { Failure } from '../../shared/failure.ts'
import { OUTBOX_LIMITS, outboxFull } from './outbox-item.ts'
import type { FoundItem, Outbox, OutboxItem } from './outbox-item.ts'

/** An outbox that lives as long as the process: for the command line. */
export class MemoryOutbox implements Outbox {
  readonly #items = new Map<string, { item: OutboxItem; audio: Uint8Array[] }>()

  items(profileId: string): FoundItem[] {
    return [...this.#items.values()]
      .filter(({ item }) => item.profileId === profileId)
      .map(({ item, audio }) => ({
        ...item,
        audioBytes: audio.reduce((sum, one) => sum + one.byteLength, 0),
      }))
  }

  put(item: OutboxItem): Failure | null {
    if (this.#items.has(item.turnId)) return null
    if (this.#items.size >= OUTBOX_LIMITS.items) return outboxFull()
    this.#items.set(item.turnId, { item, audio: [] })
    return null
  }

  replace(item: OutboxItem): void {
    if (this.#items.has(item.turnId)) this.#items.set(item.turnId, { item, audio: [] })
  }

  append(turnId: string, pcm: Uint8Array): Failure | null {
    this.#items.get(turnId)?.audio.push(pcm)
    return null
  }

  seal(): void {}

  forget(turnId: string): void {
    this.#items.delete(turnId)
  }

  readAudio(turnId: string): Promise<Uint8Array | null> {
    const kept = this.#items.get(turnId)
    return Promise.resolve(kept === undefined ? null : new Uint8Array(Buffer.concat(kept.audio)))
  }

  isWhole(turnId: string): boolean {
    return this.#items.has(turnId)
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }
}
