import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { next } from '../../../../src/main/attachments/queue/next.ts'
import { MAX_TRIES, PARALLEL_UPLOADS } from '../../../../src/main/attachments/queue/state.ts'
import type {
  Draft,
  DraftFacts,
  Inspected,
  PictureWishes,
  QueueEffect,
  QueueEvent,
  QueueState,
} from '../../../../src/main/attachments/queue/state.ts'
import { failure } from '../../../../src/shared/failure.ts'

const FACTS: DraftFacts = {
  contentType: 'image/jpeg',
  kind: 'image',
  differs: false,
  picture: { width: 4000, height: 3000 },
  scalable: true,
  metadata: 'none',
}
const WISHES: PictureWishes = { maxSide: null, removeMetadata: true }
const STAMP = { size: 10, mtimeMs: 1 }
const LOST = failure('CONNECTION_REFUSED', 'nothing there', true)
const SERVER_FAILED = failure('UPLOAD_FAILED', 'HTTP 500', true)

/** A queue that is driven by hand. */
class Queue {
  state: QueueState = { drafts: [], profileId: 'home', server: 'https://home', isOnline: true, timerAt: null }
  effects: QueueEffect[] = []
  now = 0

  do(event: QueueEvent): this {
    const step = next(this.state, event, { now: this.now, random: 0 })
    this.state = step.state
    this.effects.push(...step.effects)
    return this
  }

  add(...ids: string[]): this {
    return this.do({
      type: 'added',
      drafts: ids.map((id) => ({ id, name: `${id}.jpg`, source: { kind: 'path', path: `/${id}.jpg` } })),
    })
  }

  inspected(
    id: string,
    facts: Partial<DraftFacts> = {},
    more: Partial<Inspected & { wishes: PictureWishes }> = {},
  ): this {
    const { run } = this.draft(id)
    const known = { stamp: STAMP, withoutMetadata: [], wishes: WISHES, ...more }
    return this.do({ type: 'inspected', id, run, facts: { ...FACTS, ...facts }, ...known })
  }

  /** Adds a draft and looks into it. */
  queued(...ids: string[]): this {
    this.add(...ids)
    for (const id of ids) this.inspected(id)
    return this
  }

  uploaded(id: string): this {
    return this.do({
      type: 'uploaded',
      id,
      run: this.draft(id).run,
      attachmentId: `att-${id}`,
      kind: 'image',
    })
  }

  fails(id: string, reason = LOST): this {
    return this.do({ type: 'failed', id, run: this.draft(id).run, failure: reason })
  }

  draft(id: string): Draft {
    const draft = this.state.drafts.find((each) => each.id === id)
    if (!draft) throw new Error(`no draft ${id}`)
    return draft
  }

  at(id: string): string {
    return this.draft(id).phase.at
  }

  uploadsBegun(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'upload' ? [effect.draft.id] : []))
  }

  has(wanted: Partial<QueueEffect>): boolean {
    return this.effects.some((effect) => isDeepStrictEqual({ ...effect, ...wanted }, effect))
  }
}

