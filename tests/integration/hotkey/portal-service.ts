import { sessionBus, Variant } from 'dbus-native'
import type { Message, MessageBus } from 'dbus-native'
import { z } from 'zod'

const PORTAL = 'org.freedesktop.portal.Desktop'
const PATH = '/org/freedesktop/portal/desktop'
const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts'

/** `a(sa{sv})` as the library reads it. */
const shortcutsSchema = z.array(
  z.tuple([z.string(), z.object({ description: z.string(), preferred_trigger: z.string().optional() })]),
)

/** How a desktop behaves. */
export interface PortalBehaviour {
  /** Whether the portal has the interface at all; wlroots' backend had none for years. */
  readonly hasShortcuts?: boolean
  /** `org.freedesktop.host.portal.Registry`, since 1.20. */
  readonly hasRegistry?: boolean
  /**
   * What the person, or the desktop, does about the key: allows it, refuses, never answers, gives it to another program, or
   * breaks.
   */
  readonly binding?: 'allow' | 'refuse' | 'never' | 'taken' | 'break'
  /** The words for the key; the desktop may have another in mind than the one that was proposed. */
  readonly trigger?: string
  /** Answers from a path of its own choice, as portals did before 0.9. */
  readonly ownHandles?: boolean
}

interface Session {
  readonly path: string
  readonly client: string
  isBound: boolean
}

/**
 * The desktop portal's global shortcuts, as a service on a real bus: the interface, the rules and the errors of
 * `org.freedesktop.portal.GlobalShortcuts.xml` and of xdg-desktop-portal's own code.
 */
export class PortalService {
  readonly sessions: Session[] = []
  /** What apps said that they are, and what they proposed. */
  readonly registered: string[] = []
  readonly proposals: { readonly id: string; readonly description: string; readonly trigger?: string }[] = []
  readonly #bus: MessageBus
  readonly #behaviour: PortalBehaviour
  /** Clients that have called anything: their app is taken as known. */
  readonly #known = new Set<string>()
  #onProposal: () => void = () => undefined

  private constructor(bus: MessageBus, behaviour: PortalBehaviour) {
    this.#bus = bus
    this.#behaviour = behaviour
  }

  static async start(busAddress: string, behaviour: PortalBehaviour = {}): Promise<PortalService> {
    const bus = sessionBus({ busAddress })
    const service = new PortalService(bus, behaviour)
    // A service that crashes may have an answer on its way.
    bus.connection.on('error', () => undefined)
    await bus.addMatch("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'")
    bus.connection.on('message', (message) => {
      if (message.member === 'NameOwnerChanged' && message.body?.[2] === '') {
        service.#forget(String(message.body[0]))
      }
    })
    service.#export()
    await bus.requestName(PORTAL, 0)
    return service
  }

  /** Resolves when an app asks for a key. */
  proposal(): Promise<void> {
    return new Promise((resolve) => (this.#onProposal = resolve))
  }

  press(id = 'talk'): void {
    this.#tell('Activated', 'osta{sv}', [this.#session().path, id, 0n, {}])
  }

  release(id = 'talk'): void {
    this.#tell('Deactivated', 'osta{sv}', [this.#session().path, id, 0n, {}])
  }

  /** The person gave the shortcut another key in the desktop's settings. */
  rebind(trigger: string): void {
    const shortcuts = [['talk', { description: text('Talk'), trigger_description: text(trigger) }]]
    this.#tell('ShortcutsChanged', 'oa(sa{sv})', [this.#session().path, shortcuts])
  }

  /** The desktop ends the session by itself. */
  endSession(): void {
    const { path } = this.#session()
    this.#bus.sendSignal(path, 'org.freedesktop.portal.Session', 'Closed', 'a{sv}', [{}])
    this.sessions.splice(0)
  }

  /** The service is gone, without a goodbye. */
  async crash(): Promise<void> {
    await this.#bus.close()
  }

  #session(): Session {
    const session = this.sessions.at(-1)
    if (!session) throw new Error('there is no session')
    return session
  }

  #tell(signal: string, signature: string, body: unknown[]): void {
    this.#bus.sendSignal(PATH, SHORTCUTS, signal, signature, body)
  }

