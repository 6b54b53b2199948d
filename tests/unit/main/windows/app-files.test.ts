import { join, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HEADER_CSP, META_CSP } from '../../../../src/shared/csp.ts'
import { resolveAppRequest } from '../../../../src/main/windows/app-files.ts'

const root = join(sep, 'opt', 'parley', 'renderer')
const roots = { renderer: root, models: join(sep, 'opt', 'parley', 'models') }

test('a built file is found with its type', () => {
  expect(resolveAppRequest('parley://app/chat/index.html', roots)).toEqual({
    kind: 'file',
    path: join(root, 'chat', 'index.html'),
    contentType: 'text/html; charset=utf-8',
  })
})

test('of the models only the speech detector is served', () => {
  expect(resolveAppRequest('parley://app/models/silero-vad.v6.onnx', roots)).toEqual({
    kind: 'file',
    path: join(roots.models, 'silero-vad.v6.onnx'),
    contentType: 'application/octet-stream',
  })
  for (const path of ['models/moonshine-tiny-en.encoder.int8.onnx', 'models/.stamp.json', 'models/']) {
    const found = resolveAppRequest(`parley://app/${path}`, roots)
    if (found.kind === 'file') expect(found.path.startsWith(root + sep)).toBe(true)
  }
})

test.each([
  'parley://app/..%2f..%2fetc/passwd.json',
  'parley://app/%2e%2e/secret.json',
  'parley://app/chat/..%5c..%5csecret.json',
  'parley://other/chat/index.html',
  'parley://app/chat/index.html%00.js',
  'parley://app/%E0%A4%A.js',
  'parley://app/chat/program.exe',
  'parley://app/attachment/68ede158-54e0',
  'not an address',
])('nothing outside is served: %s', (url) => {
  const found = resolveAppRequest(url, roots)
  if (found.kind === 'file') expect(found.path.startsWith(root + sep)).toBe(true)
  else expect(found.kind).toBe('missing')
})

test('no path at all leaves the folder', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', 'a', '/', '\\', '.html', '%00'), {
        maxLength: 12,
      }),
      (pieces) => {
        const found = resolveAppRequest(`parley://app/${pieces.join('')}.html`, roots)
        return found.kind !== 'file' || found.path.startsWith(root + sep)
      },
    ),
  )
})

test('the policy starts from nothing and never lets a page run inline script', () => {
  for (const policy of [HEADER_CSP, META_CSP]) {
    expect(policy).toMatch(/^default-src 'none'/)
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe-eval|unsafe-inline/)
  }
})
