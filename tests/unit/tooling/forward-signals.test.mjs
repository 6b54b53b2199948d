import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { forwardSignals } from '../../../scripts/lib/forward-signals.mjs'

/** @param {string} code */
const node = (code) => spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })

describe('a command that runs another', () => {
  it('has its exit code', async () => {
    expect(await forwardSignals(node('process.exit(7)'))).toBe(7)
    expect(await forwardSignals(node(''))).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('has 128 and the number of the signal that ended it', async () => {
    expect(await forwardSignals(node("process.kill(process.pid, 'SIGTERM')"))).toBe(128 + 15)
  })

  it.skipIf(process.platform === 'win32')('passes a signal on, and is asked no more afterwards', async () => {
    const before = process.listenerCount('SIGTERM')
    const child = node(
      "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('up')",
    )
    const code = forwardSignals(child)
    await once(child.stdout, 'data')
    process.emit('SIGTERM')
    expect(await code).toBe(3)
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })

  it('fails when the other cannot be started', async () => {
    await expect(forwardSignals(spawn('/nowhere/at-all'))).rejects.toThrow('ENOENT')
  })
})
