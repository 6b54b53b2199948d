import { calculate } from './evaluate.ts'
import type { CalculationProblem } from './evaluate.ts'
import { toExpression, toExpressionZh } from './expression.ts'
import { showNumber } from './numbers.ts'
import { formatLocale, using } from './skill.ts'
import type { Skill, SkillOutcome } from './skill.ts'
import type { Lang } from './types.ts'

const PROBLEMS: Readonly<Record<CalculationProblem, Readonly<Record<Lang, string>>>> = {
  'not-a-sum': { en: 'I could not read that as a calculation.', zh: '我没看懂这个算式。' },
  'too-big': { en: 'That number is too big for me.', zh: '这个数太大了，我算不了。' },
  'divide-by-zero': { en: 'That divides by zero, so it has no result.', zh: '除数是零，没有结果。' },
  'no-real-result': { en: 'That has no result among the real numbers.', zh: '这在实数范围内没有结果。' },
}

/** Works out sums that are said in words or typed. */
export const calculatorSkill: Skill = {
  name: 'calculator',
  match({ text, lang }, { locale }) {
    const sum = lang === 'zh' ? toExpressionZh(text) : toExpression(text)
    if (sum === null) return null
    return using('calculator', { expression: sum.expression }, async (): Promise<SkillOutcome> => {
      const calculation = await calculate(sum.expression)
      if (!calculation.ok) return { say: PROBLEMS[calculation.problem][lang], result: calculation.problem }
      const { text: number, isRounded } = showNumber(
        calculation.value.toString(),
        formatLocale(locale, lang),
        12,
        7,
      )
      const result = `${number}${sum.isPercent ? '%' : ''}`
      return { say: `${sum.display} ${isRounded ? '≈' : '='} ${result}${lang === 'zh' ? '。' : '.'}`, result }
    })
  },
}
