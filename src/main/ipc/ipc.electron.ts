import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { CHANNEL } from '../../shared/ipc/channels.ts'
import type { EventName, EventPayload } from '../../shared/ipc/events.ts'
import type { Answer } from '../../shared/ipc/routes.ts'
import { trustedWindow } from './trusted-sender.ts'
import type { TrustedWindow } from './trusted-sender.ts'

/** Which web contents are ours, and when one is gone. Windows add themselves when made and leave when closed. */
export class WindowRegistry {
  readonly #kinds = new Map<number, TrustedWindow>()
  readonly #contents = new Map<number, WebContents>()
  readonly #onGone: (kind: TrustedWindow) => void

  /** `onGone`: a page went away, with whatever it had asked for: its window was closed, or its process died. */
  constructor(onGone: (kind: TrustedWindow) => void) {
    this.#onGone = onGone
  }

  add(contents: WebContents, kind: TrustedWindow): void {
    const id = contents.id
    this.#kinds.set(id, kind)
    this.#contents.set(id, contents)
    contents.on('render-process-gone', () => {
      this.#onGone(kind)
    })
    contents.once('destroyed', () => {
      this.#onGone(kind)
      this.#kinds.delete(id)
      this.#contents.delete(id)
    })
  }

  get kinds(): ReadonlyMap<number, TrustedWindow> {
    return this.#kinds
  }

  /** Sends an event to every window of ours, or to those of one kind. */
  broadcast<E extends EventName>(event: E, payload: EventPayload<E>, only?: TrustedWindow): void {
    for (const [id, contents] of this.#contents) {
      if (contents.isDestroyed() || (only && this.#kinds.get(id) !== only)) continue
      contents.send(CHANNEL.event, event, payload)
    }
  }
}

/** Puts the router on the one request channel. */
export function listenForRequests(
  registry: WindowRegistry,
  answer: (window: TrustedWindow | null, route: unknown, input: unknown) => Promise<Answer<unknown>>,
): void {
  ipcMain.handle(CHANNEL.request, (event: IpcMainInvokeEvent, route: unknown, input: unknown) => {
    const frame = event.senderFrame
    const window = trustedWindow(
      {
        webContentsId: event.sender.id,
        url: frame?.url ?? null,
        isTopFrame: frame !== null && frame.parent === null,
      },
      registry.kinds,
    )
    return answer(window, route, input)
  })
}
