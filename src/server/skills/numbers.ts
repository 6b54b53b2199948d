/** A number as people read it: grouped, at most `digits` significant ones, powers of ten beyond a quadrillion. */
export function formatNumber(value: number | string, locale: string, digits = 10): string {
  const number = Number(value)
  const size = Math.abs(number)
  if (size !== 0 && (size >= 1e15 || size < 1e-6)) {
    const [mantissa = '', exponent = '0'] = exponentOf(String(value))
    return `${Number(mantissa).toLocaleString(locale, { maximumSignificantDigits: 5 })} × 10^${exponent}`
  }
  return number.toLocaleString(locale, { maximumSignificantDigits: Math.max(digits, wholeDigits(size)) })
}

/** Mantissa and exponent; taken from the text, so that numbers beyond the range of doubles work. */
function exponentOf(text: string): [string, string] {
  const [mantissa = '', exponent] = text.toLowerCase().split('e')
  if (exponent !== undefined) return [mantissa, exponent.replace('+', '')]
  const [short = '', power = '0'] = Number(text).toExponential().split('e')
  return [short, power.replace('+', '')]
}

function wholeDigits(size: number): number {
  return size < 1 ? 1 : Math.floor(Math.log10(size)) + 1
}
