import { useId } from 'react'
import type { ReactNode } from 'react'

/** A titled group of settings. */
export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = useId()
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="section-card">{children}</div>
    </section>
  )
}
