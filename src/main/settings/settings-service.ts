import { isDeepStrictEqual } from 'node:util'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { profileSchema, settingsPatchSchema, settingsSchema } from '../../shared/settings.ts'
import type { Settings, SettingsPatch } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { Emitter } from '../lib/emitter.ts'
import type { Listenable } from '../lib/emitter.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { migrate, MIGRATIONS } from './migrations.ts'
import type { Migration } from './migrations.ts'
import { isPlainObject, overlay } from './plain-object.ts'
import type { PlainObject } from './plain-object.ts'
import { withActiveProfile, withoutProfile, withProfile, withSoundProfiles } from './profiles.ts'
import { SETTINGS_NAME } from './raw-store.ts'
import type { RawStore } from './raw-store.ts'
import { salvage } from './salvage.ts'

export interface SettingsEvents {
  /** Something changed, and is on disk. */
  changed: [settings: Settings, before: Settings]
}

/** What people have set. Every change is checked, written, and only then in force: what failed has not happened. */
export interface SettingsService extends Listenable<SettingsEvents> {
  /** Valid settings; `profiles` always begins with the local assistant. */
  get(): Settings
  /** What was wrong when the settings were read: SETTINGS_DAMAGED, FILE_UNREADABLE, or why repairs were not written. */
  problem(): Failure | null
  /** Merges a patch, group by group. Fails with INVALID_INPUT, SETTINGS_NOT_SAVED or DISK_FULL. */
  patch(patch: unknown): Result<Settings>
  /** Adds or replaces a profile by its id. */
  saveProfile(profile: unknown): Result<Settings>
  /** Fails with INVALID_INPUT for the local assistant, and NOT_FOUND. */
  removeProfile(id: string): Result<Settings>
  selectProfile(id: string): Result<Settings>
}

export interface SettingsServiceOptions {
  readonly store: RawStore
  readonly clock: Clock
  readonly log: Log
  /** Where this platform's defaults differ from the schema's. */
  readonly defaults?: SettingsPatch
  readonly migrations?: readonly Migration[]
}

/** Reads the settings at once; a file that is damaged is set aside, and what is valid in it is kept. */
export function createSettingsService(options: SettingsServiceOptions): SettingsService {
  const { store, clock, log, defaults = {} } = options
  const events = new Emitter<SettingsEvents>()
  /** All that the file holds, also what this version does not know. */
  let raw: PlainObject = {}
  let version = 1
  let current: Settings
  let problem: Failure | null = null
  /** Set while the file on disk must not be replaced, because what it holds would be lost. */
  let keepFile: (() => Failure | null) | null = null

  const write = (next: Settings): Result<void> => {
    const refused = keepFile?.() ?? null
    if (refused) return fail(refused)
    keepFile = null
    const data = { ...(overlay(raw, next) as PlainObject), version }
    const written = store.write(data)
    if (written.ok) raw = data
    return written
  }

  const load = (): Settings => {
    const read = store.read()
    if (read.kind === 'unreadable') {
      problem = read.failure
      keepFile = () =>
        failure('SETTINGS_NOT_SAVED', 'The settings on disk cannot be read, so they are not replaced.')
    }
    const found = read.kind === 'value' && isPlainObject(read.value) ? read.value : {}
    const migrated = migrate(found, options.migrations ?? MIGRATIONS)
    const { version: _version, ...fields } = migrated.data
    version = migrated.version
    raw = fields
    const salvaged = salvage(fields)
    // Whoever has settings has used Parley before there was an introduction to it, or has lost the word of it.
    const under = read.kind === 'absent' ? defaults : { ...defaults, introduced: true }
    const sound = withSoundProfiles(settingsSchema.parse(overlay(under, salvaged.valid)))
    const lost =
      read.kind === 'damaged' || (read.kind === 'value' && !isPlainObject(read.value))
        ? ['everything']
        : [...salvaged.lost, ...sound.lost]
    if (lost.length > 0) repair(sound.settings, lost)
    // Where there is no file there was nothing to migrate.
    else if (migrated.changed && read.kind === 'value') reportWrite(write(sound.settings))
    return sound.settings
  }

  /** Copies the damaged file aside, then replaces it, so that the same damage is told once. */
  const repair = (sound: Settings, lost: readonly string[]): void => {
    log.warn({ lost }, 'the settings are damaged')
    const name = damagedName(clock.now())
    const kept =
      lost[0] === 'everything'
        ? 'Parley starts with default settings'
        : `Lost: ${lost.join(', ')}; the rest was kept`
    problem = failure('SETTINGS_DAMAGED', `The settings were damaged. ${kept}. The old file is now ${name}.`)
    keepFile = () => {
      const aside = store.setAside(name)
      return aside.ok ? null : aside.failure
    }
    reportWrite(write(sound))
  }

  const reportWrite = (written: Result<void>): void => {
    if (written.ok) return
    log.error({ failure: written.failure }, 'the settings could not be written')
    problem = written.failure
  }

  const change = (next: Settings | Failure): Result<Settings> => {
    if ('code' in next) return fail(next)
    const checked = settingsSchema.safeParse(next)
    if (!checked.success) return fail(invalid(checked.error.issues[0]?.path))
    if (isDeepStrictEqual(checked.data, current)) return ok(current)
    const written = write(checked.data)
    if (!written.ok) {
      log.error({ failure: written.failure }, 'the settings could not be written')
      return written
    }
    const before = current
    current = checked.data
    events.emit('changed', current, before)
    return ok(current)
  }

  current = load()

  return {
    on: events.on.bind(events),
    get: () => current,
    problem: () => problem,
    patch(patch) {
      const parsed = settingsPatchSchema.safeParse(patch)
      if (!parsed.success) return fail(invalid(parsed.error.issues[0]?.path))
      return change(overlay(current, parsed.data) as Settings)
    },
    saveProfile(profile) {
      const parsed = profileSchema.safeParse(profile)
      return parsed.success
        ? change(withProfile(current, parsed.data))
        : fail(invalid(parsed.error.issues[0]?.path))
    },
    removeProfile: (id) => change(withoutProfile(current, id)),
    selectProfile: (id) => change(withActiveProfile(current, id)),
  }
}

/** Names the field and not its value. */
function invalid(path: readonly PropertyKey[] = []): Failure {
  const field = path.map(String).join('.')
  return failure('INVALID_INPUT', field === '' ? 'This is not a valid setting.' : `“${field}” is not valid.`)
}

/** `settings.damaged-2026-01-31T10-20-30-123Z.json`: sorts by time, and has no colon, which Windows forbids. */
function damagedName(now: number): string {
  return `${SETTINGS_NAME}.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}.json`
}
