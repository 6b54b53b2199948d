import { EventEmitter } from 'node:events'

/** Names of events with the arguments that each listener gets: `{ changed: [settings: Settings]; closed: [] }`. */
export type EventArguments<Events> = Record<keyof Events, readonly unknown[]>

/** What a part offers to those who listen to it: they cannot emit. */
export interface Listenable<Events extends EventArguments<Events>> {
  /** Listens to one event; call the result to stop. */
  on<Name extends keyof Events & string>(name: Name, listener: (...args: Events[Name]) => void): () => void
}

/**
 * Node's `EventEmitter`, typed, and with `on` giving back its own undoing. A listener's exception reaches whoever emits, as
 * in Node; there is no special `error` event.
 */
export class Emitter<Events extends EventArguments<Events>> implements Listenable<Events> {
  readonly #emitter = new EventEmitter()

  on<Name extends keyof Events & string>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const untyped = listener as unknown as (...args: unknown[]) => void
    this.#emitter.on(eventKey(name), untyped)
    return () => {
      this.#emitter.off(eventKey(name), untyped)
    }
  }

  emit<Name extends keyof Events & string>(name: Name, ...args: Events[Name]): void {
    this.#emitter.emit(eventKey(name), ...args)
  }

  /** How many listen to an event. */
  count(name: keyof Events & string): number {
    return this.#emitter.listenerCount(eventKey(name))
  }

  /** Lets go of every listener. */
  clear(): void {
    this.#emitter.removeAllListeners()
  }
}

/** Node throws what is emitted as `error` without a listener; no name of ours may meet that rule by chance. */
function eventKey(name: string): string {
  return `:${name}`
}
