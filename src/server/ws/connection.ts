import type { WebSocket } from 'ws'
import { AbortedError, untilAborted } from '../abort.ts'
import type { Logger } from '../log.ts'

export interface ConnectionLimits {
  sendHighWaterBytes: number
  sendStallMs: number
}

export type Connection = ReturnType<typeof createConnection>

/**
 * One open WebSocket with flow control: `drained` holds back who makes audio while the reader is slow, and a reader that
 * takes nothing at all for `sendStallMs` with that much waiting for it is dropped.
 */
export function createConnection(socket: WebSocket, limits: ConnectionLimits, log: Logger) {
  const gone = new AbortController()
  let unsent = 0
  let waiting: (() => void)[] = []
  let stall: NodeJS.Timeout | null = null

  const isFull = (): boolean => unsent > limits.sendHighWaterBytes
  const wake = (): void => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  const watchStall = (): void => {
    if (stall) clearTimeout(stall)
    stall = null
    if (!isFull() || gone.signal.aborted) return
    stall = setTimeout(() => {
      log.warn({ unsent }, 'dropping a socket whose reader takes nothing')
      socket.terminate()
    }, limits.sendStallMs)
    stall.unref()
  }

  socket.once('close', () => {
    gone.abort()
    if (stall) clearTimeout(stall)
    wake()
  })
  // The 'close' event follows and does the cleaning up.
  socket.on('error', (error) => log.debug({ err: error }, 'socket error'))

  return {
    /** Aborted once the socket is closed. */
    gone: gone.signal,

    /** Queues a frame. False, without an effect, when the socket is closing or closed. */
    send(frame: object): boolean {
      if (socket.readyState !== socket.OPEN) return false
      const text = JSON.stringify(frame)
      const size = text.length
      unsent += size
      socket.send(text, (error) => {
        // A frame that failed was not read; 'close' follows and wakes who waits.
        if (error) return
        unsent -= size
        if (stall) watchStall()
        if (!isFull()) wake()
      })
      if (!stall) watchStall()
      return true
    },

    /** Resolves when the reader has caught up; rejects when the signal is aborted or the socket is gone. */
    async drained(signal: AbortSignal): Promise<void> {
      while (isFull()) {
        if (gone.signal.aborted) throw new AbortedError()
        await untilAborted(new Promise<void>((resolve) => waiting.push(resolve)), signal)
      }
    },

    /** Begins the closing handshake; a peer that does not answer is cut off after `graceMs`. */
    close(code: number, reason: string, graceMs = 2000): void {
      socket.close(code, reason)
      const cut = setTimeout(() => socket.terminate(), graceMs)
      cut.unref()
      socket.once('close', () => clearTimeout(cut))
    },
  }
}
