/** What a scroller reports. */
export interface ScrollPosition {
  readonly scrollTop: number
  readonly scrollHeight: number
  readonly clientHeight: number
}

/** Pixels from the end that still count as the end. */
const NEAR_END = 24

/**
 * Whether the view follows the end. Only the reader lets go of it, by scrolling up; growth below never does. Reaching the
 * end again takes hold of it.
 */
export function followsEnd(following: boolean, before: ScrollPosition, now: ScrollPosition): boolean {
  if (now.scrollHeight - now.clientHeight - now.scrollTop <= NEAR_END) return true
  const shrank = now.scrollHeight < before.scrollHeight || now.clientHeight !== before.clientHeight
  // When content shrinks the browser moves the view up by itself.
  if (now.scrollTop < before.scrollTop && !shrank) return false
  return following
}
