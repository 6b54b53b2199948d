import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { announcement } from '../../../../src/renderer/chat/transcript/announcement.ts'
import { clockLength, fileSize } from '../../../../src/renderer/chat/transcript/length.ts'
import { splitBlocks } from '../../../../src/renderer/chat/transcript/markdown-blocks.ts'
import { argumentsLine, prettyJson } from '../../../../src/renderer/chat/transcript/pretty-json.ts'
import { ownPicture } from '../../../../src/renderer/chat/transcript/own-picture.ts'
import { followsEnd } from '../../../../src/renderer/chat/transcript/stick.ts'
import { scriptOf } from '../../../../src/renderer/ui/script-of.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { outsideLink } from '../../../../src/shared/outside-link.ts'
import { emptyView, turn } from '../../../integration/renderer/support/views.ts'

describe('following the end', () => {
  const at = (scrollTop: number, scrollHeight = 1000, clientHeight = 400) => ({
    scrollTop,
    scrollHeight,
    clientHeight,
  })

  test('goes on while text grows below', () => {
    expect(followsEnd(true, at(600), at(600, 1200))).toBe(true)
  })

  test('ends when the reader scrolls up, and begins again at the end', () => {
    expect(followsEnd(true, at(600), at(500))).toBe(false)
    expect(followsEnd(false, at(500), at(550))).toBe(false)
    expect(followsEnd(false, at(550), at(580))).toBe(true)
  })

  test('does not end when content shrinks or the window changes its height', () => {
    expect(followsEnd(true, at(600), at(500, 950, 400))).toBe(true)
    expect(followsEnd(true, at(600), at(500, 1000, 450))).toBe(true)
  })

  test('does not begin by growth while the reader is elsewhere', () => {
    expect(followsEnd(false, at(100), at(100, 1500))).toBe(false)
  })
})

describe('blocks of markdown', () => {
  test.each([
    ['one\n\ntwo', ['one\n', 'two']],
    ['# a\n\ntext\nmore\n\n| t |\n|---|', ['# a\n', 'text\nmore\n', '| t |\n|---|']],
    ['- a\n\n- b\n\n  more of b', ['- a\n\n- b\n\n  more of b']],
    ['1. a\n\n2. b\n\nend', ['1. a\n\n2. b\n', 'end']],
    ['> a\n\n> b', ['> a\n\n> b']],
    ['```\na\n\nb\n```\n\nc', ['```\na\n\nb\n```\n', 'c']],
    ['````\n```\n\nx\n````\n\ny', ['````\n```\n\nx\n````\n', 'y']],
    ['[a]: https://a.example\n\nsee [a]', ['[a]: https://a.example\n\nsee [a]']],
    ['', []],
  ])('%j', (text, blocks) => {
    expect(splitBlocks(text)).toEqual(blocks)
  })

  test('lose nothing', () => {
    const line = fc.constantFrom(
      '',
      'text',
      '- item',
      '```',
      '> quote',
      '    code',
      '1. one',
      '# head',
      '[a]: b',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = lines.join('\n')
        expect(splitBlocks(text).join('\n').replaceAll(/\n+/g, '\n').trim()).toBe(
          text.replaceAll(/\n+/g, '\n').trim(),
        )
      }),
    )
  })

  test('that are finished stay as they are while the text grows', () => {
    const text = 'first\n\nsecond\n\n- a\n- b\n\nthird'
    for (let length = 8; length < text.length; length++) {
      expect(splitBlocks(text.slice(0, length))[0]?.trim()).toBe('first')
    }
  })
})

describe('links', () => {
  test.each([
    ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
    ['mailto:me@example.org', 'mailto:me@example.org'],
    ['http://192.168.1.5:8123/x', 'http://192.168.1.5:8123/x'],
    ['data:text/html,x', null],
    ['vscode://file/x', null],
    ['javascript:alert(1)', null],
    ['JAVASCRIPT:alert(1)', null],
    ['file:///etc/passwd', null],
    ['/attachment/x', null],
    ['not a link', null],
    [undefined, null],
  ])('%s', (href, expected) => {
    expect(outsideLink(href)).toBe(expected)
  })

  test.each([
    ['/attachment/abc', 'parley-file://attachment/abc'],
    ['/attachment/a%2Fb', null],
    ['/attachment/..', null],
    ['/attachment/a/b', null],
    ['/attachment/', null],
    ['//evil.example/attachment/a', null],
    ['https://evil.example/attachment/a', null],
    ['/chat/index.html', null],
    [undefined, null],
  ])('picture %s is at %s', (src, address) => {
    expect(ownPicture(src)).toBe(address)
  })
})

describe('what a screen reader is told', () => {
  const before = emptyView({ voice: 'thinking', turns: [turn('1', { state: 'thinking' })] })

  test('the reply, once, when it is whole', () => {
    const growing = emptyView({ voice: 'speaking', turns: [turn('1', { state: 'speaking' })] })
    expect(announcement(before, growing)).toEqual({ kind: 'voice', state: 'speaking' })
    expect(announcement(growing, { ...growing, turns: [turn('1', { state: 'speaking' })] })).toBeNull()
    const done = emptyView({ turns: [turn('1')] })
    expect(announcement(growing, done)).toEqual({ kind: 'reply', text: 'It is 18:30 in Tokyo.' })
  })

  test('a failure with its turn', () => {
    const failed = turn('1', { state: 'failed', failure: failure('STT_FAILED', '') })
    expect(announcement(before, emptyView({ turns: [failed] }))).toEqual({ kind: 'failure', turn: failed })
  })

  test('that there is no answer yet, and that something was not sent', () => {
    for (const state of ['stalled', 'unsent'] as const) {
      expect(announcement(before, emptyView({ turns: [turn('1', { state })] }))).toEqual({
        kind: 'turn',
        state,
      })
    }
  })

  test('nothing about turns that were there when the window opened', () => {
    expect(announcement(emptyView(), emptyView({ turns: [turn('1')] }))).toBeNull()
  })
})

describe('JSON of tools', () => {
  test.each([
    ['{"a":1}', '{\n  "a": 1\n}'],
    ['"text"', 'text'],
    ['not json', 'not json'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(prettyJson(text)).toBe(expected)
  })

  test.each([
    ['{"city":"Tokyo","days":3,"in":{"a":1}}', 'city: Tokyo, days: 3, in: {"a":1}'],
    ['{}', ''],
    ['plain', 'plain'],
    ['5', '5'],
  ])('%j in one line', (text, expected) => {
    expect(argumentsLine(text)).toBe(expected)
  })
})

test.each([
  [0, '0:00'],
  [6600, '0:07'],
  [61_000, '1:01'],
  [-5, '0:00'],
])('%i ms are %s', (ms, expected) => {
  expect(clockLength(ms)).toBe(expected)
})

test.each([
  [0, '0 bytes'],
  [812, '812 bytes'],
  [1500, '1.5 kB'],
  [48_213, '48 kB'],
  [3_400_000_000, '3.4 GB'],
  [5e15, '5,000,000 GB'],
])('%i bytes are %s', (bytes, expected) => {
  expect(fileSize(bytes, 'en')).toBe(expected)
})

test('a text with any Han character is set as Chinese', () => {
  expect(scriptOf('It’s 5 o’clock')).toBe('latin')
  expect(scriptOf('用 Parley 说话')).toBe('han')
})
