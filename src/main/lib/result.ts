import type { Failure } from '../../shared/failure.ts'

/** A value, or the failure that stands in its place. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

/** A result that is a value. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** A result that is a failure. */
export function fail(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure }
}
