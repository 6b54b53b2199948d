import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { followScreenLock } from '../session-bus/screen-lock.ts'
import { SessionBus } from '../session-bus/session-bus.ts'
import { TrayWatch } from '../tray/tray-watch.ts'
import { hasXembedTray } from '../tray/xembed-tray.ts'

export interface LinuxDesktopOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
  readonly onTray: (hasTray: boolean) => void
  readonly onLock: (isLocked: boolean) => void
}

/** Follows what Electron does not tell of a Linux desktop: whether it shows tray icons, and its screen lock. Call to stop. */
export function followLinuxDesktop(options: LinuxDesktopOptions): () => void {
  const { env, clock, log, onTray, onLock } = options
  let isStopped = false
  let stop = () => {
    isStopped = true
  }
  const start = async (): Promise<void> => {
    const bus = await SessionBus.open()
    const watch = new TrayWatch({ bus, clock, hasXembedTray: () => hasXembedTray(env), changed: onTray })
    stop = () => {
      isStopped = true
      watch.close()
      bus?.close()
    }
    if (isStopped) {
      stop()
      return
    }
    await watch.start()
    if (bus) await followScreenLock(bus, onLock)
  }
  start().catch((error: unknown) => {
    log.warn({ error: String(error) }, 'the session bus tells nothing of the desktop')
  })
  return () => {
    stop()
  }
}
