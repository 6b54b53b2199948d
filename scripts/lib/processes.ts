import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const SETPRIV = '/usr/bin/setpriv'
/** How long a helper process may take to end when asked, ms. */
const GRACE_MS = 3000

/**
 * Starts a helper process that must not outlive us. It is ended by {@link endHelper}, at our exit, and on Linux by the
 * kernel when we are killed. It leads a process group, so that what it started goes with it.
 */
export function spawnHelper(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const leashed = process.platform === 'linux' && existsSync(SETPRIV)
  const child = spawn(
    leashed ? SETPRIV : command,
    leashed ? ['--pdeathsig', 'TERM', '--', command, ...args] : args,
    {
      ...options,
      detached: process.platform !== 'win32',
    },
  )
  const atExit = (): void => signalGroup(child, 'SIGKILL')
  process.once('exit', atExit)
  child.once('exit', () => process.off('exit', atExit))
  return child
}

/** Ends a helper and all it started; resolves when it is gone. */
export async function endHelper(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  if (!hasEnded(child)) {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    signalGroup(child, 'SIGTERM')
    const timeout = new AbortController()
    await Promise.race([gone, sleep(GRACE_MS, undefined, { signal: timeout.signal }).catch(() => undefined)])
    timeout.abort()
  }
  // Members of the group may outlive their leader.
  signalGroup(child, 'SIGKILL')
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
