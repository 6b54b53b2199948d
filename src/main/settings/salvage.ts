import { settingsSchema } from '../../shared/settings.ts'
import { isPlainObject } from './plain-object.ts'

type Path = readonly PropertyKey[]

export interface Salvaged {
  /** What the schema takes; defaults are not filled in. */
  readonly valid: unknown
  /** Paths of what was not valid and is gone, such as `speaker.volume` or `profiles.2`. Never values. */
  readonly lost: readonly string[]
}

/**
 * Reads settings and keeps whatever of them is valid. What is not is taken out where the schema complains, as little as
 * possible at a time, until the rest is valid: a field falls back to its default, and a profile that lacks what it needs is
 * dropped alone.
 */
export function salvage(raw: unknown): Salvaged {
  const lost: string[] = []
  let rest: unknown = structuredClone(raw)
  for (;;) {
    const parsed = settingsSchema.safeParse(rest)
    if (parsed.success) return { valid: rest, lost }
    // Taking out an item moves those behind it, so the last goes first.
    const paths = parsed.error.issues.map((issue) => culprit(rest, issue.path)).sort(lastFirst)
    const [root] = paths.filter((path) => path.length === 0)
    if (root) {
      lost.push('everything')
      rest = {}
      continue
    }
    const seen = new Set<string>()
    for (const path of paths) {
      const name = path.map(String).join('.')
      if (seen.has(name)) continue
      seen.add(name)
      lost.push(name)
      takeOut(rest, path)
    }
  }
}

/** What to take out for a complaint about `path`: the value there, or, if there is none, what lacks it. */
function culprit(root: unknown, path: Path): Path {
  let value = root
  const found: PropertyKey[] = []
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) break
    value = (value as Record<PropertyKey, unknown>)[key]
    found.push(key)
  }
  return found
}

function takeOut(root: unknown, path: Path): void {
  const last = path.at(-1)
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Record<PropertyKey, unknown>)[key]
          : undefined,
      root,
    )
  if (Array.isArray(holder)) holder.splice(Number(last), 1)
  else if (isPlainObject(holder) && last !== undefined) Reflect.deleteProperty(holder, last)
}

function lastFirst(a: Path, b: Path): number {
  for (const [index, key] of a.entries()) {
    const other = b[index]
    if (typeof key === 'number' && typeof other === 'number' && key !== other) return other - key
    if (key !== other) break
  }
  return b.length - a.length
}
