import { describe, expect, test } from 'vitest'
import { trayMenu, trayModel } from '../../../../src/main/tray/tray-menu.ts'
import type { TrayItem, TrayModel } from '../../../../src/main/tray/tray-menu.ts'
import { translator } from '../../../../src/shared/i18n/translator.ts'
import { LOCAL_PROFILE } from '../../../../src/shared/settings.ts'
import { emptyView, settings, turn } from '../../../integration/renderer/support/views.ts'

const t = translator('en')
const home = { ...LOCAL_PROFILE, id: 'home', name: 'Home & garden', kind: 'remote' as const }

function menu(change: Partial<TrayModel> = {}): TrayItem[] {
  const model = trayModel(emptyView(), settings({ profiles: [LOCAL_PROFILE, home] }))
  return trayMenu({ ...model, ...change }, t)
}

function find(items: readonly TrayItem[], label: string): TrayItem | undefined {
  return items.find((item) => 'label' in item && item.label === label)
}

function submenu(items: readonly TrayItem[], label: string): readonly TrayItem[] {
  const item = find(items, label)
  return item?.type === 'submenu' ? item.items : []
}

describe('the menu', () => {
  test('keeps every line in its place while a turn runs', () => {
    const places = (items: TrayItem[]) => items.map(({ type }) => type)
    for (const voice of ['listening', 'thinking', 'speaking', 'failed'] as const) {
      expect(places(menu({ voice }))).toEqual(places(menu()))
    }
  })

  test('stops the reply only while there is one', () => {
    expect(find(menu(), 'Stop the answer')).toMatchObject({ enabled: false })
    expect(find(menu({ voice: 'speaking' }), 'Stop the answer')).toMatchObject({ enabled: true })
  })

  test('ends the talk while listening', () => {
    expect(find(menu({ voice: 'listening' }), 'Stop and send')).toMatchObject({ command: { type: 'talk' } })
    expect(find(menu({ voice: 'listening' }), 'Talk')).toBeUndefined()
  })

  test('says what is so', () => {
    expect(menu({ connection: 'waiting' })[0]).toEqual({ type: 'text', label: 'Not connected' })
    expect(menu({ muted: true })[0]).toEqual({ type: 'text', label: 'Ready, answers muted' })
    expect(find(menu({ muted: true }), 'Mute answers')).toMatchObject({ type: 'checkbox', checked: true })
  })

  test('says that Parley goes after the answer, and lets it go at once', () => {
    const leaving = menu({ voice: 'speaking', isLeaving: true })
    expect(leaving[0]).toEqual({ type: 'text', label: 'Quits after this answer' })
    expect(leaving.at(-1)).toMatchObject({ label: 'Quit now', command: { type: 'quit' } })
    expect(menu().at(-1)).toMatchObject({ label: 'Quit Parley' })
  })

  test('is the same for the same state, so that it need not be drawn again', () => {
    expect(menu()).toEqual(menu())
  })
})

describe('microphones', () => {
  test('are a choice between the default and what is plugged in', () => {
    const found = submenu(menu({ input: 'USB Headset' }), 'Microphone')
    expect(found).toMatchObject([
      { type: 'radio', label: 'System default', checked: false, command: { label: null } },
      { label: 'Built-in Microphone', checked: false },
      { label: 'USB Headset', checked: true, command: { type: 'microphone', label: 'USB Headset' } },
    ])
  })

  test('show the chosen one also when it is not there', () => {
    const found = submenu(menu({ input: 'Studio' }), 'Microphone').at(-1)
    expect(found).toMatchObject({ label: 'Studio (not connected)', checked: true, enabled: false })
  })

  test('are each named once, and only when they have a name', () => {
    const { audio } = emptyView()
    const inputs = ['A', 'A', ''].map((label, id) => ({ id: String(id), label }))
    expect(trayModel(emptyView({ audio: { ...audio, inputs } }), settings()).inputs).toEqual(['A'])
  })
})

describe('profiles', () => {
  test('are a choice, with names as they are', () => {
    expect(submenu(menu(), 'Assistant')).toMatchObject([
      { type: 'radio', label: 'Local assistant', checked: true },
      // A single & would be taken for a mnemonic.
      { label: 'Home && garden', checked: false, command: { type: 'profile', id: 'home' } },
      { type: 'separator' },
      { label: 'Add a server…', command: { type: 'settings' } },
    ])
  })

  test('are no choice while the environment names the server', () => {
    const profile = { id: 'environment', name: 'localhost:6185', kind: 'remote' } as const
    expect(submenu(menu({ profile }), 'Assistant')[0]).toMatchObject({
      label: 'localhost:6185',
      checked: true,
      enabled: false,
    })
  })
})

describe('recent turns', () => {
  const recentOf = (turns: ReturnType<typeof turn>[]) =>
    submenu(trayMenu(trayModel(emptyView({ turns }), settings()), t), 'Recent')

  test('are the newest five, newest first', () => {
    const turns = ['1', '2', '3', '4', '5', '6', '7'].map((id) =>
      turn(id, { input: { kind: 'text', text: `Question ${id}`, attachments: [], audioMs: null } }),
    )
    expect(recentOf(turns)).toMatchObject([7, 6, 5, 4, 3].map((id) => ({ label: `Question ${id}` })))
    expect(recentOf(turns)[0]).toMatchObject({ command: { type: 'turn', id: '7' } })
  })

  test('are named on one short line', () => {
    const text = `What is\n  the ${'very '.repeat(20)}long question?`
    const [item] = recentOf([turn('1', { input: { kind: 'text', text, attachments: [], audioMs: null } })])
    const label = item && 'label' in item ? item.label : ''
    expect(label).toMatch(/^What is the very very .*…$/)
    expect(label.length).toBeLessThanOrEqual(44)
  })

  test('have a name also where nothing was understood', () => {
    const input = { kind: 'voice' as const, text: null, attachments: [], audioMs: 900 }
    expect(recentOf([turn('1', { input })])).toMatchObject([{ label: 'Voice message' }])
  })

  test('are left out while there are none, or only one that is being said', () => {
    expect(find(menu(), 'Recent')).toBeUndefined()
    expect(recentOf([turn('1', { state: 'listening' })])).toEqual([])
  })
})
