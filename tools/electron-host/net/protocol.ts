import { StrictObject } from '../strict.ts'
import type { SchemeHandler } from './loopback.ts'
import { isBuiltIn } from './scheme-urls.ts'

type Implemented = Pick<
  Electron.Protocol,
  'handle' | 'unhandle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged'
>

/** `protocol`: the app's own schemes, served by the loopback server. */
class HostProtocol extends StrictObject implements Implemented {
  readonly #handlers = new Map<string, SchemeHandler>()
  #schemes: readonly string[] = []

  constructor() {
    super('protocol')
  }

  /** The handlers, for the server and for `net.fetch`. */
  get _handlers(): ReadonlyMap<string, SchemeHandler> {
    return this.#handlers
  }

  /** Every scheme that the app has declared. */
  get _schemes(): readonly string[] {
    return this.#schemes
  }

  /** As in Electron, each call replaces what an earlier one declared. */
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      // Each scheme becomes an http origin here, which is what "standard" and "secure" ask for and no less.
      if (!privileges?.standard)
        throw new Error(`electron-host: scheme ${scheme}: only standard schemes are implemented`)
    }
    this.#schemes = schemes.map(({ scheme }) => scheme)
  }

  handle(scheme: string, handler: Parameters<Electron.Protocol['handle']>[1]): void {
    if (isBuiltIn(`${scheme}://x`))
      throw new Error(`electron-host: protocol.handle('${scheme}') is not implemented`)
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.#handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme) || isBuiltIn(`${scheme}://x`)
  }
}

export const protocol = new HostProtocol()
