export type PlainObject = Readonly<Record<string, unknown>>

/** What JSON calls an object. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * `over` laid over `under`, group by group. Keys that only `under` has stay, so what another version of Parley wrote is
 * kept; so are those of list items that have the same `id`. Other values, and lists as a whole, are those of `over`.
 */
export function overlay(under: unknown, over: unknown): unknown {
  if (isPlainObject(under) && isPlainObject(over)) {
    const merged = new Map(Object.entries(under))
    for (const [key, value] of Object.entries(over)) {
      if (value !== undefined) merged.set(key, overlay(merged.get(key), value))
    }
    return Object.fromEntries(merged)
  }
  if (Array.isArray(under) && Array.isArray(over)) {
    const known = new Map(under.filter(isPlainObject).map((item) => [item.id, item]))
    return over.map((item: unknown) =>
      isPlainObject(item) && item.id !== undefined ? overlay(known.get(item.id), item) : item,
    )
  }
  return over
}
