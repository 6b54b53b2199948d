import type { EventPayload } from '../../shared/ipc/events.ts'

/** What the window was opened for: main puts it into the address's hash, because no event could reach the page yet. */
export function firstPage(hash: string): EventPayload<'chat.show'> {
  if (hash === '#settings') return { view: 'settings' }
  const turn = /^#turn=(.+)$/.exec(hash)?.[1]
  return turn === undefined
    ? { view: 'conversation' }
    : { view: 'conversation', turnId: decodeURIComponent(turn) }
}
