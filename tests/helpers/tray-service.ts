import { sessionBus } from 'dbus-native'
import type { MessageBus } from 'dbus-native'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'

/** A desktop's tray, as a service on a real bus: the part of the StatusNotifierWatcher that says whether icons are shown. */
export class TrayService {
  readonly #bus: MessageBus
  #hasHost: boolean

  private constructor(bus: MessageBus, hasHost: boolean) {
    this.#bus = bus
    this.#hasHost = hasHost
    // A question that arrives while the service goes cannot be answered any more.
    bus.connection.on('error', () => undefined)
  }

  /** `hasHost`: whether somebody shows the icons, a panel, from the start. */
  static async start(busAddress: string, { hasHost = true } = {}): Promise<TrayService> {
    const bus = sessionBus({ busAddress })
    const service = new TrayService(bus, hasHost)
    bus.exportInterface(
      {
        get IsStatusNotifierHostRegistered() {
          return service.#hasHost
        },
      },
      PATH,
      { name: WATCHER, methods: {}, properties: { IsStatusNotifierHostRegistered: 'b' }, signals: {} },
    )
    await bus.requestName(WATCHER, 0)
    return service
  }

  /** A panel begins to show icons, or ends. */
  setHost(hasHost: boolean): void {
    this.#hasHost = hasHost
    this.#bus.sendSignal(PATH, WATCHER, `StatusNotifierHost${hasHost ? 'Registered' : 'Unregistered'}`)
  }

  async stop(): Promise<void> {
    await this.#bus.close()
  }
}
