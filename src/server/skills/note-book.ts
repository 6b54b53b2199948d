import { z } from 'zod'
import type { SkillStore } from './types.ts'

const KEY = 'notes'
const noteSchema = z.object({ id: z.string(), username: z.string(), text: z.string(), createdAt: z.number() })
/** One note. `createdAt` in epoch ms. */
export type Note = Readonly<z.infer<typeof noteSchema>>

/** So that a runaway client cannot fill the disk. */
export const MAX_NOTES_PER_USER = 2000

export interface NoteBookOptions {
  readonly store: SkillStore
  /** Epoch ms. */
  readonly now: () => number
  readonly newId: () => string
  /** Told when what is on disk does not have the shape of notes. */
  readonly onError: (error: unknown) => void
}

/** Everybody's notes, on disk. Each method changes or shows those of one person only. */
export class NoteBook {
  readonly #options: NoteBookOptions
  #notes: Promise<Note[]> | null = null

  constructor(options: NoteBookOptions) {
    this.#options = options
  }

  /** Oldest first. */
  async of(username: string): Promise<Note[]> {
    return (await this.#all()).filter((note) => note.username === username)
  }

  /** Resolves when the note is on disk. `null` when the person has too many already. */
  async add(username: string, text: string): Promise<Note | null> {
    const notes = await this.#all()
    if ((await this.of(username)).length >= MAX_NOTES_PER_USER) return null
    const note: Note = { id: this.#options.newId(), username, text, createdAt: this.#options.now() }
    notes.push(note)
    await this.#save(notes)
    return note
  }

  /** Deletes the notes with these ids, of this person only. */
  async remove(username: string, ids: readonly string[]): Promise<void> {
    const gone = new Set(ids)
    const notes = await this.#all()
    const kept = notes.filter((note) => note.username !== username || !gone.has(note.id))
    // In place, because another call may hold the same list.
    notes.splice(0, notes.length, ...kept)
    await this.#save(notes)
  }

  /** Notes that hold every word of the query, whatever its case; oldest first. */
  async search(username: string, query: string): Promise<Note[]> {
    const words = query
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== '')
    return (await this.of(username)).filter((note) => {
      const text = note.text.toLowerCase()
      return words.every((word) => text.includes(word))
    })
  }

  #all(): Promise<Note[]> {
    this.#notes ??= this.#options.store.get(KEY).then(
      (stored) => {
        const notes = z.array(noteSchema).safeParse(stored ?? [])
        if (notes.success) return notes.data
        this.#options.onError(notes.error)
        return []
      },
      (error: unknown) => {
        // Reading may work the next time.
        this.#notes = null
        throw error
      },
    )
    return this.#notes
  }

  #save(notes: readonly Note[]): Promise<void> {
    return this.#options.store.put(KEY, notes)
  }
}
