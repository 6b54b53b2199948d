/** A frame from a client, not yet checked any further. */
export type RawFrame = Record<string, unknown>

/** Reads one WebSocket message: a JSON object, as text or as bytes. Null when it is anything else. Never throws. */
export function decodeFrame(data: Buffer): RawFrame | null {
  try {
    const value: unknown = JSON.parse(data.toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as RawFrame) : null
  } catch {
    return null
  }
}
