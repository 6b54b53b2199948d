/**
 * First script of a utility process: a plain Node whose channel to its parent becomes Electron's `process.parentPort`.
 */
import { EventEmitter } from 'node:events'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

/** `process.parentPort`: messages wait until somebody listens. */
class ParentPort extends EventEmitter {
  #waiting: unknown[] | null = []
  readonly #send: (message: unknown) => void

  constructor(send: (message: unknown) => void) {
    super()
    this.#send = send
    process.on('message', (data) => (this.#waiting ? this.#waiting.push(data) : this.#deliver(data)))
    this.on('newListener', (event) => event === 'message' && queueMicrotask(() => this.start()))
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const data of waiting) this.#deliver(data)
  }

  pause(): void {
    this.#waiting ??= []
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0)
      throw new Error('electron-host: transferring ports from a utility process is not implemented')
    this.#send(structuredClone(message))
  }

  #deliver(data: unknown): void {
    this.emit('message', { data, ports: [] })
  }
}

const [, , modulePath, ...args] = process.argv
const send = process.send?.bind(process)
if (!send || modulePath === undefined)
  throw new Error('electron-host: bootstrap.ts is for utilityProcess.fork() only')
const parentPort = new ParentPort(send)
Object.defineProperty(process, 'parentPort', { value: parentPort, enumerable: true })
Object.defineProperty(process, 'type', { value: 'utility', enumerable: true })
process.argv = [process.execPath, modulePath, ...args]
// Electron's utility processes end with their parent.
process.on('disconnect', () => process.exit(0))

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron')
      throw new Error("electron-host: 'electron' in a utility process is not implemented")
    return next(specifier, context)
  },
})

await import(pathToFileURL(modulePath).href)
