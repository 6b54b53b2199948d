/**
 * Which script a text is set in: decides how its quotation marks are drawn. Han wins when both are there, because Chinese
 * text often has Latin words in it, and seldom the other way round.
 */
export function scriptOf(text: string): 'han' | 'latin' {
  return /\p{Script=Han}/u.test(text) ? 'han' : 'latin'
}
