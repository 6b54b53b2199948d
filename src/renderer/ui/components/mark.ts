/**
 * Parley's mark: a closing and an opening quotation mark that fit into each other, two speakers and each the other's answer.
 * The first is this path in a box of 32 by 32; the second is the same, turned by half a turn about the middle.
 */
export const MARK_PATH =
  'M9.5 3.1a6.9 6.9 0 0 1 6.9 7.1c0 5.6-3.3 9.6-8.4 11.1a1 1 0 0 1-1-1.65c1.5-1.25 2.4-2.5 2.7-3.95a6.4 6.4 0 0 1-7-6.3 6.5 6.5 0 0 1 6.8-6.3Z'
export const MARK_TURN = 'rotate(180 16 16)'
