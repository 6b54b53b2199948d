/** The shape of every JSON answer, with its keys in the reference server's order. */
export interface Envelope<T> {
  status: 'ok' | 'error'
  message: string | null
  data: T | null
}

export function ok<T>(data: T): Envelope<T> {
  return { status: 'ok', message: null, data }
}

/** An error for the client. Many of these go out with HTTP 200, as the contract has it. */
export function fail(message: string): Envelope<never> {
  return { status: 'error', message, data: null }
}
