import type { Readable } from 'node:stream'
import { endHelper, spawnHelper } from './processes.ts'

export interface Display {
  /** For `DISPLAY`, as `:7`. */
  readonly name: string
  stop(): Promise<void>
}

export interface DisplayOptions {
  /** Pixels. */
  readonly width?: number
  readonly height?: number
}

/** How long the X server may take to come up, ms. */
const START_MS = 15_000

/**
 * Starts an X server without a screen. It takes the first display number that is free and tells us, so that several can
 * start at once. Rejects with what it said when it does not come up.
 */
export async function startXvfb({ width = 1280, height = 800 }: DisplayOptions = {}): Promise<Display> {
  const child = spawnHelper(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  )
  try {
    return { name: `:${await displayNumber(child)}`, stop: () => endHelper(child) }
  } catch (error) {
    await endHelper(child)
    throw error
  }
}

function displayNumber(child: ReturnType<typeof spawnHelper>): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    let number = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
    ;(child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      number += text
      if (number.endsWith('\n')) settle(() => resolve(Number(number)))
    })
    const timer = setTimeout(() => {
      settle(() => reject(new Error(`Xvfb did not come up within ${START_MS / 1000} s. ${said.trim()}`)))
    }, START_MS)
    const settle = (how: () => void): void => {
      clearTimeout(timer)
      how()
    }
    child.once('error', (error) =>
      settle(() => reject(new Error('Xvfb could not be started', { cause: error }))),
    )
    child.once('exit', (code) =>
      settle(() => reject(new Error(`Xvfb ended at once (${code}). ${said.trim()}`))),
    )
  })
}
