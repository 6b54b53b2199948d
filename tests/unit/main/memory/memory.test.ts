import { expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import { createMemory } from '../../../../src/main/memory/memory.ts'
import type { JsonRead } from '../../../../src/main/lib/json-file.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'

function storeWith(read: JsonRead, isWritable = true) {
  const store = {
    value: null as unknown,
    read: () => (store.value === null ? read : ({ kind: 'value', value: store.value } as const)),
    write: (value: unknown) => {
      if (!isWritable) return fail(failure('DISK_FULL', 'full'))
      store.value = value
      return ok(undefined)
    },
  }
  return store
}

test('something is news once, also after a restart', () => {
  const store = storeWith({ kind: 'absent' })
  const memory = createMemory(store, silentLog)
  expect(memory.isNews('closed-to-tray')).toBe(true)
  expect(memory.isNews('closed-to-tray')).toBe(false)
  expect(memory.isNews('no-tray')).toBe(true)
  expect(createMemory(store, silentLog).isNews('closed-to-tray')).toBe(false)
})

test('what is damaged is forgotten, and the rest is kept', () => {
  const value = { window: { last: 5 }, said: ['no-tray'], withoutTray: 'minimise' }
  const memory = createMemory(storeWith({ kind: 'value', value }), silentLog)
  expect(memory.get()).toEqual({
    window: null,
    said: ['no-tray'],
    withoutTray: 'minimise',
    hasTimers: false,
  })
  const blank = { window: null, said: [], withoutTray: 'ask', hasTimers: false }
  expect(createMemory(storeWith({ kind: 'damaged', reason: '' }), silentLog).get()).toEqual(blank)
  expect(createMemory(storeWith({ kind: 'value', value: 'x' }), silentLog).get()).toEqual(blank)
})

test('what can’t be written still holds until Parley quits', () => {
  const memory = createMemory(storeWith({ kind: 'absent' }, false), silentLog)
  memory.set({ withoutTray: 'minimise' })
  expect(memory.get().withoutTray).toBe('minimise')
})
