import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSecretService as start } from '../../scripts/lib/secret-service.ts'
import type { SecretService } from '../../scripts/lib/secret-service.ts'

export type { SecretService }

/** A private session bus with an unlocked key ring, in a folder that goes away with it. Nobody is there to be asked. */
export async function startSecretService(): Promise<SecretService> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-keyring-'))
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...nobodyThere } = process.env
  const service = await start(folder, nobodyThere)
  return {
    env: service.env,
    stop: async () => {
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
