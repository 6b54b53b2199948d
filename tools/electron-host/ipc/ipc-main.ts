import { StrictEmitter } from '../strict.ts'

type InvokeListener = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

type Implemented = Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>

/** `ipcMain`, and the `ipc` of one web contents. Plain messages are its events. */
export class HostIpcMain extends StrictEmitter implements Implemented {
  readonly #handlers = new Map<string, InvokeListener>()

  handle(channel: string, listener: InvokeListener): void {
    if (typeof listener !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`)
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, listener)
  }

  handleOnce(channel: string, listener: InvokeListener): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return listener(event, ...args)
    })
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  _handler(channel: string): InvokeListener | undefined {
    return this.#handlers.get(channel)
  }
}

export const ipcMain = new HostIpcMain('ipcMain')
