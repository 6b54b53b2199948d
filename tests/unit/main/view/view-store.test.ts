import { expect, test } from 'vitest'
import { ViewStore } from '../../../../src/main/view/view-store.ts'
import { initialView } from '../../../../src/main/view/initial-view.ts'
import { appViewSchema, viewPatchSchema } from '../../../../src/shared/view.ts'
import type { AppView, TurnView, ViewPatch } from '../../../../src/shared/view.ts'
import { LOCAL_PROFILE } from '../../../../src/shared/settings.ts'

function turn(id: string, text = ''): TurnView {
  return {
    id,
    state: 'thinking',
    input: { kind: 'text', text: 'hello', attachments: [], audioMs: null },
    reply: { text, tools: [], attachments: [], spoken: null },
    failure: null,
    metrics: {},
    startedAt: 0,
    endedAt: null,
  }
}

function makeStore() {
  const patches: ViewPatch[] = []
  const store = new ViewStore(initialView(LOCAL_PROFILE), (patch) => patches.push(patch))
  return { store, patches }
}

/** What a window does with patches, written the plain way. */
function apply(view: AppView, patch: ViewPatch): AppView {
  const turns = new Map(view.turns.map((each) => [each.id, each]))
  for (const each of patch.upsertTurns ?? []) turns.set(each.id, each)
  for (const id of patch.removeTurns ?? []) turns.delete(id)
  if (patch.appendReply) {
    const old = turns.get(patch.appendReply.turnId)
    if (old)
      turns.set(old.id, { ...old, reply: { ...old.reply, text: old.reply.text + patch.appendReply.text } })
  }
  if (patch.spokenReply) {
    const { turnId, spoken } = patch.spokenReply
    const old = turns.get(turnId)
    if (old) turns.set(turnId, { ...old, reply: { ...old.reply, spoken } })
  }
  return { ...view, ...patch.set, seq: patch.seq, turns: [...turns.values()] } as AppView
}

test('a snapshot is what the contract says', () => {
  const { store } = makeStore()
  store.upsertTurn(turn('a'))
  expect(appViewSchema.parse(store.snapshot())).toEqual(store.snapshot())
})

test('patches are numbered without gaps and rebuild the snapshot from any starting point', () => {
  const { store, patches } = makeStore()
  const start = store.snapshot()
  store.upsertTurn(turn('a'))
  store.appendReply('a', 'Hel')
  store.set({ voice: 'speaking' })
  const middle = store.snapshot()
  store.appendReply('a', 'lo')
  store.upsertTurn(turn('b'))
  store.setSpoken('b', { from: 0, to: 0, heard: 0 })
  store.removeTurn('a')
  expect(patches.map((patch) => patch.seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
  for (const patch of patches) expect(viewPatchSchema.safeParse(patch).success).toBe(true)
  expect(patches.reduce(apply, start)).toEqual(store.snapshot())
  expect(patches.filter((patch) => patch.seq > middle.seq).reduce(apply, middle)).toEqual(store.snapshot())
})

test('a field that did not change is not published', () => {
  const { store, patches } = makeStore()
  store.set({ voice: 'idle', drafts: [] })
  expect(patches).toEqual([])
})

test('text for a turn that is gone is dropped', () => {
  const { store, patches } = makeStore()
  store.appendReply('gone', 'late')
  expect(patches).toEqual([])
  expect(store.snapshot().turns).toEqual([])
})

test('clearing removes every turn in one patch', () => {
  const { store, patches } = makeStore()
  store.upsertTurn(turn('a'))
  store.upsertTurn(turn('b'))
  store.clearTurns()
  expect(patches.at(-1)).toEqual({ seq: 3, removeTurns: ['a', 'b'] })
  expect(store.snapshot().turns).toEqual([])
})
