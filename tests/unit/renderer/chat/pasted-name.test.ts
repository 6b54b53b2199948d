import { expect, test } from 'vitest'
import { pastedName } from '../../../../src/renderer/chat/composer/pasted-name.ts'

const at = new Date(2026, 0, 31, 9, 5)

test.each([
  ['image/png', 'pasted-2026-01-31-09-05.png'],
  ['image/jpeg', 'pasted-2026-01-31-09-05.jpg'],
  ['image/svg+xml', 'pasted-2026-01-31-09-05.svg'],
  ['image/webp', 'pasted-2026-01-31-09-05.webp'],
])('a pasted %s is called %s', (type, name) => {
  expect(pastedName(type, at)).toBe(name)
})

test('several at once have names of their own', () => {
  expect([0, 1, 2].map((index) => pastedName('image/png', at, index))).toEqual([
    'pasted-2026-01-31-09-05.png',
    'pasted-2026-01-31-09-05-2.png',
    'pasted-2026-01-31-09-05-3.png',
  ])
})
