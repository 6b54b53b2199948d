import { execFile } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { endHelper, spawnHelper } from './processes.ts'

export interface SecretService {
  /** What a program needs in its environment to find the bus, and no other key ring, data or settings than ours. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const START_MS = 15_000
const POLL_MS = 50

/**
 * Starts a session bus of our own with an unlocked, empty key ring on it (GNOME's, with a random password that nobody
 * keeps). Everything that would be written below a person's home goes below `folder`. For tests and for a demonstration
 * without a desktop only: on a desktop, the person's own key ring is the one to use.
 *
 * `base` is the environment that the bus hands on to what it starts; with a display in it, a locked key ring asks for its
 * password in a window.
 */
export async function startSecretService(
  folder: string,
  base: NodeJS.ProcessEnv = process.env,
): Promise<SecretService> {
  const home = await privateHome(folder)
  const bus = spawnHelper('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], {
    env: { ...base, ...home },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let keyring: ChildProcess | null = null
  const stop = async (): Promise<void> => {
    if (keyring) await endHelper(keyring)
    await endHelper(bus)
  }
  try {
    const env = { ...home, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, 'dbus-daemon') }
    keyring = spawnHelper('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env: { ...base, ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // The password ends at the end of the input, and would take a line break with it.
    keyring.stdin?.end(randomBytes(24).toString('base64url'))
    await nameOnBus('org.freedesktop.secrets', keyring, { ...base, ...env })
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Folders for the XDG variables, and the file that makes the key ring called "login" the one where new keys go. */
async function privateHome(folder: string): Promise<Record<string, string>> {
  const home = {
    HOME: join(folder, 'home'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  }
  for (const path of Object.values(home)) await mkdir(path, { recursive: true, mode: 0o700 })
  const keyrings = join(home.XDG_DATA_HOME, 'keyrings')
  await mkdir(keyrings, { mode: 0o700, recursive: true })
  await writeFile(join(keyrings, 'default'), 'login')
  return home
}

/** What a helper writes to its descriptor 3, up to the first line break. */
function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    ;(child.stdio[3] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end !== -1) resolve(text.slice(0, end))
    })
    child.once('error', (error) => reject(new Error(`${name} could not be started`, { cause: error })))
    child.once('exit', (code) => reject(new Error(`${name} ended at once (${code})`)))
  })
}

async function nameOnBus(name: string, owner: ChildProcess, env: NodeJS.ProcessEnv): Promise<void> {
  const failed = new Promise<never>((_, reject) => {
    owner.once('error', (error) =>
      reject(new Error('gnome-keyring-daemon could not be started', { cause: error })),
    )
    owner.once('exit', (code) => reject(new Error(`gnome-keyring-daemon ended at once (${code})`)))
  })
  const ask = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/']
  const poll = async (): Promise<void> => {
    const deadline = performance.now() + START_MS
    while (performance.now() < deadline) {
      const args = [...ask, 'org.freedesktop.DBus.NameHasOwner', `string:${name}`]
      const { stdout } = await promisify(execFile)('dbus-send', args, { env })
      if (stdout.includes('true')) return
      await sleep(POLL_MS)
    }
    throw new Error(`The key ring did not come up within ${START_MS / 1000} s`)
  }
  await Promise.race([poll(), failed])
}
