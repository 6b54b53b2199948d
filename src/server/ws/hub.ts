import { setTimeout as sleep } from 'node:timers/promises'
import type { Principal } from '../auth/principal.ts'
import type { Connection } from './connection.ts'

/** One signed-in socket. */
export interface Member {
  readonly principal: Principal
  /** Null for a dashboard account. */
  readonly keyId: string | null
  readonly connection: Connection
}

export type Hub = ReturnType<typeof createHub>

/** The open sockets, and how many there may be. Places are taken before the handshake is answered, so that a burst cannot overshoot. */
export function createHub(limits: { maxSockets: number; maxSocketsPerOwner: number }) {
  const members = new Set<Member>()
  const places = new Map<string, number>()
  let taken = 0
  let isClosed = false

  return {
    /** Takes a place for one more socket of `owner`; null when there is none. The answer gives it back (once). */
    takePlace(owner: string): (() => void) | null {
      const own = places.get(owner) ?? 0
      if (isClosed || taken >= limits.maxSockets || own >= limits.maxSocketsPerOwner) return null
      taken += 1
      places.set(owner, own + 1)
      let isBack = false
      return () => {
        if (isBack) return
        isBack = true
        taken -= 1
        const left = (places.get(owner) ?? 1) - 1
        if (left > 0) places.set(owner, left)
        else places.delete(owner)
      }
    },
    add(member: Member): void {
      members.add(member)
      member.connection.gone.addEventListener('abort', () => members.delete(member), { once: true })
    },
    size(): number {
      return members.size
    },
    /** Closes the sockets that `which` picks. */
    close(which: (member: Member) => boolean, code: number, reason: string): void {
      for (const member of members) if (which(member)) member.connection.close(code, reason)
    },
    /** Closes every socket and takes no more. */
    closeAll(code: number, reason: string, graceMs: number): void {
      isClosed = true
      for (const member of members) member.connection.close(code, reason, graceMs)
    },
    /** Resolves when no socket is left, or after `graceMs`. */
    async empty(graceMs: number): Promise<void> {
      const gone = [...members].map(
        ({ connection }) =>
          new Promise<void>((resolve) => {
            connection.gone.addEventListener('abort', () => resolve(), { once: true })
          }),
      )
      const timeout = new AbortController()
      const late = sleep(graceMs, undefined, { signal: timeout.signal, ref: false }).catch(() => undefined)
      await Promise.race([Promise.all(gone), late])
      timeout.abort()
    },
  }
}
