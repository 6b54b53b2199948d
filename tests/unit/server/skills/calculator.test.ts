import { describe, expect, it } from 'vitest'
import { calculate } from '../../../../src/server/skills/evaluate.ts'
import { CANNOT_TEXT } from '../../../../src/server/skills/talk-skill.ts'
import { World } from './harness.ts'

describe('sums', () => {
  it.each([
    ['What is twelve times seven?', '12 × 7 = 84.'],
    ['what’s 12 * 7', '12 × 7 = 84.'],
    ['12x7', '12 × 7 = 84.'],
    ['12 × 7 =', '12 × 7 = 84.'],
    ['calculate twelve multiplied by seven', '12 × 7 = 84.'],
    ['What is fifteen percent of eighty?', '15% of 80 = 12.'],
    ['What is fifteen per cent of eighty?', '15% of 80 = 12.'],
    ['what is 15% of 80', '15% of 80 = 12.'],
    ['20 percent off 45', '45 - 20% = 36.'],
    ['What is a twenty percent tip on forty five dollars?', '20% of 45 = 9.'],
    ['100 plus 19 percent', '100 + 19% = 119.'],
    ['12 is what percent of 80', '12 ÷ 80 = 15%.'],
    ['what percent of 80 is 12', '12 ÷ 80 = 15%.'],
    ['Square root of 2', '√2 ≈ 1.414214.'],
    ['What is the square root of one hundred and forty four?', '√144 = 12.'],
    ['cube root of 27', '∛27 = 3.'],
    ['two plus two', '2 + 2 = 4.'],
    // As recognisers write it.
    ['What is too plus to?', '2 + 2 = 4.'],
    ['How much is 3.5 times 4?', '3.5 × 4 = 14.'],
    ['three point five times four', '3.5 × 4 = 14.'],
    ["What's 1,234.5 + 2?", '1234.5 + 2 = 1,236.5.'],
    ['what is one hundred divided by eight', '100 ÷ 8 = 12.5.'],
    ['2 to the power of 10', '2^10 = 1,024.'],
    ['two to the tenth power', '2^10 = 1,024.'],
    ['two to the third', '2^3 = 8.'],
    ['five squared', '5^2 = 25.'],
    ['What is ten factorial?', '10! = 3,628,800.'],
    ['half of 90', '1 ÷ 2 × 90 = 45.'],
    ['two thirds of 90', '2 ÷ 3 × 90 = 60.'],
    ['(2+3)*4', '(2 + 3) × 4 = 20.'],
    ['2 + 3 * 4', '2 + 3 × 4 = 14.'],
    ['0.1+0.2', '0.1 + 0.2 = 0.3.'],
    ['Add 5 and 6', '5 + 6 = 11.'],
    ['subtract 3 from 10', '10 - 3 = 7.'],
    ['what is the sum of 4 and 9', '4 + 9 = 13.'],
    ['what is minus five plus two', '-5 + 2 = -3.'],
    ['nineteen eighty four minus nine', '1984 - 9 = 1,975.'],
    ['sine of 30 degrees', 'sin 30° = 0.5.'],
    ['17 mod 5', '17 mod 5 = 2.'],
    ['2^100', '2^100 ≈ 1.2677 × 10^30.'],
    ['What is seven over zero?', 'That divides by zero, so it has no result.'],
    ['square root of (1 - 5)', 'That has no result among the real numbers.'],
    ['2^10000', 'That number is too big for me.'],
    ['999 factorial', 'That number is too big for me.'],
    ['十二乘以七等于多少', '12 × 7 = 84。'],
    ['三百零五加二十等于几', '305 + 20 = 325。'],
    ['二十五的平方根是多少', '√25 = 5。'],
    ['八十的百分之十五', '80 × 15% = 12。'],
    ['三分之二乘以九十', '2 ÷ 3 × 90 = 60。'.replace('2 ÷ 3', '(2 ÷ 3)')],
    ['二的十次方', '2^10 = 1,024。'],
  ])('works out %j', async (text, answer) => {
    expect(await new World().ask(text)).toBe(answer)
  })

  it.each(['42', 'What is love?', 'What is the capital of France?', 'pi', 'one of these days', 'import fs'])(
    'leaves %j alone',
    async (text) => {
      expect(await new World().ask(text)).toBe(CANNOT_TEXT.en)
    },
  )
})

describe('calculate', () => {
  it.each([
    'import("fs")',
    'evaluate("1+1")',
    'createUnit("x")',
    'f(x)=x^2',
    'a=1',
    '[1,2,3]',
    '{a:1}',
    '"text"',
    'x',
    '1;2',
    '1:5',
    'true',
    '5 cm',
    'sqrt(1,2)',
    'cos.constructor',
    'toString()',
    'constructor(1)',
  ])('refuses %j', async (expression) => {
    expect(await calculate(expression)).toEqual({ ok: false, problem: 'not-a-sum' })
  })

  it('stops sums that would run away', async () => {
    expect(await calculate('9^9^9')).toEqual({ ok: false, problem: 'too-big' })
    expect(await calculate(`${'1+'.repeat(200)}1`)).toEqual({ ok: false, problem: 'too-big' })
    expect(await calculate(`${'('.repeat(500)}1${')'.repeat(500)}`)).toEqual({
      ok: false,
      problem: 'too-big',
    })
  })
})
