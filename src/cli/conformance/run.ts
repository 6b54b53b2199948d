import { Target } from './target.ts'
import type { TargetOptions } from './target.ts'
import { Mismatch, NotSupported, Skipped, short } from './outcome.ts'
import type { RowResult, RowStatus } from './outcome.ts'
import type { Row } from './row.ts'

/** Checks rows one after another; `onResult` hears of each. Never throws for what the server does. */
export async function runRows(
  rows: readonly Row[],
  options: TargetOptions,
  onResult: (result: RowResult) => void = () => undefined,
): Promise<RowResult[]> {
  const target = new Target(options)
  const results: RowResult[] = []
  for (const row of rows) {
    const result = await runRow(row, target)
    results.push(result)
    onResult(result)
  }
  return results
}

async function runRow(row: Row, target: Target): Promise<RowResult> {
  const from = performance.now()
  let status: RowStatus = 'pass'
  let detail = ''
  try {
    await row.check(target)
  } catch (thrown) {
    status = statusOf(thrown)
    detail = thrown instanceof Mismatch || thrown instanceof Error ? thrown.message : short(thrown)
  }
  const { id, title, isImprovement = false } = row
  return { id, title, isImprovement, status, detail, ms: Math.round(performance.now() - from) }
}

function statusOf(thrown: unknown): RowStatus {
  if (thrown instanceof NotSupported) return 'not supported'
  return thrown instanceof Skipped ? 'skipped' : 'fail'
}
