import type { ChildProcess } from 'node:child_process'
import type { ControlCommand, ControlCommands, ControlReply, ControlRequest } from './control/contract.ts'

/** The test's side of the hook: sends commands to a host started with a Node IPC channel (`stdio: [..., 'ipc']`). */
export class ControlClient {
  readonly #child: ChildProcess
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >()
  #nextId = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (reply: ControlReply) => {
      const call = this.#waiting.get(reply.id)
      if (!call) return
      this.#waiting.delete(reply.id)
      if (reply.ok) call.resolve(reply.result)
      else call.reject(new Error(reply.error))
    })
    child.once('exit', () => this.#fail())
    child.once('disconnect', () => this.#fail())
  }

  /** Rejects with what the host says, or when it has ended. */
  send<Command extends ControlCommand>(
    cmd: Command,
    ...args: ControlCommands[Command]['args']
  ): Promise<ControlCommands[Command]['result']> {
    const request: ControlRequest = { id: ++this.#nextId, cmd, args }
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve: (result) => resolve(result as never), reject })
      this.#child.send(request, (error) => {
        if (error && this.#waiting.delete(request.id)) reject(error)
      })
    })
  }

  #fail(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the electron host has ended'))
    this.#waiting.clear()
  }
}

export type { ControlCommand, ControlCommands, WindowDescription } from './control/contract.ts'
export type { MenuEntry } from './native/menu.ts'
export type { TrayState } from './native/tray.ts'
export type { NotificationRecord } from './native/notification.ts'
export type { RecordedCall } from './control/records.ts'
