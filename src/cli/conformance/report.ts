import type { RowResult, RowStatus } from './outcome.ts'

const MARKS: Record<RowStatus, string> = {
  pass: 'ok  ',
  fail: 'FAIL',
  'not supported': 'n/s ',
  skipped: 'skip',
}

/** One row of the table, with what differed below it. */
export function formatResult(result: RowResult): string {
  const line = `${MARKS[result.status]}  ${result.id.padEnd(10)}  ${result.title}  (${result.ms} ms)`
  return result.detail === '' ? line : `${line}\n      ${' '.repeat(10)}  ${result.detail}`
}

export interface Summary {
  pass: number
  fail: number
  notSupported: number
  skipped: number
}

export function summarize(results: readonly RowResult[]): Summary {
  const count = (status: RowStatus): number => results.filter((result) => result.status === status).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    notSupported: count('not supported'),
    skipped: count('skipped'),
  }
}

/** The last line. */
export function formatSummary({ pass, fail, notSupported, skipped }: Summary): string {
  return `${pass} pass, ${fail} fail, ${notSupported} not supported (improvements), ${skipped} skipped`
}
