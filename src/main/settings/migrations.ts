import { isPlainObject } from './plain-object.ts'
import type { PlainObject } from './plain-object.ts'

/** One step: how settings of version `to - 1` become settings of version `to`. Gets and gives whatever the file holds. */
export interface Migration {
  readonly to: number
  run(data: PlainObject): PlainObject
}

/**
 * Every step since the first version, oldest first. A step is for what defaults cannot do: a field that was renamed, or
 * whose meaning changed. It must not count on its data being valid.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    // The microphone was warm or not; now there is a time between the two.
    to: 2,
    run: (data) => {
      const { microphone } = data
      if (!isPlainObject(microphone) || typeof microphone['warm'] !== 'boolean') return data
      return { ...data, microphone: { ...microphone, warm: microphone['warm'] ? 'always' : 'never' } }
    },
  },
]

/** The version before any migration. */
const FIRST_VERSION = 1

export interface Migrated {
  readonly data: PlainObject
  /** The version to write: the newest known, or the file's own if that is newer. */
  readonly version: number
  /** True when steps were run, so that the file should be written. */
  readonly changed: boolean
}

/**
 * Brings settings up to date. A file of a newer Parley is left as it is and keeps its version: its fields are read as far
 * as they are known, and the newer Parley will not migrate them a second time.
 */
export function migrate(data: PlainObject, migrations: readonly Migration[] = MIGRATIONS): Migrated {
  const { version } = data
  const from =
    typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : FIRST_VERSION
  const steps = migrations.filter(({ to }) => to > from)
  let current = data
  for (const step of steps) {
    const next = step.run(current)
    if (isPlainObject(next)) current = next
  }
  const newest = migrations.reduce((highest, { to }) => Math.max(highest, to), FIRST_VERSION)
  return { data: current, version: Math.max(from, newest), changed: steps.length > 0 }
}
