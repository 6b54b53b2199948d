import type { Clock } from '../lib/clock.ts'
import type { SessionBus } from '../session-bus/session-bus.ts'

/** The service that tray icons announce themselves to; the name that all desktops have kept from KDE, where it began. */
const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'

/** How often a desktop without a tray is looked at again, in ms: old panels come without telling anybody. */
const AGAIN_MS = 20_000

export interface TrayWatchOptions {
  /** Null where there is no session bus. */
  readonly bus: SessionBus | null
  /** Whether an X11 panel takes icons in the old way, which Electron falls back to. */
  readonly hasXembedTray: () => Promise<boolean>
  readonly clock: Pick<Clock, 'setTimer'>
  readonly changed: (hasTray: boolean) => void
}

/**
 * Knows whether a Linux desktop shows tray icons: somebody watches for them (StatusNotifierWatcher) and somebody shows them
 * (its host), or there is a tray of the old kind. Tells it at first, and when it changes.
 */
export class TrayWatch {
  readonly #options: TrayWatchOptions
  #hasTray: boolean | null = null
  #isClosed = false
  /** Counts looks, so that one that was overtaken says nothing. */
  #look = 0
  #cancel: () => void = () => undefined

  constructor(options: TrayWatchOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { bus } = this.#options
    const look = () => void this.look()
    await bus?.onOwner(WATCHER, look)
    await bus?.listen(`type='signal',interface='${WATCHER}'`, ({ interface: from, member }) => {
      if (from === WATCHER && member.startsWith('StatusNotifierHost')) look()
    })
    await this.look()
  }

  /** Looks now. */
  async look(): Promise<void> {
    const mine = ++this.#look
    const hasTray = (await this.#hasHost()) || (await this.#options.hasXembedTray())
    if (this.#isClosed || mine !== this.#look) return
    this.#cancel()
    if (!hasTray) this.#cancel = this.#options.clock.setTimer(() => void this.look(), AGAIN_MS)
    if (hasTray === this.#hasTray) return
    this.#hasTray = hasTray
    this.#options.changed(hasTray)
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
  }

  async #hasHost(): Promise<boolean> {
    const { bus } = this.#options
    if (!bus) return false
    try {
      if (!(await bus.hasOwner(WATCHER))) return false
      const name = 'IsStatusNotifierHostRegistered'
      return (await bus.property(WATCHER, PATH, { interface: WATCHER, name })) === true
    } catch {
      return false
    }
  }
}
