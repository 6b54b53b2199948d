import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heardUpTo, locate } from '../../../../../src/main/live/turn/spoken-text.ts'

/** The passage as text. */
function found(reply: string, chunk: string, from = 0): string | null {
  const passage = locate(reply, chunk, from)
  return passage && reply.slice(passage.from, passage.to)
}

describe('a chunk’s text is found in the reply', () => {
  test.each([
    ['as it is', 'It is noon. The sun is high.', 'The sun is high.', 'The sun is high.'],
    ['in spite of other spaces', 'It is\n\n  noon.  Yes.', 'It is noon.', 'It is\n\n  noon.'],
    [
      'in spite of markdown',
      'The **sun** is `high` today.',
      'The sun is high today.',
      'The **sun** is `high` today.',
    ],
    ['with the marks that close it', 'He said “no”. Then left.', 'He said "no"', 'He said “no”.'],
    ['in spite of upper case', 'NASA says so. İstanbul', 'nasa says so', 'NASA says so.'],
    ['in Chinese', '柏林今天**晴**，气温十八度。适合散步。', '气温十八度', '气温十八度。'],
    [
      'behind code that nobody reads out',
      '```js\nfoo()\n```\nThat prints a foo.',
      'That prints a foo.',
      'That prints a foo.',
    ],
    [
      'by its ends, when a number was read out',
      'There are 384,400 kilometres between them.',
      'There are three hundred thousand kilometres between them.',
      'There are 384,400 kilometres between them.',
    ],
    ['beyond the basic plane', '𠮷野家 is open', '𠮷野家', '𠮷野家'],
  ])('%s', (_, reply, chunk, expected) => {
    expect(found(reply, chunk)).toBe(expected)
  })

  test('at or after a place, so that a repeated sentence is found where it stands', () => {
    const reply = 'Yes. Yes. No.'
    const first = locate(reply, 'Yes.', 0)
    expect(first).toEqual({ from: 0, to: 4 })
    expect(locate(reply, 'Yes.', 4)).toEqual({ from: 5, to: 9 })
    expect(locate(reply, 'Yes.', 9)).toBeNull()
  })
})

describe('it is not found', () => {
  test.each([
    ['where it does not stand', 'The sun is high.', 'The moon is low.'],
    ['when it has no letters', 'Well… yes!', '…!'],
    ['when it is short and far away', `${'word '.repeat(40)}yes`, 'Yes.'],
    [
      'by ends that are far from each other',
      `There are ${'many '.repeat(60)}kilometres`,
      'There are very few kilometres',
    ],
    ['in an empty reply', '', 'Hello.'],
  ])('%s', (_, reply, chunk) => {
    expect(found(reply, chunk)).toBeNull()
  })
})

test('a reply cut into sentences is found piece by piece, however its markdown and spaces differ', () => {
  const word = fc.constantFrom(
    'sun',
    'moon',
    'Berlin',
    '18',
    'is',
    'the',
    '天气',
    '晴',
    'naïve',
    '**bold**',
    '`x`',
  )
  const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((each) => `${each.join(' ')}.`)
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), (sentences) => {
      const reply = sentences.join('\n ')
      let at = 0
      for (const each of sentences) {
        const passage = locate(reply, each.replaceAll(/[*` ]/g, ''), at)
        expect(passage).not.toBeNull()
        expect(reply.slice(passage!.from, passage!.to).replaceAll(/^[*`]+|[*`]+$/g, '')).toBe(
          each.replaceAll(/^[*`]+|[*`]+$/g, ''),
        )
        at = passage!.to
      }
    }),
  )
})

describe('what was heard ends at a word', () => {
  const reply = 'One two three. Four five.'
  const passage = { from: 15, to: 25 }

  test.each([
    [0, ''],
    [0.3, ''],
    [0.45, 'Four'],
    [0.9, 'Four five'],
    [1, 'Four five.'],
  ])('%f of it', (share, heard) => {
    expect(reply.slice(15, heardUpTo(reply, passage, share)).trim()).toBe(heard)
  })

  test('in Chinese too', () => {
    const text = '柏林今天晴，适合散步。'
    const heard = text.slice(0, heardUpTo(text, { from: 0, to: text.length }, 0.5))
    expect(text.startsWith(heard)).toBe(true)
    expect(heard.length).toBeGreaterThanOrEqual(4)
    expect(heard.length).toBeLessThanOrEqual(5)
  })
})
