import { join } from 'node:path'
import { app } from 'electron'
import { toFailure } from '../../shared/failure.ts'
import { desktopPlatform, sessionType } from '../hotkey/platform.ts'
import type { Log } from '../lib/log.ts'
import { ensureMenuEntry } from './menu-entry.ts'

export interface OwnEntryOptions {
  /** The folder of all icons. */
  readonly icons: string
  /** The app's own desktop entry. */
  readonly desktopEntry: string
  /** What starts Parley. */
  readonly command: readonly string[]
  readonly log: Log
}

/** Under Wayland, where the talk key is the portal's to give, sees to it that the portal can find who asks. */
export function beKnownToPortals({ icons, desktopEntry, command, log }: OwnEntryOptions): void {
  const { env, platform } = process
  if (sessionType(desktopPlatform(platform), env) !== 'wayland') return
  const icon = join(icons, 'app', '512.png')
  try {
    const wasWritten = ensureMenuEntry({ env, home: app.getPath('home'), command, icon, desktopEntry })
    if (wasWritten) log.info({}, 'wrote a desktop entry for the portals')
  } catch (thrown) {
    log.warn({ failure: toFailure(thrown) }, 'no desktop entry could be written')
  }
}
