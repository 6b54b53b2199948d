/** A number for people. */
export interface Shown {
  readonly text: string
  /** The text says less than the number. */
  readonly isRounded: boolean
}

/**
 * Writes a number so that it can be read and followed by ear: grouped, whole when it is whole, with all its digits when they are
 * few, else rounded; as a power of ten when it is huge or tiny.
 *
 * @param value decimal text, which may go beyond the range of doubles.
 * @param exact a value with at most this many significant digits is not rounded.
 * @param rounded significant digits of a value that is.
 */
export function showNumber(value: number | string, locale: string, exact: number, rounded: number): Shown {
  const [mantissa, exponent] = scientific(String(value))
  const digits = mantissa.replace(/[-.]/g, '').length
  if (exponent >= 15 || exponent < -6) {
    const short = Number(Number(mantissa).toPrecision(5)).toLocaleString(locale, {
      maximumSignificantDigits: 5,
    })
    return { text: exponent === 0 ? short : `${short} × 10^${exponent}`, isRounded: digits > 5 }
  }
  const isRounded = digits > exact && digits > exponent + 1
  const shown = isRounded ? Math.max(rounded, exponent + 1) : Math.max(digits, 1)
  return { text: Number(value).toLocaleString(locale, { maximumSignificantDigits: shown }), isRounded }
}

/** Mantissa without trailing zeros, and exponent, of decimal text in either notation. */
function scientific(text: string): [string, number] {
  const [plain = '', power = '0'] = text.toLowerCase().split('e')
  const sign = plain.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = plain.replace(/^[-+]/, '').split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return ['0', 0]
  const leading = (whole + fraction).length - digits.length
  const exponent = Number(power) + whole.length - 1 - leading
  const kept = digits.replace(/0+$/, '')
  return [`${sign}${kept[0]}${kept.length > 1 ? `.${kept.slice(1)}` : ''}`, exponent]
}
