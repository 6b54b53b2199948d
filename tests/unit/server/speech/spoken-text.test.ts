import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSpokenText } from '../../../../src/server/speech/spoken/spoken-text.ts'
import { stripMarkdown } from '../../../../src/server/speech/spoken/strip-markdown.ts'

describe('toSpokenText', () => {
  it.each([
    // numbers
    ['1,234.5 people', 'one thousand two hundred thirty-four point five people'],
    ['3.14159', 'three point one four one five nine'],
    ['It is 5,000,000 now.', 'It is five million now.'],
    ['the 1st and the 22nd', 'the first and the twenty-second'],
    ['agent 007', 'agent zero zero seven'],
    ['-5 °C', 'minus five degrees Celsius'],
    ['50%', 'fifty percent'],
    ['½ cup and 3/4 cup', 'one half cup and three quarters cup'],
    ['version 1.2.3', 'version one point two point three'],
    ['v2.0', 'version two point zero'],
    // times and dates
    ['It is 3:45 pm.', 'It is three forty-five P M.'],
    ['at 3:05 a.m. sharp', 'at three oh five A M sharp'],
    ['at 3:00', "at three o'clock"],
    ['at 15:30', 'at fifteen thirty'],
    ['9am', 'nine A M'],
    ['1:02:03', 'one hour two minutes three seconds'],
    ['2026-11-22', 'November twenty-second, twenty twenty-six'],
    ['Sunday, November 22, 2026.', 'Sunday, November twenty-second, twenty twenty-six.'],
    ['the 3rd of May 2024', 'the third of May, twenty twenty-four'],
    ['since 1984, in the 1990s', 'since nineteen eighty-four, in the nineteen nineties'],
    // units and money
    ['20 °C is 68°F', 'twenty degrees Celsius is sixty-eight degrees Fahrenheit'],
    ['1 km, 2 km, 5 km/h', 'one kilometer, two kilometers, five kilometers per hour'],
    ['3 m long', 'three meters long'],
    ['I’m 3 me', "I'm three me"],
    ['a 5 GB file', 'a five gigabytes file'],
    ['$5.50, $1 and €3 million', 'five dollars and fifty cents, one dollar and three million euros'],
    // sums
    ['12 × 7 = 84.', 'twelve times seven equals eighty-four.'],
    ['5 - 3 = 2', 'five minus three equals two'],
    ['2^10 = 1,024', 'two to the power of ten equals one thousand twenty-four'],
    ['√2 ≈ 1.414', 'the square root of two is about one point four one four'],
    ['pages 10–12', 'pages ten to twelve'],
    ['15% of 80 = 12', 'fifteen percent of eighty equals twelve'],
    // addresses
    ['See https://www.example.com/a/b?x=1.', 'See example dot com.'],
    ['Mail bob.smith@mail.co.uk!', 'Mail bob dot smith at mail dot co dot uk!'],
    // markdown and typography
    ['**Bold**, *soft* and `code`', 'Bold, soft and code'],
    ['[the docs](https://a.b/c) are here', 'the docs are here'],
    ['# Title\n\nText', 'Title. Text'],
    ['- one\n- two', 'one. two'],
    ['Look:\n```js\nlet x = 1\n```\nDone.', 'Look: Done.'],
    ['Café — “naïve”…', 'Cafe, "naive"...'],
    ['Tea & coffee and/or milk', 'Tea and coffee and or milk'],
    ['Great! 😀 Really', 'Great! Really'],
    ['C++ and C#', 'C plus plus and C sharp'],
  ])('%j is said as %j', (text, spoken) => {
    expect(toSpokenText(text)).toEqual({ text: spoken, hasForeignScript: false })
  })

  it.each(['你好，世界', '今天是 Monday', 'Привет', 'こんにちは', 'مرحبا'])('cannot say %j', (text) => {
    expect(toSpokenText(text)).toEqual({ text: '', hasForeignScript: true })
  })

  it('leaves a foreign word out of English text', () => {
    expect(toSpokenText('The word 你好 means hello.')).toEqual({
      text: 'The word means hello.',
      hasForeignScript: true,
    })
  })

  it.each(['', '   ', '😀', '---', '```\ncode\n```', '***'])('has nothing to say for %j', (text) => {
    expect(toSpokenText(text)).toEqual({ text: '', hasForeignScript: false })
  })

  it('gives the voice nothing but plain words, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(toSpokenText(text).text).toMatch(/^[A-Za-z0-9 .,;:!?'"$%&/-]*$/)
      }),
      { numRuns: 300 },
    )
  })

  it('takes linear time on hostile text', () => {
    for (const unit of ['*', '[', '(', '`', '1,', '<a', '_x', '| ', '1/', '~~', '-', '![](']) {
      expect(toSpokenText(unit.repeat(3000))).toBeDefined()
    }
  })
})

describe('stripMarkdown', () => {
  it.each([
    ['a * b * c', 'a * b * c'],
    ['snake_case_name', 'snake_case_name'],
    ['> quoted', 'quoted'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b\n\n1, 2'],
    ['![alt text](x.png)', 'alt text'],
    ['~~gone~~ <b>bold</b>', 'gone  bold '],
    ['**unpaired', 'unpaired'],
    ['\\*literal\\*', '*literal*'],
  ])('%j', (markdown, text) => {
    expect(stripMarkdown(markdown)).toBe(text)
  })
})
