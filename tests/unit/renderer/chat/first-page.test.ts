import { expect, test } from 'vitest'
import { firstPage } from '../../../../src/renderer/chat/first-page.ts'

test.each([
  ['', { view: 'conversation' }],
  ['#settings', { view: 'settings' }],
  ['#turn=a%2Fb', { view: 'conversation', turnId: 'a/b' }],
  ['#turn=', { view: 'conversation' }],
  ['#other', { view: 'conversation' }],
])('%s', (hash, shown) => {
  expect(firstPage(hash)).toEqual(shown)
})
