import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { failure } from '../../shared/failure.ts'
import { APP_ID } from '../desktop-entry/app-id.ts'
import { errorCode } from '../lib/json-file.ts'
import { fail, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { autostartEntry, isEnabled } from './autostart-entry.ts'

/** Whether the system starts Parley at login. The system holds the fact, so it is asked each time. */
export interface LoginItem {
  isEnabled(): boolean
  /** Fails with `LOGIN_ITEM_FAILED` when the system does not take it. */
  set(open: boolean): Result<void>
}

/** The argument that keeps the chat window closed: at login nobody has asked for it. */
export const HIDDEN = '--hidden'

export interface LinuxLoginItemOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly command: readonly string[]
  readonly icon: string
  /** Path of the app's own desktop entry. */
  readonly desktopEntry: string
}

/** On Linux: a file in the person's autostart folder, which every desktop reads and shows in a list of its own. */
export function linuxLoginItem(options: LinuxLoginItemOptions): LoginItem {
  const given = options.env['XDG_CONFIG_HOME']
  const config = given && isAbsolute(given) ? given : join(options.home, '.config')
  const path = join(config, 'autostart', `${APP_ID}.desktop`)
  return {
    isEnabled: () => {
      try {
        return isEnabled(readFileSync(path, 'utf8'))
      } catch {
        return false
      }
    },
    set: (open) => {
      try {
        if (open) {
          const template = readFileSync(options.desktopEntry, 'utf8')
          mkdirSync(dirname(path), { recursive: true })
          writeFileSync(path, autostartEntry(template, options))
        } else rmSync(path, { force: true })
        return ok(undefined)
      } catch (thrown) {
        return fail(failure('LOGIN_ITEM_FAILED', `The autostart entry: ${errorCode(thrown)}.`, true))
      }
    },
  }
}
