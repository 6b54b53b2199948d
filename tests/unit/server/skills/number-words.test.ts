import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseToDigits } from '../../../../src/server/skills/chinese-numbers.ts'
import { wordsToDigits } from '../../../../src/server/skills/number-words.ts'
import { toUtterance } from '../../../../src/server/skills/utterance.ts'
import { cardinal, ordinal, year } from '../../../../src/server/speech/spoken/number-to-words.ts'

describe('wordsToDigits', () => {
  it.each([
    ['twelve times seven', '12 times 7'],
    ['twenty one', '21'],
    ['twenty-one', '21'],
    ['one hundred and five', '105'],
    ['a hundred', '100'],
    ['two thousand twenty six', '2026'],
    ['three hundred forty five thousand six hundred seventy eight', '345678'],
    ['three point one four', '3.14'],
    ['two point five million', '2500000'],
    ['5 million', '5000000'],
    ['nineteen eighty four', '1984'],
    ['nineteen oh five', '1905'],
    ['twenty third of may', '23rd of may'],
    ['a minute and a second', 'a minute and a second'],
    ['one of these', '1 of these'],
    ['half past six', 'half past 6'],
  ])('%j becomes %j', (words, digits) => {
    expect(wordsToDigits(words)).toBe(digits)
  })

  it('reads back every number that can be written in words', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (value) => {
        expect(wordsToDigits(cardinal(String(value)))).toBe(String(value))
      }),
    )
  })
})

describe('chineseToDigits', () => {
  it.each([
    ['十二乘以七', '12乘以7'],
    ['三百零五', '305'],
    ['三百五', '350'],
    ['两千', '2000'],
    ['一万二', '12000'],
    ['一千零二十万', '10200000'],
    ['三点一四', '3.14'],
    ['二零二六年', '2026年'],
    ['星期三', '星期三'],
    ['下周一', '下周一'],
    ['看一下', '看一下'],
  ])('%j becomes %j', (words, digits) => {
    expect(chineseToDigits(words)).toBe(digits)
  })
})

describe('numbers in words', () => {
  it.each([
    ['0', 'zero'],
    ['007', 'seven'],
    ['21', 'twenty-one'],
    ['1000000', 'one million'],
    [
      '1234567890123456789012',
      'one two three four five six seven eight nine zero one two three four five six seven eight nine zero one two',
    ],
  ])('%s', (digits, words) => {
    expect(cardinal(digits)).toBe(words)
  })

  it.each([
    ['1', 'first'],
    ['12', 'twelfth'],
    ['20', 'twentieth'],
    ['22', 'twenty-second'],
    ['100', 'one hundredth'],
  ])('%sth', (digits, words) => {
    expect(ordinal(digits)).toBe(words)
  })

  it.each([
    [1984, 'nineteen eighty-four'],
    [1905, 'nineteen oh five'],
    [1900, 'nineteen hundred'],
    [2000, 'two thousand'],
    [2006, 'two thousand six'],
    [2026, 'twenty twenty-six'],
  ])('the year %d', (value, words) => {
    expect(year(value)).toBe(words)
  })
})

describe('toUtterance', () => {
  it.each([
    ['Hey Parley, could you please tell me what’s the time?', 'what is the time'],
    ['Okay, set a timer for five minutes, please.', 'set a timer for 5 minutes'],
    ['What is 1,234.5 + 2?', 'what is 1234.5 + 2'],
    ['Wake me at 7:30 a.m.', 'wake me at 7:30 am'],
    ['No, thanks.', 'no'],
  ])('%j is matched as %j', (raw, text) => {
    expect(toUtterance(raw, 'en-US')).toMatchObject({ text, lang: 'en' })
  })

  it('takes Chinese for Chinese, whatever the locale', () => {
    expect(toUtterance('请问，现在几点？', 'en-US')).toMatchObject({ text: '现在几点', lang: 'zh' })
    expect(toUtterance('12 × 7', 'zh-CN').lang).toBe('zh')
  })
})
