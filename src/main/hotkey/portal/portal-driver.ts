import { z } from 'zod'
import { failure, FailureError, toFailure } from '../../../shared/failure.ts'
import type { Clock } from '../../lib/clock.ts'
import { Emitter } from '../../lib/emitter.ts'
import type { Log } from '../../lib/log.ts'
import { fail, ok } from '../../lib/result.ts'
import type { Result } from '../../lib/result.ts'
import type { Accelerator } from '../accelerator.ts'
import type { DriverEvents, HotkeyDriver } from '../driver.ts'
import { SessionBus } from '../../session-bus/session-bus.ts'
import { newToken, PORTAL, PortalConnection } from './portal-connection.ts'
import type { PortalSignal } from './portal-connection.ts'
import { portalTrigger } from './trigger.ts'

const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts'
const SESSION = 'org.freedesktop.portal.Session'

/** The portal's name for our shortcut. Desktops remember what a person chose by it: it must never change. */
const SHORTCUT_ID = 'talk'

/** How long the portal may take to make a session, in ms. It asks nobody for that. */
const SESSION_MS = 10_000

const PERSON_REFUSED = 1

/** `a(sa{sv})`, with variants as their values. */
const shortcutsSchema = z.array(
  z.tuple([z.string(), z.object({ trigger_description: z.string().optional() })]),
)

export interface PortalDriverOptions {
  readonly clock: Clock
  readonly log: Log
  /** The name of the app's desktop entry, without `.desktop`. */
  readonly appId: string
  /** What the desktop's dialog calls the shortcut, in the person's language. */
  readonly description: () => string
  /** The bus; by default the session's. */
  readonly busAddress?: string
}

/**
 * Sees the talk key under Wayland, through the desktop portal's GlobalShortcuts: the desktop asks the person, decides about
 * the key (the accelerator is a proposal), and tells when it goes down and up. One connection and one session for each
 * registration, because a session can bind only once.
 *
 * Escape is not watched: the portal would ask for it each time and take it from every window.
 */
export function createPortalDriver(options: PortalDriverOptions): HotkeyDriver {
  const { clock, log } = options
  const events = new Emitter<DriverEvents>()
  let connection: PortalConnection | null = null
  let session: string | null = null
  let trigger: string | null = null
  /** Counts calls, so that a registration that was overtaken while the person decides does not take effect. */
  let turn = 0
  /** Watches for the portal while there is no key. */
  let watch: SessionBus | null = null

  /** Tells when the portal starts, until the next call of `unregister`. */
  const watchPortal = async (): Promise<void> => {
    const mine = turn
    const bus = await SessionBus.open(options.busAddress)
    if (bus === null) return
    if (mine !== turn) {
      bus.close()
      return
    }
    watch?.close()
    watch = bus
    await bus.onOwner(PORTAL, (isThere) => {
      if (isThere) events.emit('available')
    })
  }

  const watchSoon = (): void => {
    watchPortal().catch((thrown: unknown) => {
      log.warn({ failure: toFailure(thrown) }, 'the desktop portal cannot be watched')
    })
  }

  const unregister = (): void => {
    turn += 1
    watch?.close()
    watch = null
    const closing = connection
    connection = null
    session = null
    trigger = null
    closing?.close()
  }

  const lose = (reason: string): void => {
    if (session === null) return
    unregister()
    log.warn({ reason }, 'the desktop portal took the talk key back')
    const message = `The desktop no longer gives Parley the talk key: ${reason}.`
    watchSoon()
    events.emit('lost', failure('HOTKEY_LOST', message, true))
  }

  const onSignal = ({ interface: from, member, path, body }: PortalSignal): void => {
    if (session === null) return
    if (from === SESSION) {
      if (member === 'Closed' && path === session) lose('it ended the session')
      return
    }
    if (from !== SHORTCUTS || body[0] !== session) return
    if (member === 'ShortcutsChanged') {
      trigger = triggerIn(body[1]) ?? ''
      events.emit('changed')
      return
    }
    if (body[1] !== SHORTCUT_ID) return
    // The portal's time stamps are not of one clock on all desktops, and some send 0: ours is good to a millisecond or two.
    if (member === 'Activated') events.emit('down', { at: clock.elapsed(), chord: true })
    else if (member === 'Deactivated') events.emit('up', { at: clock.elapsed() })
  }

  const tryRegister = async (wanted: Accelerator): Promise<Result<void>> => {
    unregister()
    const mine = turn
    const isOvertaken = (): boolean => mine !== turn
    const preferred = portalTrigger(wanted)
    if (preferred === null) return unsupported('A mouse button cannot be the talk key here.')
    let opened: PortalConnection | null = null
    try {
      opened = await PortalConnection.open(options.appId, {
        clock,
        ...(options.busAddress === undefined ? {} : { busAddress: options.busAddress }),
        onSignal,
        onGone: lose,
      })
      if (isOvertaken()) throw overtaken()
      connection = opened
      if ((await opened.versionOf(SHORTCUTS)) === null) {
        throw new FailureError(failure('HOTKEY_UNSUPPORTED', 'The desktop portal has no global shortcuts.'))
      }
      const made = await createSession(opened)
      if (isOvertaken()) throw overtaken()
      const bound = await bind(opened, made, preferred, options.description())
      if (isOvertaken()) throw overtaken()
      session = made
      trigger = bound
      return ok(undefined)
    } catch (thrown) {
      opened?.close()
      if (isOvertaken()) return fail(overtaken().failure)
      connection = null
      watchSoon()
      log.warn({ failure: toFailure(thrown) }, 'the desktop portal gave no talk key')
      if (thrown instanceof FailureError) return fail(thrown.failure)
      return unsupported(`The desktop portal failed: ${toFailure(thrown).message}`)
    }
  }

  return {
    name: 'portal',
    canSeeKeyUp: true,
    get trigger() {
      return trigger
    },
    tryRegister,
    unregister,
    watchEscape: () => undefined,
    on: events.on.bind(events),
  }
}

