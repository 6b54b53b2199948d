import { useState } from 'react'

const KEY = 'parley.draft'

/** The text in the composer. It outlives the window, which is destroyed when it closes, until it was sent. */
export function useDraftText(): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => localStorage.getItem(KEY) ?? '')
  const keep = (next: string) => {
    setText(next)
    if (next === '') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
  }
  return [text, keep]
}
