import { EventEmitter } from 'node:events'
import type { CdpSession } from '../cdp/connection.ts'
import { BINDING, RUNTIME_KEY } from '../renderer/assemble.ts'
import type { WireMessage } from '../wire/codec.ts'
import { codec } from '../wire/node-codec.ts'
import { PortEnd } from './ports.ts'

interface ContextDescription {
  id: number
  uniqueId: string
  name: string
}

/** What a document's preload runtime sends; see renderer/preload-runtime.ts. */
interface LinkEvents {
  invoke: [id: number, channel: string, args: unknown[]]
  send: [channel: string, args: unknown[]]
  post: [channel: string, message: unknown, ports: PortEnd[]]
  title: [title: string]
  window: [what: 'focus' | 'blur' | 'resize']
  'preload-error': [path: string, error: Error]
}

/**
 * The line between the main process and the isolated world of a window's current document. Both directions keep their
 * order: messages come in as calls of a CDP binding that only this world has, and go out as calls into it.
 */
export class RendererLink extends EventEmitter<LinkEvents> {
  readonly #session: CdpSession
  readonly #worldName: string
  readonly #ports = new Map<string, PortEnd>()
  #context: ContextDescription | null = null
  #nextPort = 0

  constructor(session: CdpSession, worldName: string) {
    super()
    this.#session = session
    this.#worldName = worldName
    session.on('Runtime.executionContextCreated', ({ context }: { context: ContextDescription }) =>
      this.#created(context),
    )
    session.on('Runtime.executionContextDestroyed', (event: { executionContextId: number }) => {
      if (event.executionContextId === this.#context?.id) this.reset()
    })
    session.on('Runtime.executionContextsCleared', () => this.reset())
    session.on(
      'Runtime.bindingCalled',
      (event: { name: string; payload: string; executionContextId: number }) => {
        // A document that is already gone, or a world that is not ours, has nothing to say.
        if (event.name === BINDING && event.executionContextId === this.#context?.id)
          this.#receive(event.payload)
      },
    )
    session.on('closed', () => this.reset())
  }

  /** Sends to the current document; dropped without one, as Electron drops it. */
  send(channel: string, args: unknown[], ports: PortEnd[]): void {
    // Encoded first: what cannot be cloned throws even if nobody listens.
    const message = codec.encode(['event', channel, args, this.#context ? this.#expose(ports) : []])
    if (this.#context) this.#deliver(message)
    else for (const port of ports) port.close()
  }

  reply(id: number, ok: boolean, value: unknown): void {
    if (this.#context) this.#deliver(codec.encode(['reply', id, ok, value]))
  }

  /** The document is gone, and with it every port it held. */
  reset(): void {
    this.#context = null
    const ports = [...this.#ports.values()]
    this.#ports.clear()
    for (const port of ports) port.close()
  }

  #created(context: ContextDescription & { auxData?: { frameId?: string; type?: string } }): void {
    // Frames inside the page get the world too, but no runtime in it (see renderer/assemble.ts); only the top frame counts.
    if (context.name !== this.#worldName || context.auxData?.frameId !== this.mainFrameId) return
    this.reset()
    this.#context = context
  }

  mainFrameId = ''

  #receive(payload: string): void {
    const [kind, ...rest] = codec.decode(JSON.parse(payload) as WireMessage) as [string, ...never[]]
    switch (kind) {
      case 'post':
        this.emit('post', rest[0]!, rest[1]!, this.#adopt(rest[2]!))
        return
      case 'port':
        this.#ports.get(rest[0]!)?.post(rest[1], this.#adopt(rest[2]!))
        return
      case 'port-close': {
        const port = this.#ports.get(rest[0]!)
        this.#ports.delete(rest[0]!)
        port?.close()
        return
      }
      case 'files':
        void this.#findPaths(rest[0]!, rest[1]!, rest[2]!)
        return
      default:
        this.emit(kind as 'window', ...(rest as unknown as [never]))
    }
  }

  #deliver(message: WireMessage): void {
    this.#session.post('Runtime.callFunctionOn', {
      functionDeclaration: `function (v, b) { globalThis.${RUNTIME_KEY}?.deliver({ v, b }) }`,
      arguments: [{ value: message.v }, { value: message.b }],
      uniqueContextId: this.#context?.uniqueId,
      silent: false,
    })
  }

  // ---- ports ----

  /** Lets the document hold these ends; returns the names by which it gets them. */
  #expose(ends: PortEnd[]): string[] {
    return ends.map((end) => {
      const id = `m${++this.#nextPort}`
      this.#hold(id, end)
      return id
    })
  }

  /** Ports that the document gave to main: new ends for main, with the document behind them. */
  #adopt(ids: string[]): PortEnd[] {
    return ids.map((id) => {
      const [theirs, ours] = PortEnd.pair()
      this.#hold(id, theirs)
      return ours
    })
  }

  #hold(id: string, end: PortEnd): void {
    this.#ports.set(id, end)
    const context = this.#context
    end.hold({
      deliver: (data, ports) => {
        if (this.#context === context) this.#deliver(codec.encode(['port', id, data, this.#expose(ports)]))
      },
      closed: () => {
        if (this.#ports.delete(id) && this.#context === context)
          this.#deliver(codec.encode(['port-close', id]))
      },
    })
  }

  // ---- paths of files ----

  async #findPaths(batch: number, first: number, count: number): Promise<void> {
    const context = this.#context
    if (!context) return
    const paths = await Promise.all(
      Array.from({ length: count }, (_, index) => this.#findPath(context.uniqueId, first + index)),
    )
    if (this.#context === context) this.#deliver(codec.encode(['paths', batch, paths]))
  }

  async #findPath(uniqueContextId: string, index: number): Promise<string> {
    try {
      const { result } = await this.#session.send<{ result: { objectId: string } }>(
        'Runtime.callFunctionOn',
        {
          functionDeclaration: `function (index) { return globalThis.${RUNTIME_KEY}.pendingFile(index) }`,
          arguments: [{ value: index }],
          uniqueContextId,
        },
      )
      const { path } = await this.#session.send<{ path: string }>('DOM.getFileInfo', {
        objectId: result.objectId,
      })
      return path
    } catch {
      // A file that is not on disk has no path; Electron answers '' too.
      return ''
    }
  }
}
