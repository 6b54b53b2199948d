/** What came of one row. */
export type RowStatus =
  | 'pass'
  | 'fail'
  /** The server does as the reference server does where ours does better. */
  | 'not supported'
  /** Could not be checked: something that it needs was not given. */
  | 'skipped'

export interface RowResult {
  id: string
  title: string
  isImprovement: boolean
  status: RowStatus
  /** The frame or answer that differed, or why it was skipped; '' for a pass. */
  detail: string
  /** How long it took, ms. */
  ms: number
}

/** The server did something else. */
export class Mismatch extends Error {}

/** The row needs something that was not given. */
export class Skipped extends Error {}

/** The server does as the reference server does, where an improvement is possible. */
export class NotSupported extends Error {}

/** Throws `Mismatch` unless `condition` holds; `seen` is what was seen instead. */
export function expect(condition: boolean, seen: unknown): asserts condition {
  if (!condition) throw new Mismatch(short(seen))
}

/** Throws `Mismatch` unless both have the same JSON. */
export function expectSame(seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
    throw new Mismatch(`${short(seen)} instead of ${short(wanted)}`)
  }
}

/** A value as one short line. */
export function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, shortenStrings)
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}

function shortenStrings(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > 120 ? `${value.slice(0, 100)}…<${value.length}>` : value
}
