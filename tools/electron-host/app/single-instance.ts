import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a second instance tells the first one. */
export interface SecondInstance {
  argv: string[]
  workingDirectory: string
  additionalData: unknown
}

/** Longest path of a unix socket on Linux and macOS, in bytes, with a margin. */
const LONGEST_SOCKET_PATH = 100

/** How long a second instance waits for the first one to listen and to answer, in milliseconds. */
const PATIENCE_MS = 3_000

/** Connects, sends stdin, waits for the answer. Its own process, because the question has to be asked synchronously. */
const CLIENT = `
const { connect } = require('node:net')
const message = require('node:fs').readFileSync(0)
const until = Date.now() + ${PATIENCE_MS}
;(function attempt() {
  const socket = connect(process.argv[1])
  socket.once('connect', () => socket.end(message))
  socket.once('data', () => process.exit(0))
  socket.once('error', () => (Date.now() < until ? setTimeout(attempt, 50) : process.exit(1)))
})()`

function socketPath(folder: string): string {
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  if (process.platform === 'win32') return `\\\\.\\pipe\\electron-host-${short}`
  const path = join(folder, 'SingletonSocket')
  return Buffer.byteLength(path) <= LONGEST_SOCKET_PATH ? path : join(tmpdir(), `electron-host-${short}.sock`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * One running instance for each user-data folder: a lock file with the owner's pid, and a socket through which later
 * instances hand over their arguments.
 */
export class SingleInstance {
  #held: { lock: string; socket: string; server: Server } | null = null

  get held(): boolean {
    return this.#held !== null
  }

  /** True if this process is (now) the only one. Otherwise `message` has reached the first one. */
  acquire(folder: string, message: SecondInstance, onSecond: (message: SecondInstance) => void): boolean {
    if (this.#held) return true
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, 'SingletonLock')
    const socket = socketPath(folder)
    while (!this.#take(lock)) {
      const owner = Number(readFileSync(lock, 'utf8')) || 0
      if (owner !== 0 && isAlive(owner) && this.#tell(socket, message)) return false
      // Left behind by an instance that died, whose pid may belong to something else by now.
      rmSync(lock, { force: true })
    }
    if (process.platform !== 'win32') rmSync(socket, { force: true })
    this.#held = { lock, socket, server: this.#listen(socket, onSecond) }
    return true
  }

  release(): void {
    if (!this.#held) return
    const { lock, socket, server } = this.#held
    this.#held = null
    server.close()
    rmSync(lock, { force: true })
    if (process.platform !== 'win32') rmSync(socket, { force: true })
  }

  #take(lock: string): boolean {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  #tell(socket: string, message: SecondInstance): boolean {
    const input = JSON.stringify(message)
    const { status } = spawnSync(process.execPath, ['-e', CLIENT, socket], {
      input,
      timeout: 2 * PATIENCE_MS,
    })
    return status === 0
  }

  #listen(path: string, onSecond: (message: SecondInstance) => void): Server {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Buffer[] = []
      socket.on('data', (chunk: Buffer) => chunks.push(chunk))
      socket.on('error', () => socket.destroy())
      socket.on('end', () => {
        socket.end('ok')
        onSecond(JSON.parse(Buffer.concat(chunks).toString()) as SecondInstance)
      })
    })
    server.on('error', (error) =>
      console.error(`electron-host: second instances cannot reach this one: ${error.message}`),
    )
    server.listen(path).unref()
    return server
  }
}
