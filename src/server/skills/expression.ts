/** A sum in words, turned into an expression. */
export interface Sum {
  /** For `calculate`. */
  readonly expression: string
  /** For people: "12 × 7". */
  readonly display: string
  /** The result is a share in percent. */
  readonly isPercent: boolean
}

const N = String.raw`(-?\d+(?:\.\d+)?)`
/** A number, a simple sum in brackets, or a function of one: what an earlier rewriting left. */
const TERM = String.raw`(-?\d+(?:\.\d+)?|\([^()]*\)|\w+\([^()]*\))`

const QUESTION =
  /^(?:what (?:is|are|does|would be|do you get (?:if you|when you)?|will be)|how much (?:is|are|would be)|calculate|compute|evaluate|work out|solve|find|how many (?:is|are)) (?:the (?:result|value|answer) of |the answer to |exactly )?/
const TAIL = / (?:equals?|equal to|make|makes|is|come to|add up to|give|gives)(?: what)?$/

const ORDINALS = ['second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

/** Numbers that sound like other words, as recognisers write them, beside an operator: "too plus to". */
const HOMOPHONES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:to|too)(?= (?:plus|minus|times|multiplied|divided|squared|cubed)\b)/g, '2'],
  [/(?<=\b(?:plus|minus|times|by) )(?:to|too)\b/g, '2'],
  [/\bfor(?= (?:plus|minus|times|multiplied|divided|squared|cubed)\b)/g, '4'],
  [/(?<=\b(?:plus|minus|times|by) )for\b/g, '4'],
  [/(?<=\b(?:plus|minus|times|by) )ate\b/g, '8'],
]

/** From the most specific wording to the least; each works on what the ones before have left. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\bthe\b /g, ''],
  [new RegExp(String.raw`\bsum of ${TERM} and ${TERM}`, 'g'), '($1 + $2)'],
  [new RegExp(String.raw`\bproduct of ${TERM} and ${TERM}`, 'g'), '($1 * $2)'],
  [new RegExp(String.raw`\bdifference (?:between|of) ${TERM} and ${TERM}`, 'g'), '($1 - $2)'],
  [new RegExp(String.raw`\b(?:quotient|ratio) of ${TERM} and ${TERM}`, 'g'), '($1 / $2)'],
  [new RegExp(String.raw`\bremainder (?:of|when) ${TERM} (?:is )?divided by ${TERM}`, 'g'), 'mod($1, $2)'],
  [new RegExp(String.raw`\b(?:average|mean) of ${N} and ${N}`, 'g'), '(($1 + $2) / 2)'],
  [new RegExp(String.raw`\badd ${TERM} (?:and|to|plus) ${TERM}`, 'g'), '($1 + $2)'],
  [new RegExp(String.raw`\b(?:subtract|take) ${TERM} (?:from|away from) ${TERM}`, 'g'), '($2 - $1)'],
  [new RegExp(String.raw`\bmultiply ${TERM} (?:by|and|with|times) ${TERM}`, 'g'), '($1 * $2)'],
  [new RegExp(String.raw`\bdivide ${TERM} (?:by|into) ${TERM}`, 'g'), '($1 / $2)'],
  [new RegExp(String.raw`${TERM} added to ${TERM}`, 'g'), '($1 + $2)'],
  [new RegExp(String.raw`${TERM} subtracted from ${TERM}`, 'g'), '($2 - $1)'],
  [/\bcube root of ([\d.]+|\([^()]*\))/g, 'cbrt($1)'],
  [/\b(?:square root|root|sqrt) (?:of )?([\d.]+|\([^()]*\))/g, 'sqrt($1)'],
  [/√\s*([\d.]+|\([^()]*\))/g, 'sqrt($1)'],
  [/\b(sin|cos|tan)(?:e|ine|gent)? (?:of )?([\d.]+)(?: degrees?|°)?/g, '$1($2)'],
  [/\b(?:natural log(?:arithm)?|ln) (?:of )?([\d.]+)/g, 'ln($1)'],
  [/\blog(?:arithm)?(?: base 10)? (?:of )?([\d.]+)/g, 'log10($1)'],
  [/\babsolute value of (-?[\d.]+|\([^()]*\))/g, 'abs($1)'],
  [/\bfactorial of (\d+)|\b(\d+) factorial\b/g, 'factorial($1$2)'],
  [new RegExp(String.raw`${TERM} squared`, 'g'), '($1)^2'],
  [new RegExp(String.raw`${TERM} cubed`, 'g'), '($1)^3'],
  [/²/g, '^2'],
  [/³/g, '^3'],
  [/ (?:raised )?to (?:a )?(?:power of|power) (-?\d+(?:\.\d+)?)/g, '^$1'],
  [/ (?:raised )?to (\d+)(?:st|nd|rd|th)(?: power)?\b/g, '^$1'],
  [
    / (?:raised )?to (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?: power)?\b/g,
    '^ordinal-$1',
  ],
  ...ORDINALS.map((word, i): readonly [RegExp, string] => [
    new RegExp(`ordinal-${word}`, 'g'),
    String(i + 2),
  ]),
  [new RegExp(String.raw`${N} ?(?:percent|%) off(?: of)? ${N}`, 'g'), '($2 * (1 - $1 / 100))'],
  [new RegExp(String.raw`${N} ?(?:percent|%)(?: tip)? (?:of|on|off) ${TERM}`, 'g'), '($1 / 100 * $2)'],
  [new RegExp(String.raw`${TERM} plus ${N} ?(?:percent|%)`, 'g'), '($1 * (1 + $2 / 100))'],
  [new RegExp(String.raw`${TERM} (?:minus|less) ${N} ?(?:percent|%)`, 'g'), '($1 * (1 - $2 / 100))'],
  [/\b(?:one |a |1 )?half of (?=[\d(])/g, '1 / 2 * '],
  [/\b(?:one |a |1 )third of (?=[\d(])/g, '1 / 3 * '],
  [/\b(?:2) thirds of (?=[\d(])/g, '2 / 3 * '],
  [/\b(?:one |a |1 )?(?:quarter|fourth) of (?=[\d(])/g, '1 / 4 * '],
  [/\b(?:3) (?:quarters|fourths) of (?=[\d(])/g, '3 / 4 * '],
  [/\b(?:one |a |1 )fifth of (?=[\d(])/g, '1 / 5 * '],
  [/\b(?:twice|double) (?=[\d(])/g, '2 * '],
  [/\btriple (?=[\d(])/g, '3 * '],
  [/\bto power of\b/g, '^'],
  [/\b(?:multiplied by|times|time|x)\b|[×∗]/g, '*'],
  [/(?<=\d)\s*x\s*(?=\d)/g, ' * '],
  [/\bdivided by\b|\bover\b|÷/g, '/'],
  [/\bplus\b/g, '+'],
  [/\b(?:minus|negative|take away|less)\b|[−–]/g, '-'],
  [/\bmod(?:ulo|ulus)?\b(?!\()/g, 'mod'],
  [/(?<=\d) and (?=\d)/g, ' + '],
  [/\bopen (?:parenthesis|bracket)\b/g, '('],
  [/\bclose (?:parenthesis|bracket)\b/g, ')'],
  [/\b(\d+(?:\.\d+)?) ?(?:percent|%)(?! ?\d)/g, '($1 / 100)'],
]

/** What may be left of a sum; anything else means that it was none. */
const EXPRESSION =
  /^(?:\s|\d+(?:\.\d+)?|\.\d+|[+\-*/^(),!]|\b(?:sqrt|cbrt|abs|sin|cos|tan|ln|log10|factorial|mod)\b|\b(?:pi|e)\b|π)+$/