  #export(): void {
    if (this.#behaviour.hasRegistry !== false) {
      this.#bus.exportInterface(
        {
          Register: (appId: string, _options: object, call: Message) => {
            if (this.#known.has(senderOf(call))) throw dbusError('Failed', 'Connection already associated')
            this.registered.push(appId)
          },
        },
        PATH,
        {
          name: 'org.freedesktop.host.portal.Registry',
          methods: { Register: ['sa{sv}', '', ['app_id', 'options'], []] },
        },
      )
    }
    if (this.#behaviour.hasShortcuts === false) return
    this.#bus.exportInterface(
      {
        version: 1,
        CreateSession: (options: object, call: Message) => this.#createSession(options, call),
        BindShortcuts: (path: string, shortcuts: unknown, _parent: string, options: object, call: Message) =>
          this.#bind(path, shortcuts, options, call),
      },
      PATH,
      {
        name: SHORTCUTS,
        methods: {
          CreateSession: ['a{sv}', 'o', ['options'], ['handle']],
          BindShortcuts: [
            'oa(sa{sv})sa{sv}',
            'o',
            ['session_handle', 'shortcuts', 'parent_window', 'options'],
            ['request_handle'],
          ],
        },
        properties: { version: 'u' },
        signals: {},
      },
    )
  }

  #createSession(options: object, call: Message): string {
    const client = senderOf(call)
    this.#known.add(client)
    const token = tokenIn(options, 'session_handle_token')
    const path = `${PATH}/session/${client.slice(1).replaceAll('.', '_')}/${token}`
    this.sessions.push({ path, client, isBound: false })
    return this.#respond(options, call, 0, { session_handle: text(path) })
  }

  #bind(path: string, shortcuts: unknown, options: object, call: Message): string {
    const session = this.sessions.find((each) => each.path === path && each.client === senderOf(call))
    if (!session) throw dbusError('AccessDenied', 'Invalid session')
    if (session.isBound) throw dbusError('Failed', 'Session already bound')
    session.isBound = true
    const wanted = shortcutsSchema.parse(shortcuts)
    for (const [id, { description, preferred_trigger: trigger }] of wanted) {
      this.proposals.push({ id, description, ...(trigger === undefined ? {} : { trigger }) })
    }
    this.#onProposal()
    switch (this.#behaviour.binding ?? 'allow') {
      case 'never':
        return this.#handleOf(options, call)
      case 'refuse':
        return this.#respond(options, call, 1, {})
      case 'break':
        return this.#respond(options, call, 2, {})
      case 'taken':
        return this.#respond(options, call, 0, { shortcuts: new Variant('a(sa{sv})', []) })
      case 'allow': {
        const bound = wanted.map(([id, { description }]) => [
          id,
          {
            description: text(description),
            trigger_description: text(this.#behaviour.trigger ?? 'Press <Control><Alt>space'),
          },
        ])
        return this.#respond(options, call, 0, { shortcuts: new Variant('a(sa{sv})', bound) })
      }
    }
  }

  #handleOf(options: object, call: Message): string {
    const token = this.#behaviour.ownHandles ? 'mine' : tokenIn(options, 'handle_token')
    return `${PATH}/request/${senderOf(call).slice(1).replaceAll('.', '_')}/${token}`
  }

  /** Sends the answer before the method has returned: a client that subscribes late never hears it. */
  #respond(options: object, call: Message, response: number, results: object): string {
    const handle = this.#handleOf(options, call)
    const send = (): void => {
      this.#bus.connection.message({
        type: 4,
        serial: this.#bus.serial++,
        path: handle,
        interface: 'org.freedesktop.portal.Request',
        member: 'Response',
        destination: senderOf(call),
        signature: 'ua{sv}',
        body: [response, results],
      })
    }
    // A handle that the client cannot foretell is of use to it only once it has it.
    if (this.#behaviour.ownHandles) setImmediate(send)
    else send()
    return handle
  }

  /** A client left the bus: all that it had ends. */
  #forget(client: string): void {
    this.#known.delete(client)
    const kept = this.sessions.filter((session) => session.client !== client)
    this.sessions.splice(0, this.sessions.length, ...kept)
  }
}

const text = (value: string): Variant<string> => new Variant('s', value)

function senderOf({ sender }: Message): string {
  if (sender === undefined) throw new Error('a message of nobody')
  return sender
}

function tokenIn(options: object, name: string): string {
  const token = (options as Record<string, unknown>)[name]
  if (typeof token !== 'string' || !/^\w+$/.test(token)) throw dbusError('InvalidArgs', `Invalid ${name}`)
  return token
}

function dbusError(name: string, message: string): Error {
  return Object.assign(new Error(message), { dbusName: `org.freedesktop.DBus.Error.${name}` })
}
