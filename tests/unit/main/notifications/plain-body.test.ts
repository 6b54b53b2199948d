import { expect, test } from 'vitest'
import { plainBody } from '../../../../src/main/notifications/plain-body.ts'

const REPLY = 'if a < b && c > 0: <a href="https://example.org">log in</a> &amp; go'

test('on Linux, where a body is markup, a text stays what it says', () => {
  expect(plainBody(REPLY, 'linux')).toBe(
    'if a &lt; b &amp;&amp; c &gt; 0: &lt;a href="https://example.org"&gt;log in&lt;/a&gt; &amp;amp; go',
  )
})

test('elsewhere it is shown as it is', () => {
  expect(plainBody(REPLY, 'darwin')).toBe(REPLY)
  expect(plainBody(REPLY, 'win32')).toBe(REPLY)
})
