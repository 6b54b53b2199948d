import type { SessionBus } from './session-bus.ts'

/** Who locks the screen, by desktop: GNOME, KDE and others, Cinnamon, MATE, Xfce. All tell it by the same signal. */
const LOCKERS = [
  'org.gnome.ScreenSaver',
  'org.freedesktop.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
]

/**
 * Follows the screen lock on Linux, where Electron does not. One that ends while it is active (it crashed, or the person
 * ended it to get back in) has unlocked.
 */
export async function followScreenLock(bus: SessionBus, changed: (isLocked: boolean) => void): Promise<void> {
  const active = new Set<string>()
  const set = (locker: string, isActive: boolean) => {
    const wasLocked = active.size > 0
    if (isActive) active.add(locker)
    else active.delete(locker)
    if (active.size > 0 !== wasLocked) changed(active.size > 0)
  }
  for (const locker of LOCKERS) {
    await bus.listen(`type='signal',interface='${locker}',member='ActiveChanged'`, (signal) => {
      if (signal.interface === locker && signal.member === 'ActiveChanged')
        set(locker, signal.body[0] === true)
    })
    await bus.onOwner(locker, (isThere) => {
      if (!isThere) set(locker, false)
    })
  }
}
