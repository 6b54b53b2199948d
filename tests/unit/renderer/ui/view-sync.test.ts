import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyPatch,
  INITIAL_SYNC,
  onPatch,
  onSnapshot,
  onSnapshotFailed,
  startSync,
} from '../../../../src/renderer/ui/view-sync.ts'
import type { AppView, ViewPatch } from '../../../../src/shared/view.ts'
import { emptyView, turn } from '../../../integration/renderer/support/views.ts'

const synced = (view: AppView) => onSnapshot(startSync(INITIAL_SYNC).state, view).state

describe('patches', () => {
  test('set whole fields and leave the others as they are', () => {
    const view = emptyView({ turns: [turn('1')] })
    const next = applyPatch(view, { seq: 1, set: { voice: 'listening' } })
    expect(next).toEqual({ ...view, seq: 1, voice: 'listening' })
    expect(next?.turns).toBe(view.turns)
    expect(next?.audio).toBe(view.audio)
  })

  test('do not blank a field that is there but undefined', () => {
    const patch = { seq: 1, set: { voice: undefined } } as unknown as ViewPatch
    expect(applyPatch(emptyView(), patch)?.voice).toBe('idle')
  })

  test('add new turns at the end and replace known ones in place', () => {
    const view = emptyView({ turns: [turn('1'), turn('2')] })
    const next = applyPatch(view, { seq: 1, upsertTurns: [turn('1', { state: 'failed' }), turn('3')] })
    expect(next?.turns.map(({ id, state }) => `${id} ${state}`)).toEqual(['1 failed', '2 done', '3 done'])
    expect(next?.turns[1]).toBe(view.turns[1])
  })

  test('append to a reply', () => {
    const view = emptyView({ turns: [turn('1')] })
    const next = applyPatch(view, { seq: 1, appendReply: { turnId: '1', text: ' Good night.' } })
    expect(next?.turns[0]?.reply.text).toBe('It is 18:30 in Tokyo. Good night.')
    expect(view.turns[0]?.reply.text).toBe('It is 18:30 in Tokyo.')
  })

  test('tell what of a reply is heard', () => {
    const view = emptyView({ turns: [turn('1'), turn('2')] })
    const spoken = { from: 0, to: 21, heard: 5 }
    const next = applyPatch(view, { seq: 1, spokenReply: { turnId: '1', spoken } })
    expect(next?.turns[0]?.reply).toEqual({ ...view.turns[0]?.reply, spoken })
    expect(next?.turns[1]).toBe(view.turns[1])
    expect(applyPatch(view, { seq: 1, spokenReply: { turnId: 'x', spoken } })).toBeNull()
  })

  test('append to a turn that comes in the same patch', () => {
    const patch: ViewPatch = { seq: 1, upsertTurns: [turn('9')], appendReply: { turnId: '9', text: '!' } }
    expect(applyPatch(emptyView(), patch)?.turns[0]?.reply.text).toBe('It is 18:30 in Tokyo.!')
  })

  test('remove turns', () => {
    const view = emptyView({ turns: [turn('1'), turn('2')] })
    expect(applyPatch(view, { seq: 1, removeTurns: ['1'] })?.turns.map(({ id }) => id)).toEqual(['2'])
  })

  test('for a turn that we do not have do not fit', () => {
    expect(applyPatch(emptyView(), { seq: 1, appendReply: { turnId: 'x', text: 'a' } })).toBeNull()
  })
})

describe('staying true', () => {
  test('a snapshot is asked for once', () => {
    const first = startSync(INITIAL_SYNC)
    expect(first.ask).toBe(true)
    expect(startSync(first.state).ask).toBe(false)
  })

  test('a gap in the numbers asks again, and shows the old view until the answer', () => {
    const step = onPatch(synced(emptyView()), { seq: 2, set: { voice: 'thinking' } })
    expect(step.ask).toBe(true)
    expect(step.state.view?.voice).toBe('idle')
    expect(onPatch(step.state, { seq: 3 }).ask).toBe(false)
  })

  test('a patch that does not fit asks again', () => {
    expect(onPatch(synced(emptyView()), { seq: 1, appendReply: { turnId: 'x', text: 'a' } }).ask).toBe(true)
  })

  test('what is already in the snapshot is passed over', () => {
    const state = synced(emptyView({ seq: 5, voice: 'speaking' }))
    expect(onPatch(state, { seq: 5, set: { voice: 'idle' } })).toEqual({ state, ask: false })
  })

  test('patches that overtake the snapshot are applied after it', () => {
    let { state } = startSync(INITIAL_SYNC)
    for (const patch of [{ seq: 3, set: { voice: 'listening' as const } }, { seq: 4 }])
      state = onPatch(state, patch).state
    const step = onSnapshot(state, emptyView({ seq: 3, voice: 'thinking' }))
    expect(step).toMatchObject({ ask: false, state: { view: { seq: 4, voice: 'thinking' }, held: [] } })
  })

  test('a gap among them asks again, and keeps them', () => {
    let { state } = startSync(INITIAL_SYNC)
    state = onPatch(state, { seq: 7, set: { voice: 'listening' } }).state
    const step = onSnapshot(state, emptyView({ seq: 5 }))
    expect(step.ask).toBe(true)
    expect(onSnapshot(step.state, emptyView({ seq: 6 })).state.view?.voice).toBe('listening')
  })

  test('a snapshot that did not come is asked for again', () => {
    expect(onSnapshotFailed(startSync(INITIAL_SYNC).state).ask).toBe(true)
  })

  test('whatever is lost or late, the window ends with what main has', () => {
    const voices = ['idle', 'listening', 'thinking', 'speaking'] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom('change', 'lose', 'answer'), { maxLength: 40 }), (steps) => {
        let main = emptyView()
        let { state, ask: asked } = startSync(INITIAL_SYNC)
        const take = (step: { state: typeof state; ask: boolean }) => {
          state = step.state
          asked ||= step.ask
        }
        const change = (lost: boolean) => {
          const patch: ViewPatch = { seq: main.seq + 1, set: { voice: voices[(main.seq + 1) % 4] ?? 'idle' } }
          main = applyPatch(main, patch) ?? main
          if (!lost) take(onPatch(state, patch))
        }
        const answer = () => {
          if (!asked) return
          asked = false
          take(onSnapshot(state, main))
        }
        for (const step of steps) {
          if (step === 'answer') answer()
          else change(step === 'lose')
        }
        change(false)
        while (asked) answer()
        expect(state.view).toEqual(main)
      }),
    )
  })
})
