import type { ReactNode } from 'react'

/** Something that goes on. */
export function Progress({ text }: { text: string }): ReactNode {
  return (
    <p className="turn-note">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text}
    </p>
  )
}
