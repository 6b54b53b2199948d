import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { withXServer, xName, xRequest } from '../x11/x-connection.ts'

const QUERY_EXTENSION = 98

/**
 * Asks the X server whether it can record keys, before the hook is started: where the display cannot be opened, or has no
 * RECORD extension, uiohook-napi 1.5.5 does not fail but aborts the process or blocks it for good (its thread unlocks a
 * mutex that it does not own). It may go when starting the hook throws instead.
 * Gives null when the hook can work, or HOTKEY_UNSUPPORTED.
 */
export async function probeXRecord(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Failure | null> {
  try {
    const hasRecord = await withXServer(env, async (server) => {
      const reply = await server.ask(xRequest(QUERY_EXTENSION, 0, xName('RECORD')))
      return reply[8] === 1
    })
    return hasRecord ? null : unsupported('the X server cannot record keys')
  } catch (thrown) {
    return unsupported(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

function unsupported(why: string): Failure {
  return failure('HOTKEY_UNSUPPORTED', `Key releases cannot be seen here: ${why}.`)
}
