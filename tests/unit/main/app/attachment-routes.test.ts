import { expect, test, vi } from 'vitest'
import { createHandlers } from '../../../../src/main/app/handlers.ts'
import type { HandlerParts } from '../../../../src/main/app/handlers.ts'
import { Drafts } from '../../../../src/main/attachments/drafts.ts'
import type { DraftsOptions } from '../../../../src/main/attachments/drafts.ts'
import { createRouter } from '../../../../src/main/ipc/router.ts'
import { MAX_PICTURE_BYTES } from '../../../../src/shared/ipc/limits.ts'

/* A request as it comes from the chat window, down to the upload. */

function start() {
  const upload = vi.fn<DraftsOptions['upload']>(() => new Promise(() => undefined))
  const drafts = new Drafts({
    newId: () => 'd1',
    inspect: () => Promise.reject(new Error('not part of this test')),
    upload,
    changed: () => undefined,
  })
  const onUnexpected = vi.fn()
  const answer = createRouter(createHandlers({ drafts } as HandlerParts), { onUnexpected })
  return { upload, onUnexpected, ask: (input: unknown) => answer('chat', 'attachment.addBytes', input) }
}

const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47).buffer
const good = { name: 'pasted-2026-01-31-10-20.png', contentType: 'image/png', bytes }

test('a pasted picture is uploaded byte for byte, under its name and type', async () => {
  const { ask, upload } = start()
  expect(await ask(good)).toEqual({ ok: true, data: { draft: 'd1' } })
  expect(upload.mock.calls.map(([file]) => file)).toEqual([
    { name: good.name, contentType: 'image/png', kind: 'image', size: 4, bytes: new Uint8Array(bytes) },
  ])
})

test('one of the largest size is taken', async () => {
  const { ask } = start()
  expect(await ask({ ...good, bytes: new ArrayBuffer(MAX_PICTURE_BYTES) })).toMatchObject({ ok: true })
})

test.each([
  ['too many bytes', { bytes: new ArrayBuffer(MAX_PICTURE_BYTES + 1) }],
  ['bytes that are none', { bytes: 'iVBORw0KGgo=' }],
  ['a view, whose buffer may hold more than is shown', { bytes: new Uint8Array(4) }],
  ['no bytes', { bytes: null }],
  ['no name', { name: ' ' }],
  ['something other than a picture', { contentType: 'text/html' }],
  ['a type that would break out of its header', { contentType: 'image/png\r\nx-injected: 1' }],
])('%s: refused, and nothing is uploaded', async (_what, change) => {
  const { ask, upload, onUnexpected } = start()
  expect(await ask({ ...good, ...change })).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  expect(upload).not.toHaveBeenCalled()
  expect(onUnexpected).not.toHaveBeenCalled()
})
