import { afterEach, describe, expect, test, vi } from 'vitest'
import { createHandlers } from '../../../../src/main/app/handlers.ts'
import type { HandlerParts } from '../../../../src/main/app/handlers.ts'
import { createRouter } from '../../../../src/main/ipc/router.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import { MAX_PASTED_BYTES } from '../../../../src/shared/ipc/limits.ts'

/* A request as it comes from the chat window, down to the drafts. */

const drafts = {
  addBytes: vi.fn(() => Promise.resolve('d1')),
  scaled: vi.fn(() => Promise.resolve()),
  peek: vi.fn(() => [{ attachmentId: 'att', kind: 'file', name: 'a', size: 1 }]),
  take: vi.fn(),
}
const sendText = vi.fn(() => 'turn')
const onUnexpected = vi.fn()
const ask = createRouter(createHandlers({ drafts, live: { sendText } } as unknown as HandlerParts), {
  onUnexpected,
})

afterEach(() => {
  expect(onUnexpected).not.toHaveBeenCalled()
  vi.clearAllMocks()
})

describe('what is pasted', () => {
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47).buffer
  const good = { name: 'pasted-2026-01-31-10-20.png', bytes }
  const add = (input: unknown) => ask('chat', 'attachment.addBytes', input)

  test('is taken byte for byte, under its name', async () => {
    expect(await add(good)).toEqual({ ok: true, data: { draft: 'd1' } })
    expect(drafts.addBytes.mock.calls).toEqual([[{ name: good.name, bytes: new Uint8Array(bytes) }]])
  })

  test('may be of the largest size', async () => {
    expect(await add({ ...good, bytes: new ArrayBuffer(MAX_PASTED_BYTES) })).toMatchObject({ ok: true })
  })

  test.each([
    ['too many bytes', { bytes: new ArrayBuffer(MAX_PASTED_BYTES + 1) }],
    ['bytes that are none', { bytes: 'iVBORw0KGgo=' }],
    ['a view, whose buffer may hold more than is shown', { bytes: new Uint8Array(4) }],
    ['no bytes', { bytes: null }],
    ['no name', { name: ' ' }],
  ])('%s: refused', async (_what, change) => {
    expect(await add({ ...good, ...change })).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    expect(drafts.addBytes).not.toHaveBeenCalled()
  })
})

test('a smaller copy comes as bytes, or as none', async () => {
  const scaled = (bytes: unknown) => ask('chat', 'attachment.scaled', { draft: 'd1', bytes })
  await scaled(Uint8Array.of(1).buffer)
  await scaled(null)
  expect(drafts.scaled.mock.calls).toEqual([
    ['d1', Uint8Array.of(1)],
    ['d1', null],
  ])
  expect(await scaled(undefined)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
})

describe('sending', () => {
  const send = () => ask('chat', 'turn.sendText', { text: 'see this', drafts: ['d1'] })

  test('takes the drafts that went', async () => {
    expect(await send()).toEqual({ ok: true, data: { turnId: 'turn' } })
    expect(drafts.take.mock.calls).toEqual([[['d1']]])
  })

  test('leaves them where they are when it is refused', async () => {
    sendText.mockImplementationOnce(() => {
      throw new FailureError(failure('OUTBOX_FULL', 'full'))
    })
    expect(await send()).toMatchObject({ ok: false, error: { code: 'OUTBOX_FULL' } })
    expect(drafts.take).not.toHaveBeenCalled()
  })
})
