import type { Principal } from '../auth/principal.ts'
import type { ChatSession } from '../chat/session.ts'
import { parseScoped } from '../conversation.ts'
import type { LiveSession } from '../live/session.ts'
import type { Logger } from '../log.ts'
import type { Lang, Ring } from '../skills/types.ts'
import type { PendingRing, RingStore } from '../store/rings.ts'

export type RingRouter = ReturnType<typeof createRingRouter>

interface Joined<Session> {
  principal: Principal
  session: Session
}

/**
 * Brings a timer's ring to the person who set it: spoken on their live socket that was used last; else as a push on every chat
 * socket that has the timer's session bound; else on their next live socket. A ring is on the disk until it has been heard.
 */
export function createRingRouter(store: RingStore, log: Logger) {
  const live = new Set<Joined<LiveSession>>()
  const chat = new Set<Joined<ChatSession>>()
  /** Rings that a socket is busy with. */
  const underway = new Set<number>()

  const latestLive = (ring: PendingRing): LiveSession | null => {
    const sessions = [...live].filter((one) => isFor(one.principal, ring)).map((one) => one.session)
    return sessions.sort((a, b) => b.lastHeard() - a.lastHeard())[0] ?? null
  }

  const speakOn = (session: LiveSession, ring: PendingRing, text: string): void => {
    underway.add(ring.id)
    const done = (isDelivered: boolean): void => {
      underway.delete(ring.id)
      if (isDelivered) store.remove(ring.id)
      // The socket went away in the middle: perhaps there is another.
      else deliver(ring, ring.text)
    }
    session.push({ text, done })
  }

  const deliver = (ring: PendingRing, text: string): void => {
    const session = latestLive(ring)
    if (session) {
      speakOn(session, ring, text)
      return
    }
    const bound = [...chat].filter(
      (one) => isFor(one.principal, ring) && one.session.isBoundTo(ring.sessionId),
    )
    for (const one of bound) one.session.push(ring.sessionId, text)
    if (bound.length > 0) store.remove(ring.id)
  }

  return {
    /** Takes a live socket in, and tells it what its person has missed. */
    joinLive(principal: Principal, session: LiveSession, gone: AbortSignal): void {
      const joined = { principal, session }
      live.add(joined)
      gone.addEventListener('abort', () => live.delete(joined), { once: true })
      for (const ring of store.list(principal.owner, principal.username)) {
        if (!underway.has(ring.id)) speakOn(session, ring, ring.text)
      }
    },
    joinChat(principal: Principal, session: ChatSession, gone: AbortSignal): void {
      const joined = { principal, session }
      chat.add(joined)
      gone.addEventListener('abort', () => chat.delete(joined), { once: true })
    },
    /** Takes a ring from the assistant. */
    ring({ timer, text, late }: Ring): void {
      const person = parseScoped(timer.username)
      const session = parseScoped(timer.sessionId)
      if (!person || !session) {
        log.error({ timer: timer.id }, 'a timer rang for nobody that is known')
        return
      }
      const later = late ? text : missedText(text, timer.lang, timer.dueAt)
      const ring = store.add({
        owner: person.owner,
        username: person.name,
        sessionId: session.name,
        text: later,
        rangAt: timer.dueAt,
      })
      deliver(ring, text)
    },
  }
}

function isFor(principal: Principal, ring: PendingRing): boolean {
  return principal.owner === ring.owner && principal.username === ring.username
}

/** What to say of a ring that nobody heard: when it was, then what it said. */
function missedText(text: string, lang: Lang, at: number): string {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB'
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    at,
  )
  return lang === 'zh' ? `您不在的时候，${time}：${text}` : `While you were away, at ${time}: ${text}`
}
