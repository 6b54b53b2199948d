import { globalShortcut } from 'electron'
import { failure, toFailure } from '../../shared/failure.ts'
import type { Clock } from '../lib/clock.ts'
import { Emitter } from '../lib/emitter.ts'
import type { Log } from '../lib/log.ts'
import { fail, ok } from '../lib/result.ts'
import type { Accelerator } from './accelerator.ts'
import type { DriverEvents, HotkeyDriver } from './driver.ts'
import type { ShortcutClaim } from './uiohook-driver.ts'

/**
 * The system's registry of shortcuts, through Electron: it says that a key was pressed and never that it was let go
 * (electron#26301), so there is only toggle. Not for Wayland, where Electron asks the same portal as our own driver, sees less
 * of it, and reports success before the person has answered (electron#51875).
 *
 * Escape is taken from everyone while a talk runs: there is no other way to see it, and no longer.
 */
export function createGlobalShortcutDriver({ clock, log }: { clock: Clock; log: Log }): HotkeyDriver {
  const events = new Emitter<DriverEvents>()
  let registered: string | null = null
  let hasEscape = false

  const watchEscape = (on: boolean): void => {
    if (!on && hasEscape) globalShortcut.unregister('Escape')
    hasEscape =
      on &&
      globalShortcut.register('Escape', () => {
        events.emit('escape')
      })
  }

  const unregister = (): void => {
    watchEscape(false)
    if (registered !== null) globalShortcut.unregister(registered)
    registered = null
  }

  return {
    name: 'global-shortcut',
    canSeeKeyUp: false,
    trigger: null,
    watchEscape,
    on: events.on.bind(events),
    unregister,
    tryRegister(binding: Accelerator) {
      unregister()
      try {
        const done = globalShortcut.register(binding.text, () => {
          events.emit('down', { at: clock.elapsed(), chord: true })
        })
        if (!done) return Promise.resolve(conflict(binding))
        registered = binding.text
        return Promise.resolve(ok(undefined))
      } catch (thrown) {
        log.warn({ failure: toFailure(thrown) }, 'the system refused the talk key')
        return Promise.resolve(fail(failure('HOTKEY_INVALID', `The system does not take ${binding.text}.`)))
      }
    },
  }
}

/**
 * Claims the key for the hook: finds conflicts, and keeps the key from the focused window on X11. The hook sees the same press,
 * and its release; except on a Mac while Secure Input is on.
 */
export const electronShortcutClaim: ShortcutClaim = {
  claim: ({ text }, onPress) => {
    try {
      return globalShortcut.register(text, onPress)
    } catch {
      return true // Electron cannot spell this key; the hook can see it all the same.
    }
  },
  release: ({ text }) => {
    if (globalShortcut.isRegistered(text)) globalShortcut.unregister(text)
  },
}

function conflict(binding: Accelerator): ReturnType<typeof fail> {
  return fail(failure('HOTKEY_CONFLICT', `Another program already uses ${binding.text}.`))
}