async function createSession(connection: PortalConnection): Promise<string> {
  const token = newToken()
  const { response, results } = await connection.request(
    {
      interface: SHORTCUTS,
      member: 'CreateSession',
      signature: 'a{sv}',
      body: [{ session_handle_token: connection.string(token) }],
    },
    SESSION_MS,
  )
  if (response !== 0) {
    throw new FailureError(failure('HOTKEY_UNSUPPORTED', 'The desktop portal made no session.', true))
  }
  // By the specification a string, for historical reasons, and not an object path.
  const handle = results['session_handle']
  return typeof handle === 'string' ? handle : connection.sessionPath(token)
}

/** Asks for the key, which may ask the person. Gives the desktop's words for what it bound; empty when it has none. */
async function bind(
  connection: PortalConnection,
  session: string,
  preferred: string,
  description: string,
): Promise<string> {
  const shortcut = [
    SHORTCUT_ID,
    { description: connection.string(description), preferred_trigger: connection.string(preferred) },
  ]
  const { response, results } = await connection.request(
    {
      interface: SHORTCUTS,
      member: 'BindShortcuts',
      signature: 'oa(sa{sv})sa{sv}',
      // No parent window: the portal cannot name the windows of a Wayland client that has exported none.
      body: [session, [shortcut], '', {}],
    },
    null,
  )
  if (response === PERSON_REFUSED) {
    throw new FailureError(failure('HOTKEY_REFUSED', 'The desktop asked, and the answer was no.', true))
  }
  if (response !== 0) {
    throw new FailureError(failure('HOTKEY_UNSUPPORTED', 'The desktop portal bound no key.', true))
  }
  const bound = triggerIn(results['shortcuts'])
  if (bound === null) {
    throw new FailureError(failure('HOTKEY_CONFLICT', `The desktop gave ${preferred} to another program.`))
  }
  return bound
}

/** The words for our shortcut in a list of them; empty when the desktop has none, null when it is not in the list. */
function triggerIn(shortcuts: unknown): string | null {
  const parsed = shortcutsSchema.safeParse(shortcuts)
  const ours = parsed.data?.find(([id]) => id === SHORTCUT_ID)
  return ours ? (ours[1].trigger_description ?? '') : null
}

function unsupported(message: string): Result<never> {
  return fail(failure('HOTKEY_UNSUPPORTED', message))
}

function overtaken(): FailureError {
  return new FailureError(failure('CANCELLED', 'Another talk key was chosen meanwhile.'))
}
