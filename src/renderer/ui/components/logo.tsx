import type { ReactNode } from 'react'
import { MARK_PATH, MARK_TURN } from './mark.ts'

/** Parley's mark. Decoration beside the name, so that it has none of its own. */
export function Logo({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="logo-a" d={MARK_PATH} />
      <path className="logo-b" d={MARK_PATH} transform={MARK_TURN} />
    </svg>
  )
}