/** Reads an English question on normalised text as a sum; `null` when it is not one. */
export function toExpression(text: string): Sum | null {
  let sum = text
    .replace(QUESTION, '')
    .replace(TAIL, '')
    .replace(/\s*=\s*\??$/, '')
    .trim()
  sum = sum
    .replace(/[$€£¥]\s?(?=\d)/g, '')
    .replace(/ (?:dollars?|euros?|bucks)\b/g, '')
    .replace(/^an? (?=\d)/, '')
  const share =
    new RegExp(String.raw`^what percent(?:age)? of ${N} is ${N}$`).exec(text) ??
    new RegExp(String.raw`^what percent(?:age)? (?:is ${N} of|of) ${N}(?: is)?$`).exec(text)
  const shareOf = new RegExp(String.raw`^${N} is what percent(?:age)? of ${N}$`).exec(text)
  if (share !== null && /^what percent(?:age)? of/.test(text))
    return percentOf(share[2] as string, share[1] as string)
  if (share?.[1] !== undefined) return percentOf(share[1], share[2] as string)
  if (shareOf !== null) return percentOf(shareOf[1] as string, shareOf[2] as string)
  for (const [pattern, words] of [...HOMOPHONES, ...REWRITES]) sum = sum.replace(pattern, words)
  return finish(sum)
}

