import type { Target } from './target.ts'

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
