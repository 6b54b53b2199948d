import { z } from 'zod'
import type { JsonStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { placesSchema } from '../windows/window-place.ts'

const memorySchema = z.object({
  /** Where the chat window was. */
  window: placesSchema.nullable().catch(null),
  /** What was explained, and is not explained again. */
  said: z.array(z.enum(['closed-to-tray', 'no-tray'])).catch([]),
  /** What closing the window does on a desktop without a tray. */
  withoutTray: z.enum(['ask', 'minimise']).catch('ask'),
  /** The local assistant has timers, which ring only while it runs. */
  hasTimers: z.boolean().catch(false),
})
/** Small things that Parley remembers of its own accord: nobody would miss them, so they are no settings. */
export type MemoryState = z.infer<typeof memorySchema>

export interface Memory {
  get(): MemoryState
  set(change: Partial<MemoryState>): void
  /** True the first time that something is to be explained. */
  isNews(what: MemoryState['said'][number]): boolean
}

/** Reads the memory at once. What is damaged or can't be written is forgotten: it costs a window's place, no more. */
export function createMemory(store: JsonStore, log: Log): Memory {
  const read = store.read()
  const parsed = memorySchema.safeParse(read.kind === 'value' ? read.value : {})
  let state = parsed.success ? parsed.data : memorySchema.parse({})
  const set = (change: Partial<MemoryState>): void => {
    state = { ...state, ...change }
    const written = store.write(state)
    if (!written.ok) log.warn({ failure: written.failure }, 'the memory could not be written')
  }
  return {
    get: () => state,
    set,
    isNews: (what) => {
      if (state.said.includes(what)) return false
      set({ said: [...state.said, what] })
      return true
    },
  }
}