const REWRITES_ZH: readonly (readonly [RegExp, string])[] = [
  [/百分之(\d+(?:\.\d+)?)/gu, '$1%'],
  [/(\d+(?:\.\d+)?)分之(\d+(?:\.\d+)?)/gu, '($2 / $1)'],
  [/(\d+(?:\.\d+)?)的(\d+(?:\.\d+)?)%/gu, '($1 * $2 / 100)'],
  [/(\d+(?:\.\d+)?)的\((\d+) \/ (\d+)\)/gu, '($1 * $2 / $3)'],
  [/(\d+(?:\.\d+)?)的(?:平方根|开方)/gu, 'sqrt($1)'],
  [/根号(\d+(?:\.\d+)?)/gu, 'sqrt($1)'],
  [/(\d+(?:\.\d+)?)的立方根/gu, 'cbrt($1)'],
  [/(\d+(?:\.\d+)?)的平方/gu, '($1)^2'],
  [/(\d+(?:\.\d+)?)的立方/gu, '($1)^3'],
  [/(\d+(?:\.\d+)?)的(\d+)次方/gu, '($1)^$2'],
  [/(\d+)的阶乘/gu, 'factorial($1)'],
  [/(\d+(?:\.\d+)?)的一半/gu, '($1 / 2)'],
  [/(\d+(?:\.\d+)?)%/gu, '($1 / 100)'],
  [/加上?|[＋]/gu, ' + '],
  [/减去?|[－−]/gu, ' - '],
  [/乘以?|[×]/gu, ' * '],
  [/除以|[÷]/gu, ' / '],
  [/(?<=\d)x(?=\d)/gu, ' * '],
  [/左括号/gu, '('],
  [/右括号/gu, ')'],
  [/负/gu, '-'],
  [/圆周率/gu, 'pi'],
]

/** Reads a Chinese question on normalised text as a sum; `null` when it is not one. */
export function toExpressionZh(text: string): Sum | null {
  let sum = text
    .replace(/^(?:请?计算(?:一下)?|算(?:一下|算)?)/u, '')
    .replace(/(?:等于|是|得|=)(?:多少|几)?$/u, '')
  for (const [pattern, words] of REWRITES_ZH) sum = sum.replace(pattern, words)
  return finish(sum)
}

function percentOf(part: string, whole: string): Sum {
  return { expression: `${part} / ${whole} * 100`, display: `${part} ÷ ${whole}`, isPercent: true }
}

function finish(sum: string): Sum | null {
  const expression = sum
    .replaceAll('π', 'pi')
    .replace(/\s+/g, ' ')
    .replace(/(?<=^|[(+\-*/^] ?)- (?=[\d(])/g, '-')
    .trim()
  // A number alone is not a sum, and neither are names alone.
  const hasWork =
    /\d\s*[-+*/^!]|[-+*/^]\s*[\d(a-z]|[a-z]\w*\(|\bmod\b/.test(expression) && /\d|pi/.test(expression)
  if (!hasWork || !EXPRESSION.test(expression) || /^-?\d+(?:\.\d+)?$/.test(expression)) return null
  // A date or a fraction on its own ("3/4") is a sum; a phone number ("555-1234") is taken for one too.
  return { expression, display: toDisplay(expression), isPercent: false }
}

/** Operators as they are printed, percentages as they were said, and long numbers grouped. */
function toDisplay(expression: string): string {
  return stripOuter(expression)
    .replace(/([\d.]+) \/ 100 \* (?=[\d(])/g, '$1% of ')
    .replace(/([\d.]+) \* ([\d.]+) \/ 100/g, '$1 * $2%')
    .replace(/ \* \(1 ([+-]) ([\d.]+) \/ 100\)/g, ' $1 $2%')
    .replace(/\(([\d.]+) \/ 100\)/g, '$1%')
    .replace(/\bfactorial\((\d+)\)/g, '$1!')
    .replace(/\bsqrt\(([^()]*)\)/g, '√$1')
    .replace(/\bcbrt\(([^()]*)\)/g, '∛$1')
    .replace(/\b(sin|cos|tan)\(([^()]*)\)/g, '$1 $2°')
    .replace(/\bpi\b/g, 'π')
    .replace(/\((\d+(?:\.\d+)?)\)\^/g, '$1^')
    .replace(/\s*\*\s*/g, ' × ')
    .replace(/\s*\/\s*/g, ' ÷ ')
    .replace(/(?<=[\d)%!])\s*([+-])\s*/g, ' $1 ')
    .replace(/(?<![\d.])\d{5,}(?!\d)/g, (digits) => digits.replace(/\B(?=(?:\d{3})+$)/g, ','))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Brackets around the whole are not needed to read it. */
function stripOuter(expression: string): string {
  if (!expression.startsWith('(') || !expression.endsWith(')')) return expression
  let depth = 0
  for (let i = 0; i < expression.length; i++) {
    if (expression[i] === '(') depth++
    if (expression[i] === ')') depth--
    if (depth === 0 && i < expression.length - 1) return expression
  }
  return expression.slice(1, -1)
}
