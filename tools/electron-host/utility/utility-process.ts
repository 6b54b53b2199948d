import { fork } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { app } from '../app/app.ts'
import { asElectron } from '../host.ts'
import { createEvent, notImplemented, StrictEmitter } from '../strict.ts'

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.ts', import.meta.url))

type Implemented = Pick<Electron.UtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>

function stdioOf(given: Electron.ForkOptions['stdio']): StdioOptions {
  const list =
    typeof given === 'string' || given === undefined ? Array<string>(3).fill(given ?? 'inherit') : given
  return ['ignore', list[1] ?? 'inherit', list[2] ?? 'inherit', 'ipc'] as StdioOptions
}

/** `utilityProcess.fork()`: a real Node process beside this one. */
export class HostUtilityProcess extends StrictEmitter implements Implemented {
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  readonly #child: ChildProcess
  #running = true

  constructor(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}) {
    super('utilityProcess')
    const { env, cwd, execArgv = [] } = options
    this.#child = fork(BOOTSTRAP, [modulePath, ...args], {
      serialization: 'advanced',
      stdio: stdioOf(options.stdio),
      execArgv,
      ...(env ? { env: env as NodeJS.ProcessEnv } : {}),
      ...(cwd === undefined ? {} : { cwd }),
    })
    this.stdout = this.#child.stdout
    this.stderr = this.#child.stderr
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('error', (error) => console.error(`electron-host: utility process: ${error.message}`))
    this.#child.on('exit', (code, signal) => {
      this.#running = false
      const exitCode = code ?? 1
      this.emit('exit', exitCode)
      const reason = signal ? 'killed' : exitCode === 0 ? 'clean-exit' : 'abnormal-exit'
      const details = {
        type: 'Utility',
        reason,
        exitCode,
        serviceName: 'node.mojom.NodeService',
        name: options.serviceName ?? 'Node Utility Process',
      }
      app.emit('child-process-gone', createEvent({}), details)
    })
  }

  get pid(): number | undefined {
    return this.#running ? this.#child.pid : undefined
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw notImplemented('utilityProcess.postMessage with ports')
    if (this.#running) this.#child.send(structuredClone(message) as object)
  }

  kill(): boolean {
    return this.#running && this.#child.kill('SIGTERM')
  }
}

/** The `utilityProcess` module. */
export const utilityProcess = {
  fork: (modulePath: string, args?: string[], options?: Electron.ForkOptions): Electron.UtilityProcess =>
    asElectron<Electron.UtilityProcess>(new HostUtilityProcess(modulePath, args, options)),
} satisfies Pick<typeof Electron.UtilityProcess, 'fork'>
