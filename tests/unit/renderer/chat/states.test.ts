import { describe, expect, test } from 'vitest'
import { readiness } from '../../../../src/renderer/chat/composer/readiness.ts'
import { connectionText } from '../../../../src/renderer/chat/connection-text.ts'
import { addressProblem } from '../../../../src/renderer/chat/settings/address.ts'
import { failure } from '../../../../src/shared/failure.ts'
import type { AppView, DraftAttachment } from '../../../../src/shared/view.ts'
import { emptyView } from '../../../integration/renderer/support/views.ts'

const remote: AppView['profile'] = { id: 'r', name: 'Home', kind: 'remote' }
const connection = (change: Partial<AppView['connection']>) => ({ ...emptyView().connection, ...change })
const text = (view: AppView, now = 0) => connectionText(view, now)

describe('the bar under the header', () => {
  test('is not there when all is well', () => {
    expect(text(emptyView())).toBeNull()
    expect(text(emptyView({ profile: remote }))).toBeNull()
  })

  test('counts down to the next try, and offers it now', () => {
    const lastError = failure('CONNECTION_REFUSED', '', true)
    const view = emptyView({
      profile: remote,
      connection: connection({ status: 'waiting', nextRetryAt: 12_300, lastError }),
    })
    expect(text(view, 5000)).toMatchObject({
      key: 'connection.waiting',
      values: { seconds: 8 },
      action: 'retry',
      failure: lastError,
    })
    expect(text(view, 12_300)).toMatchObject({ key: 'connection.waitingNow', action: null })
  })

  test('leads to the settings when only they can mend it', () => {
    const failed = (code: 'UNAUTHORIZED' | 'TIMEOUT') =>
      text(
        emptyView({
          profile: remote,
          connection: connection({ status: 'failed', lastError: failure(code, '') }),
        }),
      )
    expect(failed('UNAUTHORIZED')).toMatchObject({ tone: 'error', action: 'retry', settings: true })
    expect(failed('TIMEOUT')).toMatchObject({ settings: false })
  })

  test('tells sleep from a missing network', () => {
    const suspended = (suspendReason: 'sleep' | 'offline') =>
      text(emptyView({ connection: connection({ status: 'suspended', suspendReason }) }))?.key
    expect(suspended('sleep')).toBe('connection.suspendedSleep')
    expect(suspended('offline')).toBe('connection.suspendedOffline')
  })

  test('offers to connect when nobody wanted a connection', () => {
    expect(text(emptyView({ connection: connection({ status: 'idle' }) }))).toMatchObject({
      action: 'connect',
    })
  })

  test('speaks of the local assistant while it starts, and when it failed or has no voice', () => {
    const assistant = (change: Partial<AppView['assistant']>) =>
      text(emptyView({ assistant: { status: 'ready', speech: true, problem: null, ...change } }))
    const problem = failure('ASSISTANT_FAILED', '')
    expect(assistant({ status: 'starting' })).toMatchObject({ tone: 'busy', key: 'assistant.starting' })
    expect(assistant({ status: 'failed', problem })).toMatchObject({
      tone: 'error',
      failure: problem,
      action: 'retry',
    })
    expect(assistant({ speech: false })).toMatchObject({ tone: 'warning', key: 'assistant.noSpeech' })
  })
})

describe('sending', () => {
  const draft = (status: DraftAttachment['status']): DraftAttachment => ({
    id: status,
    name: 'a',
    kind: 'file',
    size: 1,
    status,
    contentType: null,
    waitsFor: null,
    progress: 0,
    alt: '',
    picture: null,
    scaleTo: null,
    notes: [],
    failure: null,
  })
  test.each([
    ['', [], 'empty'],
    [' \n', [], 'empty'],
    ['hello', [], 'ready'],
    ['', [draft('ready')], 'ready'],
    ['hello', [draft('ready'), draft('uploading')], 'uploading'],
    ['hello', [draft('preparing')], 'uploading'],
    ['hello', [draft('waiting'), draft('ready')], 'uploading'],
    ['hello', [draft('failed')], 'failed-upload'],
    ['hello', [draft('failed'), draft('uploading')], 'uploading'],
  ] as const)('%j with %j', (words, drafts, expected) => {
    expect(readiness(words, drafts)).toBe(expected)
  })
})

test.each([
  ['https://example.org', null],
  [' https://example.org/sub ', null],
  ['http://localhost:6185', null],
  ['http://127.0.0.1:6185', null],
  ['http://[::1]:6185', null],
  ['http://192.168.1.5:6185', 'plain'],
  ['example.org', 'bad'],
  ['wss://example.org', 'bad'],
  ['', 'bad'],
])('the address %j: %s', (address, expected) => {
  expect(addressProblem(address)).toBe(expected)
})
