import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSecretService } from './secret-service.ts'
import { startXvfb } from './xvfb.ts'
import type { DisplayOptions } from './xvfb.ts'

export interface PrivateDesktop {
  /** To be laid over the environment of what runs on it. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/**
 * A display, a session bus and an unlocked key ring of our own, and temporary folders in place of the person's: what runs
 * on it is not disturbed by the desktop and touches nothing that is kept there. Linux only. `stop()` ends and deletes all.
 */
export async function startPrivateDesktop(options: DisplayOptions = {}): Promise<PrivateDesktop> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-desktop-'))
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const display = await startXvfb(options)
    try {
      const secrets = await startSecretService(folder)
      return {
        env: { ...secrets.env, DISPLAY: display.name, WAYLAND_DISPLAY: '', XDG_SESSION_TYPE: 'x11' },
        stop: async () => {
          await secrets.stop()
          await display.stop()
          await removeFolder()
        },
      }
    } catch (error) {
      await display.stop()
      throw error
    }
  } catch (error) {
    await removeFolder()
    throw error
  }
}
