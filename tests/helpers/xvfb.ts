import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** A virtual X server of a test's own. */
export interface Xvfb {
  /** Value for `DISPLAY`, as in ":99". */
  display: string
  /** Ends the server; resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts an Xvfb on a display number that it picks itself, so that any number of tests can run side by side. */
export async function startXvfb(
  size: { width: number; height: number } = { width: 1280, height: 800 },
): Promise<Xvfb> {
  const screen = `${size.width}x${size.height}x24`
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const number = await Promise.race([
    // It writes its display number once it takes clients.
    once(child.stdio[3] as Readable, 'data').then(([chunk]: Buffer[]) => chunk!.toString().trim()),
    once(child, 'error').then(([error]: Error[]) => Promise.reject(error!)),
    exited.then(() => Promise.reject(new Error('Xvfb ended before it was ready'))),
  ])
  return {
    display: `:${number}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
