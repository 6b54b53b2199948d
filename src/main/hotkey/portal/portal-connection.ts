import { randomUUID } from 'node:crypto'
import type { Message, MessageBus, Variant } from 'dbus-native'
import { FailureError, failure } from '../../../shared/failure.ts'
import type { Clock } from '../../lib/clock.ts'
import { openBus } from '../../session-bus/open-bus.ts'

export const PORTAL = 'org.freedesktop.portal.Desktop'
const PORTAL_PATH = '/org/freedesktop/portal/desktop'
const REQUEST = 'org.freedesktop.portal.Request'

/** D-Bus's number for a message that is a signal. */
const SIGNAL = 4

/** How long a method may take to answer, in ms. None of them asks the person: that is what a Request is for. */
const CALL_MS = 10_000

/** A method of the portal, without what all have in common. */
export interface PortalCall {
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly unknown[]
}

/** A signal of the portal. */
export interface PortalSignal {
  readonly interface: string
  readonly member: string
  readonly path: string
  readonly body: readonly unknown[]
}

/** What came of a Request: 0 it was done, 1 the person said no, 2 it ended in some other way. */
export interface PortalResponse {
  readonly response: number
  readonly results: Readonly<Record<string, unknown>>
}

export interface PortalConnectionOptions {
  readonly clock: Clock
  /** The bus; by default the session's, as the environment has it. */
  readonly busAddress?: string
  /** Every signal of the portal, in order. */
  readonly onSignal: (signal: PortalSignal) => void
  /** The bus or the portal went away by itself. At most once. */
  readonly onGone: (reason: string) => void
}

/** A request whose answer has not come. */
interface Waiting {
  /** Where the answer may come from: the path that we foretold, and the one that the portal chose. */
  readonly paths: Set<string>
  readonly resolve: (answer: PortalResponse) => void
  readonly reject: (why: FailureError) => void
}

/**
 * A connection to the desktop portal: calls, signals, and its Request objects, which answer with a signal once the person
 * has decided. One connection is one client to the portal: when it closes, the portal ends all that it had.
 */
export class PortalConnection {
  readonly #bus: MessageBus
  readonly #variant: typeof Variant<string>
  readonly #options: PortalConnectionOptions
  readonly #waiting = new Set<Waiting>()
  /** Answers from paths that nobody waits at, while someone waits. */
  readonly #early = new Map<string, PortalResponse>()
  #owner = ''
  #isOver = false

  private constructor(
    bus: MessageBus,
    makeVariant: typeof Variant<string>,
    options: PortalConnectionOptions,
  ) {
    this.#bus = bus
    this.#variant = makeVariant
    this.#options = options
    bus.connection.on('message', (message) => {
      this.#receive(message)
    })
    bus.connection.on('close', () => {
      this.#gone('the session bus closed the connection')
    })
  }

