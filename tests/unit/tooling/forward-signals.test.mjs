import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { forwardSignals } from '../../../scripts/lib/forward-signals.mjs'

/** @param {string} code */
const node = (code) => spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })

/** Does it still run? One that has ended but that nobody waited for does not. @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = `/proc/${pid}/status`
  return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'))
}

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

  it.skipIf(process.platform === 'win32')('ends what is left of its group', async () => {
    const script = `
      const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      process.stdout.write(String(pid), () => process.exit(0))`
    const child = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const grandchild = once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => Number(text))
    expect(await forwardSignals(child, { group: true })).toBe(0)
    await expect.poll(async () => isRunning(await grandchild)).toBe(false)
  })

  it('fails when the other cannot be started', async () => {
    await expect(forwardSignals(spawn('/nowhere/at-all'))).rejects.toThrow('ENOENT')
  })
})
