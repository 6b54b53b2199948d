/** What a `Range` header asks of a file. `whole`: no range, or one that RFC 9110 says to ignore. */
export type RangeRequest =
  | { kind: 'whole' }
  /** First and last byte, both counted. */
  | { kind: 'part'; start: number; end: number }
  /** Nothing of it lies in the file: answer 416. */
  | { kind: 'unsatisfiable' }

/** Reads a `Range` header for a file of `size` bytes. Several ranges at once are served as the whole file, as RFC 9110 allows. */
export function parseRange(header: string | undefined, size: number): RangeRequest {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.replace(/\s+/g, ''))
  if (!match) return { kind: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return { kind: 'whole' }
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  if (start >= size) return { kind: 'unsatisfiable' }
  return { kind: 'part', start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