  /**
   * Connects, and starts the portal if the bus knows how. Fails with HOTKEY_UNSUPPORTED when there is no bus or no portal.
   * `appId` names the desktop entry of the app: a portal knows a sandboxed app by itself, and takes any other's word for it
   * where it has `org.freedesktop.host.portal.Registry`.
   */
  static async open(appId: string, options: PortalConnectionOptions): Promise<PortalConnection> {
    const { Variant } = await import('dbus-native')
    let bus
    try {
      bus = await openBus({ timeoutMs: CALL_MS, busAddress: options.busAddress })
    } catch (thrown) {
      throw unsupported('there is no session bus', thrown)
    }
    const connection = new PortalConnection(bus, Variant, options)
    try {
      await bus.addMatch(`type='signal',sender='${PORTAL}'`)
      await bus.addMatch(
        `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${PORTAL}'`,
      )
      await connection.#register(appId)
      connection.#owner = await bus.invokeDbus<string>({
        member: 'GetNameOwner',
        signature: 's',
        body: [PORTAL],
      })
      return connection
    } catch (thrown) {
      connection.close()
      throw unsupported('there is no desktop portal', thrown)
    }
  }

  /** Calls a method. Rejects with D-Bus's error. */
  async call(call: PortalCall): Promise<unknown> {
    const { signature, body } = call
    return await this.#bus.invoke({
      destination: PORTAL,
      path: PORTAL_PATH,
      interface: call.interface,
      member: call.member,
      ...(signature === undefined ? {} : { signature, body: [...(body ?? [])] }),
    })
  }

  /** The version of one of the portal's interfaces; null when it has none. */
  async versionOf(portalInterface: string): Promise<number | null> {
    try {
      const version = await this.call({
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: [portalInterface, 'version'],
      })
      return typeof version === 'number' ? version : null
    } catch {
      return null
    }
  }

  /**
   * Calls a method that answers through a Request object, and waits for its Response: as long as the person takes, or
   * `deadlineMs`. Rejects with a FailureError when that passes or the connection closes.
   */
  async request(call: PortalCall, deadlineMs: number | null): Promise<PortalResponse> {
    const token = newToken()
    const { promise, resolve, reject } = Promise.withResolvers<PortalResponse>()
    // It may fail while the call itself is still on its way and nobody waits for the answer yet.
    promise.catch(() => undefined)
    const paths = new Set([`${PORTAL_PATH}/request/${this.#escapedName()}/${token}`])
    const waiting: Waiting = { paths, resolve, reject }
    // Before the call: the answer may be there before the call has returned.
    this.#waiting.add(waiting)
    const clear =
      deadlineMs === null
        ? () => undefined
        : this.#options.clock.setTimer(() => {
            reject(unsupported('the desktop portal does not answer'))
          }, deadlineMs)
    try {
      const options = { ...(call.body?.at(-1) as object), handle_token: this.string(token) }
      const handle = await this.call({ ...call, body: [...(call.body ?? []).slice(0, -1), options] })
      // Portals before 0.9 choose a path of their own, and its answer may be faster than our learning of it.
      if (typeof handle === 'string') {
        paths.add(handle)
        const early = this.#early.get(handle)
        if (early) resolve(early)
      }
      return await promise
    } finally {
      clear()
      this.#waiting.delete(waiting)
      if (this.#waiting.size === 0) this.#early.clear()
    }
  }

  /** A string as a variant, which is what options are made of. */
  string(value: string): Variant<string> {
    return new this.#variant('s', value)
  }

  /** The object path of a session that is made with this token. */
  sessionPath(token: string): string {
    return `${PORTAL_PATH}/session/${this.#escapedName()}/${token}`
  }

  /** Ends everything that the portal does for this connection. Harmless when it is closed. */
  close(): void {
    this.#isOver = true
    this.#end('the connection was closed')
    void this.#bus.close()
  }

  async #register(appId: string): Promise<void> {
    try {
      const member = 'Register'
      const body = [appId, {}]
      await this.call({
        interface: 'org.freedesktop.host.portal.Registry',
        member,
        signature: 'sa{sv}',
        body,
      })
    } catch (thrown) {
      const name = thrown instanceof Error && 'dbusName' in thrown ? thrown.dbusName : null
      // An older portal without a registry, or one that finds no such desktop entry, can still serve us.
      if (name === 'org.freedesktop.DBus.Error.ServiceUnknown' || name === null) throw thrown
    }
  }

  #receive(message: Message): void {
    if (message.type !== SIGNAL) return
    const { sender, interface: from = '', member = '', path = '', body = [] } = message
    if (sender === 'org.freedesktop.DBus' && member === 'NameOwnerChanged' && body[0] === PORTAL) {
      // A portal that came back knows nothing of our session.
      if (body[1] !== '' && body[1] === this.#owner) this.#gone('the desktop portal ended')
      return
    }
    // Anyone on the bus can send us a signal; only the portal's count.
    if (this.#owner !== '' && sender !== this.#owner) return
    if (from === REQUEST && member === 'Response') {
      const answer = { response: Number(body[0]), results: (body[1] ?? {}) as Record<string, unknown> }
      const asked = [...this.#waiting].find(({ paths }) => paths.has(path))
      if (asked) asked.resolve(answer)
      else if (this.#waiting.size > 0) this.#early.set(path, answer)
      return
    }
    if (!this.#isOver) this.#options.onSignal({ interface: from, member, path, body })
  }

  /** Our unique name as a part of an object path: `:1.42` is `1_42`. */
  #escapedName(): string {
    return (this.#bus.name ?? '').slice(1).replaceAll('.', '_')
  }

  #gone(reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#end(reason)
    this.#options.onGone(reason)
    void this.#bus.close()
  }

  #end(reason: string): void {
    for (const { reject } of this.#waiting) reject(unsupported(reason))
    this.#waiting.clear()
  }
}

/** A name for a request or session that nobody can guess beforehand; tokens are parts of object paths. */
export function newToken(): string {
  return `parley_${randomUUID().replaceAll('-', '')}`
}

function unsupported(why: string, cause?: unknown): FailureError {
  return new FailureError(
    failure('HOTKEY_UNSUPPORTED', `The desktop cannot give out a talk key: ${why}.`, true),
    { cause },
  )
}
