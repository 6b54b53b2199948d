import { expect, test, vi } from 'vitest'
import { createRouter } from '../../../../src/main/ipc/router.ts'
import type { Handlers } from '../../../../src/main/ipc/router.ts'
import { trustedWindow } from '../../../../src/main/ipc/trusted-sender.ts'
import type { TrustedWindow } from '../../../../src/main/ipc/trusted-sender.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import { routes } from '../../../../src/shared/ipc/routes.ts'

function makeRouter(some: Partial<Handlers>) {
  const missing = () => {
    throw new Error('not part of this test')
  }
  const all = Object.fromEntries(Object.keys(routes).map((route) => [route, missing]))
  const onUnexpected = vi.fn<(route: string, error: unknown) => void>()
  return { answer: createRouter({ ...all, ...some } as Handlers, { onUnexpected }), onUnexpected }
}

test('a frame that is not ours gets no answer but a refusal, and it is reported', async () => {
  const { answer, onUnexpected } = makeRouter({})
  expect(await answer(null, 'settings.get', undefined)).toMatchObject({
    ok: false,
    error: { code: 'FORBIDDEN_SENDER' },
  })
  expect(onUnexpected).toHaveBeenCalledOnce()
})

test('an unknown route is refused, also one that objects inherit', async () => {
  const { answer } = makeRouter({})
  for (const route of ['nope', 'toString', '__proto__', 5, null]) {
    expect(await answer('chat', route, undefined)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  }
})

test('input is parsed before the handler sees it', async () => {
  const handler = vi.fn(() => ({ turnId: 't1' }))
  const { answer } = makeRouter({ 'turn.sendText': handler })
  expect(await answer('chat', 'turn.sendText', { text: 5, drafts: [] })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_INPUT' },
  })
  expect(handler).not.toHaveBeenCalled()
  expect(await answer('chat', 'turn.sendText', { text: 'hi', drafts: [], extra: 1 })).toEqual({
    ok: true,
    data: { turnId: 't1' },
  })
  expect(handler).toHaveBeenCalledWith({ text: 'hi', drafts: [] }, { window: 'chat' })
})

test('a failure crosses as a value; a bug is reported and crosses as INTERNAL', async () => {
  const { answer, onUnexpected } = makeRouter({
    'turn.interrupt': () => {
      throw new FailureError(failure('NO_CREDENTIAL', 'No key', false))
    },
    'connection.retryNow': () => {
      throw new TypeError('oops')
    },
  })
  expect(await answer('chat', 'turn.interrupt', undefined)).toEqual({
    ok: false,
    error: { code: 'NO_CREDENTIAL', message: 'No key', retryable: false },
  })
  expect(onUnexpected).not.toHaveBeenCalled()
  expect(await answer('chat', 'connection.retryNow', undefined)).toMatchObject({
    ok: false,
    error: { code: 'INTERNAL' },
  })
  expect(onUnexpected).toHaveBeenCalledOnce()
})

test('a handler whose answer breaks the contract is a bug, and nothing of it crosses', async () => {
  const { answer, onUnexpected } = makeRouter({
    'turn.sendText': () => ({ turnId: 5 }) as unknown as { turnId: string },
  })
  expect(await answer('chat', 'turn.sendText', { text: 'hi', drafts: [] })).toMatchObject({ ok: false })
  expect(onUnexpected).toHaveBeenCalledOnce()
})

test('the HUD may look and stop an answer; settings, files and links are not for it', async () => {
  const { answer } = makeRouter({ 'turn.interrupt': () => undefined, 'link.open': () => undefined })
  expect(await answer('voice', 'turn.interrupt', undefined)).toMatchObject({ ok: true })
  expect(await answer('voice', 'link.open', { url: 'https://example.org' })).toMatchObject({
    ok: false,
    error: { code: 'FORBIDDEN_SENDER' },
  })
})

test('only the top frame of our own page in a window that we made is trusted', () => {
  const windows = new Map<number, TrustedWindow>([[7, 'chat']])
  const good = { webContentsId: 7, url: 'parley://app/chat/index.html', isTopFrame: true }
  expect(trustedWindow(good, windows)).toBe('chat')
  expect(trustedWindow({ ...good, webContentsId: 8 }, windows)).toBeNull()
  expect(trustedWindow({ ...good, isTopFrame: false }, windows)).toBeNull()
  expect(trustedWindow({ ...good, url: null }, windows)).toBeNull()
  for (const url of [
    'https://app/chat',
    'parley://application/x',
    'parley://app.evil/x',
    'file:///parley://app/',
  ]) {
    expect(trustedWindow({ ...good, url }, windows)).toBeNull()
  }
})
