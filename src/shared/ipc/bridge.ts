import type { Answer, Route, RouteInput, RouteOutput } from './routes.ts'
import type { EventName, EventPayload } from './events.ts'

/** What the preload puts on `window.parley`. */
export interface ParleyBridge {
  /** Makes a request of main. Resolves with the answer; rejects never. */
  invoke<R extends Route>(route: R, input: RouteInput<R>): Promise<Answer<RouteOutput<R>>>
  /** Listens to one event; call the result to stop. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /** The path on disk of a dropped file; empty when it has none. */
  pathForFile(file: File): string
  /** `linux`, `darwin` or `win32`: for the names of keys. */
  readonly platform: string
}

/**
 * What the voice window's preload posts to its own page with the audio port in `ports[0]`, so that audio never passes
 * through contextBridge copies.
 */
export const VOICE_PORT_MESSAGE = 'parley:voice-port'

declare global {
  interface Window {
    readonly parley: ParleyBridge
  }
}
