import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** An X server with options of its own (the shared helper takes none), on a free display number that it chose itself. */
export async function startXvfb(
  options: readonly string[] = [],
): Promise<{ display: string; stop(): Promise<void> }> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp', '-noreset', ...options],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  const exit = once(server, 'exit')
  const [number] = (await Promise.race([
    once(server.stdio[3] as Readable, 'data'),
    exit.then(() => Promise.reject(new Error('Xvfb did not start'))),
  ])) as [Buffer]
  return {
    display: `:${number.toString().trim()}`,
    async stop() {
      server.kill('SIGTERM')
      await exit
    },
  }
}
