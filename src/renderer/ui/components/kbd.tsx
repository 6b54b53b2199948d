import { Fragment } from 'react'
import type { ReactNode } from 'react'
import { keyNames } from '../keys.ts'

/** An accelerator as key caps of this platform. */
export function Keys({ accelerator }: { accelerator: string }): ReactNode {
  const { platform } = window.parley
  return (
    <span className="keys">
      {keyNames(accelerator, platform).map((name, index) => (
        <Fragment key={index}>
          {index > 0 && platform !== 'darwin' && <span className="keys-plus">+</span>}
          <kbd>{name}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** Stands where key caps go: no text has it. */
export const KEYS_GAP = '\u0000'

/** A sentence with key caps where it has the gap. */
export function TextWithKeys({ text, accelerator }: { text: string; accelerator: string }): ReactNode {
  const [before = '', after] = text.split(KEYS_GAP)
  if (after === undefined) return before
  return (
    <>
      {before}
      <Keys accelerator={accelerator} />
      {after}
    </>
  )
}