describe('going up', () => {
  test('a file is looked into, uploaded and ready', () => {
    const queue = new Queue().add('a')
    expect(queue.at('a')).toBe('preparing')
    expect(queue.inspected('a').at('a')).toBe('uploading')
    queue.do({ type: 'progress', id: 'a', run: queue.draft('a').run, progress: 0.5 })
    expect(queue.draft('a').phase).toEqual({ at: 'uploading', progress: 0.5 })
    expect(queue.uploaded('a').draft('a').phase).toEqual({
      at: 'ready',
      attachmentId: 'att-a',
      kind: 'image',
      server: 'https://home',
    })
  })

  test('a few at once, in their order; the next begins when one is done', () => {
    const queue = new Queue().queued('a', 'b', 'c', 'd', 'e')
    expect(queue.uploadsBegun()).toEqual(['a', 'b', 'c'])
    expect(queue.uploaded('b').uploadsBegun()).toEqual(['a', 'b', 'c', 'd'])
    expect(queue.do({ type: 'remove', ids: ['a'] }).uploadsBegun()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('one that fails for good makes room, and stays to be decided on', () => {
    const queue = new Queue().queued('a', 'b', 'c', 'd')
    queue.fails('a', failure('FILE_CHANGED', 'changed'))
    expect(queue.at('a')).toBe('failed')
    expect(queue.at('d')).toBe('uploading')
  })

  test('an answer of an earlier run says nothing', () => {
    const queue = new Queue().queued('a')
    const { run } = queue.draft('a')
    queue.do({ type: 'cancel', id: 'a' }).do({ type: 'retry', id: 'a', asIs: false }).inspected('a')
    queue.do({ type: 'uploaded', id: 'a', run, attachmentId: 'late', kind: 'image' })
    queue.do({ type: 'failed', id: 'a', run, failure: SERVER_FAILED })
    expect(queue.draft('a').phase).toEqual({ at: 'uploading', progress: 0 })
  })
})

describe('trying again', () => {
  test('by itself, with growing delays, at the time and not before', () => {
    const queue = new Queue().queued('a')
    queue.fails('a')
    // The first is at once: most losses are a restart.
    expect(queue.at('a')).toBe('uploading')
    queue.fails('a')
    expect(queue.draft('a').phase).toEqual({ at: 'waiting', until: 300, failure: LOST })
    expect(queue.has({ type: 'timer', at: 300 })).toBe(true)
    queue.now = 299
    expect(queue.do({ type: 'timer' }).at('a')).toBe('waiting')
    queue.now = 300
    expect(queue.do({ type: 'timer' }).at('a')).toBe('uploading')
  })

  test('for ever while the server is not reached, so often when it is the server that fails', () => {
    const queue = new Queue().queued('a', 'b')
    for (let i = 0; i < 50; i++) {
      queue.now += 60_000
      queue.do({ type: 'timer' }).fails('a')
    }
    expect(queue.at('a')).toBe('waiting')
    for (let i = 0; i < MAX_TRIES; i++) {
      expect(queue.at('b')).not.toBe('failed')
      queue.now += 60_000
      queue.do({ type: 'timer' }).fails('b', SERVER_FAILED)
    }
    expect(queue.at('b')).toBe('failed')
  })

  test('at once when the server was reached by another way', () => {
    const queue = new Queue().queued('a').fails('a').fails('a').fails('a')
    expect(queue.at('a')).toBe('waiting')
    expect(queue.do({ type: 'reached' }).at('a')).toBe('uploading')
  })

  test('one that waits for room while others upload sets no timer that is over already', () => {
    const queue = new Queue().queued('a', 'b', 'c', 'd').fails('d')
    queue.fails('a').fails('a')
    queue.now = 10_000
    queue.effects = []
    queue.do({ type: 'timer' })
    expect(queue.effects.filter(({ type }) => type === 'timer')).toEqual([])
  })

  test('by hand looks into the file again, whatever it is now', () => {
    const queue = new Queue().queued('a').fails('a', failure('FILE_CHANGED', 'changed'))
    queue.effects = []
    queue.do({ type: 'retry', id: 'a', asIs: false })
    expect(queue.has({ type: 'inspect', id: 'a', stamp: null })).toBe(true)
  })

  test('a mended profile tries again what its sign-in failed', () => {
    const queue = new Queue().queued('a', 'b')
    queue.fails('a', failure('UNAUTHORIZED', 'no')).fails('b', failure('FILE_CHANGED', 'no'))
    queue.do({ type: 'profile', id: 'home', server: 'https://home' })
    expect([queue.at('a'), queue.at('b')]).toEqual(['preparing', 'failed'])
  })
})

test('offline nothing is begun; back online it is, at once', () => {
  const queue = new Queue().do({ type: 'network', isOnline: false }).queued('a', 'b')
  expect(queue.uploadsBegun()).toEqual([])
  queue.do({ type: 'network', isOnline: true })
  expect(queue.uploadsBegun()).toEqual(['a', 'b'])
  queue.do({ type: 'network', isOnline: false }).fails('a').fails('a')
  expect(queue.at('a')).toBe('waiting')
  expect(queue.state.timerAt).toBeNull()
})

describe('the person', () => {
  test('cancels: the upload stops, the draft stays', () => {
    const queue = new Queue().queued('a').do({ type: 'cancel', id: 'a' })
    expect(queue.has({ type: 'abort', id: 'a' })).toBe(true)
    expect(queue.draft('a').phase).toMatchObject({ at: 'failed', failure: { code: 'CANCELLED' } })
    expect(queue.uploaded('a').at('a')).toBe('failed')
  })

  test('removes: the upload stops, and our own files go', () => {
    const queue = new Queue().do({
      type: 'added',
      drafts: [{ id: 'p', name: 'p.png', source: { kind: 'spool', file: 'p' } }],
    })
    queue.inspected('p').do({ type: 'remove', ids: ['p'] })
    expect(queue.has({ type: 'abort', id: 'p' })).toBe(true)
    expect(queue.has({ type: 'discard', files: ['p'] })).toBe(true)
    expect(queue.state.drafts).toEqual([])
  })

  test.each([
    ['c', 0, ['c', 'a', 'b']],
    ['a', 2, ['b', 'c', 'a']],
    ['a', 99, ['b', 'c', 'a']],
    ['b', 1, ['a', 'b', 'c']],
  ])('moves %s to place %i', (id, to, order) => {
    const queue = new Queue().add('a', 'b', 'c').do({ type: 'move', id, to })
    expect(queue.state.drafts.map((draft) => draft.id)).toEqual(order)
  })

  test('moves among the drafts of the profile only', () => {
    const queue = new Queue().add('a').do({ type: 'profile', id: 'work', server: 's' }).add('b', 'c')
    queue.do({ type: 'move', id: 'c', to: 0 })
    expect(queue.state.drafts.map(({ id }) => id)).toEqual(['a', 'c', 'b'])
  })
})

describe('another profile', () => {
  test('its own drafts go up, the others wait and come back with what is uploaded', () => {
    const queue = new Queue().queued('a', 'b').uploaded('a')
    queue.do({ type: 'profile', id: 'work', server: 'https://work' })
    expect(queue.has({ type: 'abort', id: 'b' })).toBe(true)
    queue.queued('w')
    expect([queue.at('a'), queue.at('b'), queue.at('w')]).toEqual(['ready', 'waiting', 'uploading'])
    queue.do({ type: 'profile', id: 'home', server: 'https://home' })
    expect([queue.at('a'), queue.at('b'), queue.at('w')]).toEqual(['ready', 'uploading', 'waiting'])
  })

  test('at a new address the uploads are made again: the ids mean nothing there', () => {
    const queue = new Queue().queued('a').uploaded('a')
    queue.do({ type: 'profile', id: 'home', server: 'https://new-home' })
    expect(queue.at('a')).toBe('preparing')
  })

  test('that is removed takes its drafts with it', () => {
    const queue = new Queue().queued('a').do({ type: 'profile', id: 'work', server: 's' }).add('b')
    queue.do({ type: 'profile-removed', id: 'home' })
    expect(queue.state.drafts.map(({ id }) => id)).toEqual(['b'])
  })
})

describe('pictures', () => {
  const scaling: PictureWishes = { maxSide: 2048, removeMetadata: true }
  const edit = { start: 2, end: 40, insert: new Uint8Array() }

  test('leave without their metadata', () => {
    const queue = new Queue().add('a').inspected('a', { metadata: 'removable' }, { withoutMetadata: [edit] })
    expect(queue.draft('a')).toMatchObject({ edits: [edit], isStripped: true, phase: { at: 'uploading' } })
  })

  test('keep it when the person set it so', () => {
    const wishes = { maxSide: null, removeMetadata: false }
    const queue = new Queue().add('a', 'b')
    queue.inspected('a', { metadata: 'removable' }, { withoutMetadata: [edit], wishes })
    queue.inspected('b', { metadata: 'stuck' }, { wishes })
    expect(queue.draft('a')).toMatchObject({ edits: [], isStripped: false, phase: { at: 'uploading' } })
    expect(queue.at('b')).toBe('uploading')
  })

  test('that can’t be rid of it leave only when the person says so for that one', () => {
    const queue = new Queue().add('a').inspected('a', { metadata: 'stuck' })
    expect(queue.draft('a').phase).toMatchObject({ at: 'failed', failure: { code: 'FILE_METADATA' } })
    queue.do({ type: 'retry', id: 'a', asIs: false }).inspected('a', { metadata: 'stuck' })
    expect(queue.at('a')).toBe('failed')
    queue.do({ type: 'retry', id: 'a', asIs: true }).inspected('a', { metadata: 'stuck' })
    expect(queue.at('a')).toBe('uploading')
  })

  test('are scaled when they are too large, by a window', () => {
    const queue = new Queue().add('a').inspected('a', {}, { wishes: scaling })
    expect(queue.draft('a').phase).toEqual({ at: 'scaling', maxSide: 2048 })
    queue.do({ type: 'scaled', id: 'a', copy: 'a.1' })
    expect(queue.draft('a')).toMatchObject({ copy: 'a.1', phase: { at: 'uploading' } })
    queue.do({ type: 'remove', ids: ['a'] })
    expect(queue.has({ type: 'discard', files: ['a.1'] })).toBe(true)
  })

  test.each([
    ['small enough', { picture: { width: 2048, height: 100 } }],
    ['moving', { scalable: false }],
    ['not to be decoded safely', { picture: null }],
  ])('are left as they are when they are %s', (_what, facts) => {
    expect(new Queue().add('a').inspected('a', facts, { wishes: scaling }).at('a')).toBe('uploading')
  })

  test('go as they are when no copy can be made, but not with metadata that is stuck', () => {
    const queue = new Queue().add('a', 'b')
    queue.inspected('a', {}, { wishes: scaling }).do({ type: 'scaled', id: 'a', copy: null })
    queue
      .inspected('b', { metadata: 'stuck' }, { wishes: scaling })
      .do({ type: 'scaled', id: 'b', copy: null })
    expect([queue.at('a'), queue.at('b')]).toEqual(['uploading', 'failed'])
  })

  test('a copy that nobody waits for any more is thrown away', () => {
    const queue = new Queue().add('a').inspected('a', {}, { wishes: scaling })
    queue.do({ type: 'remove', ids: ['a'] }).do({ type: 'scaled', id: 'a', copy: 'a.1' })
    expect(queue.has({ type: 'discard', files: ['a.1'] })).toBe(true)
  })
})

test('after a restart what was not done is looked into again, as the file that it was', () => {
  const queue = new Queue().queued('a', 'b', 'c').uploaded('a').do({ type: 'cancel', id: 'c' })
  queue.effects = []
  queue.do({ type: 'restored' })
  expect(queue.effects.filter(({ type }) => type === 'inspect')).toMatchObject([{ id: 'b', stamp: STAMP }])
  expect(queue.at('a')).toBe('ready')
  expect(queue.at('c')).toBe('failed')
})

test('whatever happens: never too many uploads, each begun one is the running one, and no draft is lost', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const step = fc.oneof(
    fc.record({
      what: fc.constantFrom('inspected', 'uploaded', 'lost', 'failed', 'retry', 'cancel', 'move'),
      id,
    }),
    fc.record({ what: fc.constantFrom('offline', 'online', 'reached', 'timer', 'work', 'home'), id }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new Queue().add('a', 'b', 'c', 'd', 'e', 'f')
      for (const { what, id: one } of steps) {
        queue.now += 1000
        if (what === 'inspected') queue.inspected(one)
        if (what === 'uploaded') queue.uploaded(one)
        if (what === 'lost') queue.fails(one)
        if (what === 'failed') queue.fails(one, SERVER_FAILED)
        if (what === 'retry') queue.do({ type: 'retry', id: one, asIs: false })
        if (what === 'cancel') queue.do({ type: 'cancel', id: one })
        if (what === 'move') queue.do({ type: 'move', id: one, to: 0 })
        if (what === 'offline' || what === 'online')
          queue.do({ type: 'network', isOnline: what === 'online' })
        if (what === 'reached' || what === 'timer') queue.do({ type: what })
        if (what === 'work' || what === 'home') queue.do({ type: 'profile', id: what, server: what })
        const running = queue.state.drafts.filter(({ phase }) => phase.at === 'uploading')
        expect(running.length).toBeLessThanOrEqual(PARALLEL_UPLOADS)
        expect(running.every(({ profileId }) => profileId === queue.state.profileId)).toBe(true)
        expect(queue.state.drafts.map((draft) => draft.id).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
      }
      // Left alone with a good network, all that did not fail for good gets there.
      queue
        .do({ type: 'network', isOnline: true })
        .do({ type: 'profile', id: 'home', server: 'https://home' })
      for (let round = 0; round < 6; round++) {
        queue.now += 100_000
        queue.do({ type: 'timer' })
        for (const draft of queue.state.drafts) {
          if (draft.phase.at === 'preparing') queue.inspected(draft.id)
          if (queue.at(draft.id) === 'uploading') queue.uploaded(draft.id)
        }
      }
      const ends = new Set(queue.state.drafts.map(({ phase }) => phase.at))
      expect([...ends].every((at) => at === 'ready' || at === 'failed')).toBe(true)
    }),
  )
})
