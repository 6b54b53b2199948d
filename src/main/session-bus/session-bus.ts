import type { Message, MessageBus } from 'dbus-native'
import { openBus } from './open-bus.ts'

/** D-Bus's number for a message that is a signal. */
const SIGNAL = 4

/** How long a service may take to answer, in ms. */
const CALL_MS = 5000

const BUS = 'org.freedesktop.DBus'

/** A signal as it came. */
export interface BusSignal {
  /** The unique name of who sent it. */
  readonly sender: string
  readonly interface: string
  readonly member: string
  readonly body: readonly unknown[]
}

/**
 * A connection to the desktop's session bus, to look at what services say of themselves. It asks for nothing that a person
 * would have to allow.
 */
export class SessionBus {
  readonly #bus: MessageBus
  readonly #listeners = new Set<(signal: BusSignal) => void>()

  private constructor(bus: MessageBus) {
    this.#bus = bus
    bus.connection.on('message', (message) => {
      this.#receive(message)
    })
  }

  /** Connects; null where there is no session bus. `busAddress` is by default the environment's. */
  static async open(busAddress?: string): Promise<SessionBus | null> {
    try {
      return new SessionBus(await openBus({ timeoutMs: CALL_MS, busAddress }))
    } catch {
      return null
    }
  }

  /** Hears the signals that a match rule lets through, for example `type='signal',member='ActiveChanged'`. */
  async listen(rule: string, listener: (signal: BusSignal) => void): Promise<void> {
    this.#listeners.add(listener)
    await this.#bus.addMatch(rule)
  }

  /** Hears of a service that comes or goes. */
  async onOwner(name: string, listener: (isThere: boolean) => void): Promise<void> {
    const rule = `type='signal',sender='${BUS}',member='NameOwnerChanged',arg0='${name}'`
    await this.listen(rule, ({ sender, member, body }) => {
      if (sender === BUS && member === 'NameOwnerChanged' && body[0] === name) listener(body[2] !== '')
    })
  }

  /** Whether a service is there. */
  async hasOwner(name: string): Promise<boolean> {
    return this.#bus.invokeDbus<boolean>({ member: 'NameHasOwner', signature: 's', body: [name] })
  }

  /** Reads a property of a service. Rejects when there is no such service or property. */
  async property(
    service: string,
    path: string,
    property: { interface: string; name: string },
  ): Promise<unknown> {
    return await this.#bus.invoke<unknown>({
      destination: service,
      path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [property.interface, property.name],
    })
  }

  close(): void {
    this.#listeners.clear()
    void this.#bus.close()
  }

  #receive(message: Message): void {
    if (message.type !== SIGNAL) return
    const { sender = '', interface: from = '', member = '', body = [] } = message
    for (const listener of this.#listeners) listener({ sender, interface: from, member, body })
  }
}
