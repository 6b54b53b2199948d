import type { ReactNode } from 'react'

/** Parley's mark: two speakers, each the other's answer. Decoration beside the name, so it has none of its own. */
export function Logo({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className="logo-a"
        d="M11.2 4.6a7.2 7.2 0 0 1 7.2 7.2c0 6-3.6 10-9.3 11.3a1 1 0 0 1-.9-1.7c1.7-1.5 2.5-2.7 2.7-4.2a6.4 6.4 0 0 1-6.9-6.3 6.9 6.9 0 0 1 7.2-6.3Z"
      />
      <path
        className="logo-b"
        d="M20.8 27.4a7.2 7.2 0 0 1-7.2-7.2c0-6 3.6-10 9.3-11.3a1 1 0 0 1 .9 1.7c-1.7 1.5-2.5 2.7-2.7 4.2a6.4 6.4 0 0 1 6.9 6.3 6.9 6.9 0 0 1-7.2 6.3Z"
      />
    </svg>
  )
}
