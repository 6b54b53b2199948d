import { StrictEmitter } from '../strict.ts'

/** Where the messages that arrive at one end of a channel go. */
export interface PortSink {
  deliver(data: unknown, ports: PortEnd[]): void
  closed(): void
}

/**
 * One end of a message channel. Messages that arrive while nobody holds the end (a port on its way to another process)
 * wait in order.
 */
export class PortEnd {
  #peer: PortEnd | null = null
  #sink: PortSink | null = null
  #waiting: { data: unknown; ports: PortEnd[] }[] = []
  #closed = false

  static pair(): [PortEnd, PortEnd] {
    const ends: [PortEnd, PortEnd] = [new PortEnd(), new PortEnd()]
    ends[0].#peer = ends[1]
    ends[1].#peer = ends[0]
    return ends
  }

  /** Sends to the other end. `data` must already be a copy of its own. */
  post(data: unknown, ports: PortEnd[]): void {
    const peer = this.#peer
    if (peer && !this.#closed) peer.#receive(data, ports)
  }

  hold(sink: PortSink | null): void {
    this.#sink = sink
    if (!sink) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const { data, ports } of waiting) sink.deliver(data, ports)
    if (this.#closed) sink.closed()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const peer = this.#peer
    if (!peer) return
    peer.#closed = true
    peer.#sink?.closed()
  }

  #receive(data: unknown, ports: PortEnd[]): void {
    if (this.#sink) this.#sink.deliver(data, ports)
    else this.#waiting.push({ data, ports })
  }
}

type ImplementedPort = Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>

/** `MessagePortMain`: one end of a channel held by the main process. */
export class HostMessagePort extends StrictEmitter implements ImplementedPort {
  #end: PortEnd | null
  #started = false

  constructor(end: PortEnd) {
    super('MessagePortMain')
    this.#end = end
  }

  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    const ports = takeEnds(transfer)
    this.#end?.post(structuredClone(message), ports)
  }

  /** Messages wait until this is called. */
  start(): void {
    if (this.#started || !this.#end) return
    this.#started = true
    this.#end.hold({
      deliver: (data, ends) => {
        const ports = ends.map((end) => new HostMessagePort(end))
        // Its own turn of the loop, as a message always has.
        setImmediate(() => this.#end && this.emit('message', { data, ports }))
      },
      closed: () => setImmediate(() => this.#closed()),
    })
  }

  close(): void {
    this.#end?.close()
    this.#closed()
  }

  #closed(): void {
    if (!this.#end) return
    this.#end = null
    this.emit('close')
  }

  /** Gives the end away; the port can do nothing afterwards. */
  _take(): PortEnd {
    const end = this.#end
    if (!end) throw new Error('Port at index 0 is already neutered')
    this.#end = null
    end.hold(null)
    return end
  }
}

/** The ends of ports in a transfer list. */
export function takeEnds(transfer: readonly Electron.MessagePortMain[]): PortEnd[] {
  return transfer.map((port) => {
    if (!((port as unknown) instanceof HostMessagePort))
      throw new TypeError('Port at index 0 is not a valid port')
    return (port as unknown as HostMessagePort)._take()
  })
}

/** `MessageChannelMain`. */
export class HostMessageChannel {
  readonly port1: HostMessagePort
  readonly port2: HostMessagePort

  constructor() {
    const [first, second] = PortEnd.pair()
    this.port1 = new HostMessagePort(first)
    this.port2 = new HostMessagePort(second)
  }
}
