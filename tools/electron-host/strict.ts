import { EventEmitter } from 'node:events'

/** The error for a part of Electron's API that this host does not imitate. */
export function notImplemented(what: string): Error {
  return new Error(`electron-host: ${what} is not implemented`)
}

/**
 * Names that languages, loaders and printers probe on any object; they answer `undefined` as on Electron's own objects.
 */
const PROBED = new Set([
  'then',
  'toJSON',
  'inspect',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  'domain',
  'default',
  '__esModule',
])

function isKnown(target: object, key: string | symbol): boolean {
  return typeof key === 'symbol' || key in target || PROBED.has(key) || key.startsWith('_')
}

/** `target`, but reading or writing a member it does not have throws by name, as in "app.setBadgeCount". */
export function strict<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get(inner, key, receiver) {
      if (!isKnown(inner, key)) throw notImplemented(`${name}.${String(key)}`)
      return Reflect.get(inner, key, receiver)
    },
    set(inner, key, value, receiver) {
      if (!isKnown(inner, key)) throw notImplemented(`setting ${name}.${String(key)}`)
      return Reflect.set(inner, key, value, receiver)
    },
  })
}

/** A whole module that is not there: touching any member, calling it or constructing it throws by name. */
export function missing(name: string): never {
  const fail = (member?: string | symbol): never => {
    throw notImplemented(member === undefined ? name : `${name}.${String(member)}`)
  }
  return new Proxy(function absent() {}, {
    get: (_target, key) => (typeof key === 'symbol' || PROBED.has(key) ? undefined : fail(key)),
    set: (_target, key) => fail(key),
    apply: () => fail(),
    construct: () => fail(),
  }) as never
}

/**
 * Base of every host object with events. The constructor returns the strict proxy, so that the private fields of a
 * subclass are put on the proxy itself and its methods work with `this` being the proxy.
 */
export class StrictEmitter extends EventEmitter {
  constructor(name: string) {
    super()
    return strict(this, name)
  }
}

/** Base of every host object without events; see {@link StrictEmitter}. */
export class StrictObject {
  constructor(name: string) {
    return strict(this, name)
  }
}

/** An Electron event object: `preventDefault()` and whether it was called. */
export function createEvent<T extends object>(
  fields: T,
): T & { preventDefault(): void; readonly defaultPrevented: boolean } {
  let prevented = false
  return Object.defineProperties(fields, {
    preventDefault: { value: () => void (prevented = true), enumerable: true },
    defaultPrevented: { get: () => prevented, enumerable: true },
  }) as T & { preventDefault(): void; readonly defaultPrevented: boolean }
}
