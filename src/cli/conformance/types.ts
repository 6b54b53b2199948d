import type { Target } from './target.ts'

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

/** One requirement of the contract, and how to see whether a server meets it. */
export interface Row {
  /** Section of the contract and a number in it: `live/3`. */
  id: string
  /** What must hold. */
  title: string
  /** True for what only improved servers do: failing it is "not supported". */
  isImprovement?: boolean
  /** Resolves when it holds. Throws `Mismatch`, `Skipped` or `NotSupported` when not. */
  check(target: Target): Promise<void>
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
