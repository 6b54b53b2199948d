import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatSession } from '../../../src/server/chat/session.ts'
import { scoped } from '../../../src/server/conversation.ts'
import type { LiveSession, Push } from '../../../src/server/live/session.ts'
import { createLogger } from '../../../src/server/log.ts'
import { createRingRouter } from '../../../src/server/rings/router.ts'
import type { RingRouter } from '../../../src/server/rings/router.ts'
import type { Ring } from '../../../src/server/skills/types.ts'
import { openStore } from '../../../src/server/store/index.ts'
import type { Store } from '../../../src/server/store/index.ts'

const OWNER = 'user:ann/e'
const alice = { owner: OWNER, username: 'alice' }
const at = new Date(2026, 0, 2, 10, 32).getTime()

const ring = (lang: 'en' | 'zh' = 'en', late = false): Ring => ({
  timer: {
    id: 't',
    username: scoped(OWNER, 'alice'),
    sessionId: scoped(OWNER, 'kitchen'),
    kind: 'timer',
    label: '',
    lang,
    createdAt: at - 1000,
    dueAt: at,
  },
  text: 'Your timer is done.',
  late,
})

describe('rings', () => {
  let dataDir: string
  let store: Store
  let router: RingRouter

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'parley-rings-'))
    store = openStore(dataDir)
    router = createRingRouter(store.rings, createLogger('silent'))
  })
  afterEach(() => {
    store.close()
    rmSync(dataDir, { recursive: true })
  })

  /** A live socket that keeps what it is told to say. */
  function joinLive(principal = alice, heardAt = 0) {
    const pushes: Push[] = []
    const session: LiveSession = {
      receive: () => undefined,
      receiveInvalid: () => undefined,
      push: (push) => pushes.push(push),
      lastHeard: () => heardAt,
    }
    const gone = new AbortController()
    router.joinLive(principal, session, gone.signal)
    return { pushes, leave: () => gone.abort() }
  }
  function joinChat(bound: string) {
    const said: string[] = []
    const session: ChatSession = {
      receive: () => undefined,
      receiveInvalid: () => undefined,
      isBoundTo: (id) => id === bound,
      push: (_id, text) => said.push(text),
    }
    router.joinChat(alice, session, new AbortController().signal)
    return said
  }
  const pending = () => store.rings.list(OWNER, 'alice').map(({ text }) => text)

  it('are said on the socket that was used last, and kept until they were heard', () => {
    const [old, recent] = [joinLive(alice, 1), joinLive(alice, 2)]
    const others = [joinLive({ ...alice, username: 'bob' }, 9), joinLive({ ...alice, owner: 'key:x' }, 9)]
    router.ring(ring())
    expect(recent.pushes.map(({ text }) => text)).toEqual(['Your timer is done.'])
    expect([old, ...others].flatMap(({ pushes }) => pushes)).toEqual([])
    expect(pending()).toHaveLength(1)
    recent.pushes[0]?.done(true)
    expect(pending()).toEqual([])
  })

  it('go to another socket when the first goes away in the middle', () => {
    const [other, first] = [joinLive(alice, 1), joinLive(alice, 2)]
    router.ring(ring())
    first.leave()
    first.pushes[0]?.done(false)
    expect(other.pushes.map(({ text }) => text)).toEqual([
      'While you were away, at 10:32: Your timer is done.',
    ])
  })

  it('wait on the disk for the next socket, with the time at which they rang', () => {
    router.ring(ring())
    router.ring(ring('zh'))
    store.close()
    store = openStore(dataDir)
    router = createRingRouter(store.rings, createLogger('silent'))
    const { pushes } = joinLive()
    expect(pushes.map(({ text }) => text)).toEqual([
      'While you were away, at 10:32: Your timer is done.',
      '您不在的时候，10:32：Your timer is done.',
    ])
    // A second socket in the meantime is not told the same.
    expect(joinLive().pushes).toEqual([])
    for (const push of pushes) push.done(true)
    expect(pending()).toEqual([])
  })

  it('that rang while nothing ran say so themselves', () => {
    router.ring(ring('en', true))
    expect(pending()).toEqual(['Your timer is done.'])
  })

  it('without a live socket go to the chat sockets that have the session bound', () => {
    const [here, elsewhere] = [joinChat('kitchen'), joinChat('office')]
    router.ring(ring())
    expect([here, elsewhere]).toEqual([['Your timer is done.'], []])
    expect(pending()).toEqual([])
  })
})
