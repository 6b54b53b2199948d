import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SentenceSplitter, splitSentences } from '../../../../src/server/reply/sentences.ts'

/** Pieces without the white space that goes with them. */
const pieces = (text: string): string[] => splitSentences(text, { shortest: 0 }).map((piece) => piece.trim())

describe('splitSentences', () => {
  it.each([
    ['Pi is 3.14. Next.', ['Pi is 3.14.', 'Next.']],
    ['Version 1.2.3 is out. Get it.', ['Version 1.2.3 is out.', 'Get it.']],
    ['It costs 1,234.50 dollars. Cheap!', ['It costs 1,234.50 dollars.', 'Cheap!']],
    ['See https://example.com/a.b?c=d! Now.', ['See https://example.com/a.b?c=d!', 'Now.']],
    ['Mail me@mail.example.org. Thanks.', ['Mail me@mail.example.org.', 'Thanks.']],
    ['Dr. Smith met Mrs. Jones. They spoke.', ['Dr. Smith met Mrs. Jones.', 'They spoke.']],
    ['Fruit, e.g. Apples, is good. Eat it.', ['Fruit, e.g. Apples, is good.', 'Eat it.']],
    ['He joined the U.S. Army in May. Then he left.', ['He joined the U.S. Army in May.', 'Then he left.']],
    ['J. R. R. Tolkien wrote it. I read it.', ['J. R. R. Tolkien wrote it.', 'I read it.']],
    ['We met at 5 p.m. Then we ate.', ['We met at 5 p.m.', 'Then we ate.']],
    ['We met at 5 p.m. on Friday. Bye.', ['We met at 5 p.m. on Friday.', 'Bye.']],
    ['So am I. Then go.', ['So am I.', 'Then go.']],
    ['No. I mean No. 5 is late. Sorry.', ['No.', 'I mean No. 5 is late.', 'Sorry.']],
    ['Well... maybe. Wait... What?', ['Well... maybe.', 'Wait...', 'What?']],
    ['"Really?" he asked. "Yes."', ['"Really?" he asked.', '"Yes."']],
    ['She said “Go.” He went.', ['She said “Go.”', 'He went.']],
    ['(It works.) Good.', ['(It works.)', 'Good.']],
    ['What?! No!! Oh…', ['What?!', 'No!!', 'Oh…']],
    ['1. One\n2. Two\n', ['1. One', '2. Two']],
    ['**Done.** Next *one.* Last', ['**Done.**', 'Next *one.*', 'Last']],
  ])('cuts %j', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })

  it.each([
    ['你好。今天好吗？很好！', ['你好。', '今天好吗？', '很好！']],
    ['他说：“走吧。”然后走了。', ['他说：“走吧。”', '然后走了。']],
    ['「好。」她说；我同意', ['「好。」', '她说；', '我同意']],
    ['圆周率是3.14，版本是1.2.3。完了。', ['圆周率是3.14，版本是1.2.3。', '完了。']],
    ['等等……好的', ['等等……', '好的']],
    ['真的吗?好!OK.明白', ['真的吗?', '好!', 'OK.', '明白']],
  ])('cuts Chinese %j', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })

  it('sends short sentences along with the next, but never holds back the first', () => {
    expect(splitSentences('Yes. No. Maybe it is like that. OK.')).toEqual([
      'Yes. ',
      'No. Maybe it is like that. ',
      'OK.',
    ])
  })

  it('cuts a first sentence that is long at a comma, so that speech starts early', () => {
    const [first] = splitSentences(`When the rain had stopped at last, we went out${' and on'.repeat(20)}.`)
    expect(first).toBe('When the rain had stopped at last, ')
  })

  it('cuts an endless clause at a space and never within a number', () => {
    const text = '1,234.5 and '.repeat(60)
    const cut = splitSentences(text)
    expect(cut.length).toBeGreaterThan(2)
    for (const piece of cut) expect(piece.length).toBeLessThanOrEqual(200)
    for (const piece of cut.slice(0, -1)) expect(piece).toMatch(/ $/)
    expect(cut.join('')).toBe(text)
    expect(cut.join('|')).not.toMatch(/\d\|[,.\d]/)
  })

  it('cuts Chinese without punctuation by what it takes to say it', () => {
    for (const piece of splitSentences('没有标点的长文'.repeat(40)))
      expect(Array.from(piece).length).toBeLessThanOrEqual(70)
  })
})

describe('SentenceSplitter', () => {
  const fragments = fc.constantFrom(
    ...[
      'Hello',
      ' world',
      '. ',
      '.',
      ' ',
      '3',
      '.14',
      '! ',
      '?”',
      '“',
      'e.g',
      'Dr',
      'U.S',
      '\n',
      '…',
      'Yes',
      ', ',
      '你好',
      '。',
    ],
    ...['！', '，', '」', 'http://a.b/c', 'x@y.z', '😀', '1', 'no', 'A', ';', '- ', '**', ')', '('],
  )
  const texts = fc.oneof(
    fc.array(fragments, { maxLength: 120 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 400 }),
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 })

  it('gives the text back, whatever it is', () => {
    fc.assert(fc.property(texts, (text) => splitSentences(text).join('') === text))
  })

  it('cuts the same, however the text arrives', () => {
    fc.assert(
      fc.property(texts, cuts, (text, sizes) => {
        const splitter = new SentenceSplitter()
        const found: string[] = []
        let at = 0
        for (const size of sizes) {
          found.push(...splitter.push(text.slice(at, at + size)))
          at += size
        }
        found.push(...splitter.push(text.slice(at)), ...splitter.flush())
        expect(found).toEqual(splitSentences(text))
      }),
    )
  })

  it('gives a sentence out as soon as the next one begins', () => {
    const splitter = new SentenceSplitter()
    expect(splitter.push('It is 3')).toEqual([])
    expect(splitter.push('.')).toEqual([])
    expect(splitter.push('45. ')).toEqual([])
    expect(splitter.push('T')).toEqual(['It is 3.45. '])
    expect(splitter.flush()).toEqual(['T'])
  })

  it('starts anew after flush', () => {
    const splitter = new SentenceSplitter()
    splitter.push('One.')
    splitter.flush()
    expect(splitter.push('Yes. N')).toEqual(['Yes. '])
  })
})
