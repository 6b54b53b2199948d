import type { ConversationStore, StoredPart } from '../store/conversations.ts'
import type { AttachmentRecord } from '../store/attachments.ts'
import type { AgentStats, Saved } from './items.ts'

/** The part of a reply that has been sent but not stored yet, and what has been stored of it. */
export class ReplyDraft {
  readonly #store: ConversationStore
  readonly #session: number
  #whole = ''
  #text = ''
  #parts: StoredPart[] = []
  #lastSaved: Saved | null = null

  constructor(store: ConversationStore, session: number) {
    this.#store = store
    this.#session = session
  }

  /** The whole reply's text so far. */
  get whole(): string {
    return this.#whole
  }

  /** The text that is not stored yet. */
  get unsaved(): string {
    return this.#text
  }

  /** What was stored last. */
  get lastSaved(): Saved | null {
    return this.#lastSaved
  }

  addText(text: string): void {
    this.#whole += text
    this.#text += text
  }

  addAttachment(record: AttachmentRecord): void {
    this.#parts.push({ type: record.kind, attachment_id: record.id, filename: record.filename })
  }

  /** Stores what is not stored yet; null when that is nothing. */
  save(interrupted: boolean, now: number): Saved | null {
    const text = this.#text
    const parts: StoredPart[] = text === '' ? this.#parts : [{ type: 'plain', text }, ...this.#parts]
    if (parts.length === 0) return null
    this.#text = ''
    this.#parts = []
    this.#lastSaved = this.#store.add(
      { session: this.#session, role: 'assistant', text, parts, interrupted },
      now,
    )
    return this.#lastSaved
  }

  /** Stores the reply's figures beside its last message. */
  saveStats(stats: AgentStats): void {
    if (this.#lastSaved) this.#store.setStats(this.#lastSaved.id, stats)
  }
}
