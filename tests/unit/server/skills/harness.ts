import { createAssistant } from '../../../../src/server/skills/assistant.ts'
import type { AssistantOptions } from '../../../../src/server/skills/assistant.ts'
import type {
  Assistant,
  AssistantInput,
  HistoryMessage,
  ReplyEvent,
  Ring,
  SkillStore,
} from '../../../../src/server/skills/types.ts'

/** Sunday, 22 November 2026, 15:45 in New York. */
export const NOW = Date.UTC(2026, 10, 22, 20, 45)

/** A store in memory that takes and gives copies, as a file does. */
export function memoryStore(): SkillStore & { readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  return {
    values,
    get: (key) => {
      const text = values.get(key)
      return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as unknown))
    },
    put: (key, value) => {
      values.set(key, JSON.stringify(value))
      return Promise.resolve()
    },
  }
}

/** An assistant with a clock, chance and ids that the test controls. */
export class World {
  now = NOW
  timeZone = 'America/New_York'
  locale = 'en-US'
  random = 0
  readonly rings: Ring[] = []
  /** Every number of timers that was told. */
  readonly counts: number[] = []
  readonly errors: unknown[] = []
  readonly history: HistoryMessage[] = []
  readonly assistant: Assistant
  readonly #due: { at: number; run: () => void }[] = []
  #ids = 0

  constructor(readonlyOptions: Partial<AssistantOptions> = {}) {
    this.assistant = createAssistant({
      store: memoryStore(),
      onRing: (ring) => this.rings.push(ring),
      onTimers: (running) => this.counts.push(running),
      onError: (error) => this.errors.push(error),
      surroundings: {
        now: () => this.now,
        timeZone: () => this.timeZone,
        random: () => this.random,
        newId: () => `id-${++this.#ids}`,
        schedule: (run, ms) => {
          const entry = { at: this.now + ms, run }
          this.#due.push(entry)
          return () => {
            const at = this.#due.indexOf(entry)
            if (at >= 0) this.#due.splice(at, 1)
          }
        },
      },
      ...readonlyOptions,
    })
  }

  /** How many callbacks are waiting. */
  get armed(): number {
    return this.#due.length
  }

  /** Moves time and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.#due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#due.splice(this.#due.indexOf(next), 1)
      this.now = Math.max(this.now, next.at)
      next.run()
    }
    this.now = end
  }

  input(text: string, more: Partial<AssistantInput> = {}): AssistantInput {
    return {
      text,
      parts: [],
      username: 'ann',
      sessionId: 'session',
      history: this.history,
      locale: this.locale,
      signal: new AbortController().signal,
      ...more,
    }
  }

  async events(text: string, more: Partial<AssistantInput> = {}): Promise<ReplyEvent[]> {
    const events: ReplyEvent[] = []
    for await (const event of this.assistant.reply(this.input(text, more))) events.push(event)
    return events
  }

  /** What is answered; the exchange joins the history. */
  async ask(text: string, more: Partial<AssistantInput> = {}): Promise<string> {
    const said = saidIn(await this.events(text, more))
    this.history.push({ role: 'user', text }, { role: 'assistant', text: said })
    return said
  }
}

export function saidIn(events: readonly ReplyEvent[]): string {
  return events.map((event) => (event.type === 'delta' ? event.text : '')).join('')
}
