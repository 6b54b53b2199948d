/* eslint-disable @typescript-eslint/unbound-method -- prototype methods are taken here to be applied later, safe from the page */
/* eslint-disable @typescript-eslint/no-unsafe-assignment -- Reflect.apply and captured constructors have no types */
/* eslint-disable @typescript-eslint/prefer-for-of -- the page can replace array iterators */
/** One world's end of the bridge between the preload's isolated world and the page's main world. */
export interface BridgeEnd {
  /** Isolated world: puts a frozen copy of `api` on the page's `window[key]`; throws by Electron's rules. */
  expose(key: string, api: unknown): void
}

/**
 * Makes one end of the bridge. Both worlds share the DOM but no JavaScript object, so each message is an event on
 * `window` whose name only the two ends know. `CustomEvent.detail` is structured-cloned when the other world reads it,
 * and dispatching is synchronous, so a call across worlds returns its result like any other call. DOM nodes and files
 * cannot be cloned with their identity: they travel ahead of their message as the `relatedTarget` or `dataTransfer`
 * of events of their own.
 *
 * Runs in the page through its source text, before any script of the page: it may use nothing but its arguments, and
 * what it needs from the page's globals it takes now, so that the page cannot swap them to look inside.
 */
export function createBridgeEnd(secret: string, side: 'main' | 'isolated'): BridgeEnd {
  type Tagged = [tag: string, ...rest: unknown[]]
  interface Writing {
    seen: Map<object, number>
    depth: number
  }

  const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect
  const { freeze, defineProperty, isFrozen } = Object
  const { isArray } = Array
  const CloneEvent = CustomEvent
  const NodeEvent = MouseEvent
  const FileEvent = DragEvent
  const Transfer = DataTransfer
  const NativeMap = Map
  const NativePromise = Promise
  const NativeError = Error
  const NativeElement = Element
  const NativeFile = File
  const NativeRegistry = FinalizationRegistry
  const clone = structuredClone
  const tagOf = Object.prototype.toString
  const isView = ArrayBuffer.isView
  const { dispatchEvent, addEventListener } = EventTarget.prototype
  const getter = (prototype: object, name: string): (() => unknown) => {
    const get = getOwnPropertyDescriptor(prototype, name)?.get
    if (!get) throw new Error(`electron-host: the page has no ${name}`)
    return get
  }
  const detailOf = getter(CustomEvent.prototype, 'detail')
  const relatedTargetOf = getter(MouseEvent.prototype, 'relatedTarget')
  const dataTransferOf = getter(DragEvent.prototype, 'dataTransfer')
  const filesOf = getter(DataTransfer.prototype, 'files')
  const itemsOf = getter(DataTransfer.prototype, 'items')
  const { then } = Promise.prototype
  const { get: mapGet, set: mapSet, delete: mapDelete } = Map.prototype
  const sizeOfMap = getter(Map.prototype, 'size')
  const { register } = FinalizationRegistry.prototype
  const { add: addItem } = DataTransferItemList.prototype
  const here = window

  const inbound = `${secret}>${side}`
  const outbound = `${secret}>${side === 'main' ? 'isolated' : 'main'}`

  // Ours that the other side can call, and promises of theirs that we wait for.
  const functions = new NativeMap<number, (...args: unknown[]) => unknown>()
  const waiting = new NativeMap<number, { resolve(value: unknown): void; reject(reason: unknown): void }>()
  let nextId = 0
  const nodes: (Element | null)[] = []
  const files: File[] = []
  let reply: Tagged | null = null

  function dispatch(event: Event): void {
    apply(dispatchEvent, here, [event])
  }

  function post(message: Tagged): void {
    dispatch(new CloneEvent(outbound, { detail: message, __proto__: null } as CustomEventInit))
  }

  // The other side holds a function of ours as long as it can still call it.
  const registry = new NativeRegistry<number>((id) => post(['drop', id]))

  function copyError(error: unknown, fallback: string): Error {
    const message = typeof error === 'object' && error !== null ? (error as Error).message : undefined
    return new NativeError(typeof message === 'string' ? message : fallback)
  }

  // ---- writing: our values into something the other world can clone ----

  function write(value: unknown, state: Writing): unknown {
    switch (typeof value) {
      case 'symbol':
        throw new TypeError('electron-host: contextBridge does not support symbols')
      case 'function':
        return ['f', keepFunction(value as (...args: unknown[]) => unknown)]
      case 'object':
        return value === null ? null : writeObject(value, state)
      default:
        return value
    }
  }

  function keepFunction(callee: (...args: unknown[]) => unknown): number {
    const id = ++nextId
    apply(mapSet, functions, [id, callee])
    return id
  }

  function writeObject(value: object, state: Writing): Tagged {
    const known = apply(mapGet, state.seen, [value]) as number | undefined
    if (known !== undefined) return ['R', known]
    if (state.depth >= 1000) {
      throw new TypeError(
        'Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
      )
    }
    apply(mapSet, state.seen, [value, apply(sizeOfMap, state.seen, [])])
    if (value instanceof NativePromise) return ['p', keepPromise(value)]
    const tag: string = apply(tagOf, value, [])
    if (tag === '[object Error]' || value instanceof NativeError) {
      const { message, stack } = value as { message: unknown; stack?: unknown }
      return ['e', String(message), typeof stack === 'string' ? stack : null]
    }
    if (value instanceof NativeElement) {
      dispatch(new NodeEvent(`${outbound}node`, { relatedTarget: value, __proto__: null } as MouseEventInit))
      return ['n']
    }
    if (value instanceof NativeFile) {
      const transfer = new Transfer()
      apply(addItem, apply(itemsOf, transfer, []) as DataTransferItemList, [value])
      dispatch(new FileEvent(`${outbound}file`, { dataTransfer: transfer, __proto__: null } as DragEventInit))
      return ['l']
    }
    state.depth++
    const written = isArray(value) ? writeArray(value, state) : writeRecord(value, tag, state)
    state.depth--
    return written
  }

  function writeArray(value: unknown[], state: Writing): Tagged {
    const items: unknown[] = []
    for (let index = 0; index < value.length; index++) items[index] = write(value[index], state)
    return ['a', items]
  }

  function writeRecord(value: object, tag: string, state: Writing): Tagged {
    if (tag !== '[object Object]' && tag !== '[object Module]') return ['c', cloneable(value)]
    // Own enumerable string keys only: prototypes are dropped, symbol keys are left out.
    const items: [string, unknown][] = []
    const keys = ownKeys(value)
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!
      if (typeof key !== 'string' || !getOwnPropertyDescriptor(value, key)?.enumerable) continue
      items[items.length] = [key, write((value as Record<string, unknown>)[key], state)]
    }
    return ['o', items]
  }

  /** Date, Map, Set, ArrayBuffer, Blob, …: throws for what structured clone refuses. */
  function cloneable(value: object): object {
    try {
      // Reading `detail` across worlds swallows the error, so the check is made here; bytes are always cloneable.
      return isView(value) || value instanceof ArrayBuffer ? value : clone(value)
    } catch {
      throw new NativeError('An object could not be cloned.')
    }
  }

  function keepPromise(promise: Promise<unknown>): number {
    const id = ++nextId
    const settle = (state: 'resolve' | 'reject', value: unknown): void => {
      let message: Tagged
      try {
        message = ['settle', id, state, write(value, { seen: new NativeMap(), depth: 0 })]
      } catch (error) {
        message = [
          'settle',
          id,
          'reject',
          ['e', copyError(error, 'An object could not be cloned.').message, null],
        ]
      }
      post(message)
    }
    const fulfilled = (value: unknown): void => settle('resolve', value)
    const rejected = (reason: unknown): void => settle('reject', reason)
    void apply(then, promise, [fulfilled, rejected])
    return id
  }

  // ---- reading: what the other side wrote into fresh values of this world ----

  function read(node: unknown, seen: unknown[]): unknown {
    if (typeof node !== 'object' || node === null) return node
    const tag = (node as Tagged)[0]
    const first = (node as Tagged)[1] as never
    const second = (node as Tagged)[2] as never
    const keep = <T>(value: T): T => {
      seen[seen.length] = value
      return value
    }
    switch (tag) {
      case 'R':
        return seen[first]
      case 'f':
        return proxyFunction(first)
      case 'p':
        return keep(
          new NativePromise((resolve, reject) => apply(mapSet, waiting, [first, { resolve, reject }])),
        )
      case 'e': {
        const error = keep(new NativeError(first))
        if ((second as unknown) !== null)
          defineProperty(error, 'stack', { value: second, configurable: true, writable: true })
        return error
      }
      case 'n':
        return keep(takeFirst(nodes))
      case 'l':
        return keep(takeFirst(files))
      case 'c':
        return keep(first)
      case 'a': {
        const array: unknown[] = keep([])
        const items = first as unknown[]
        for (let index = 0; index < items.length; index++) {
          const value = read(items[index], seen)
          defineProperty(array, index, { value, enumerable: true, configurable: true, writable: true })
        }
        return array
      }
      default: {
        const object = keep({})
        const items = first as [string, unknown][]
        for (let index = 0; index < items.length; index++) {
          const value = read(items[index]![1], seen)
          defineProperty(object, items[index]![0], {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          })
        }
        return object
      }
    }
  }

  function takeFirst<T>(queue: T[]): T | null {
    const value = queue[0] ?? null
    for (let index = 1; index < queue.length; index++) queue[index - 1] = queue[index]!
    if (queue.length > 0) queue.length -= 1
    return value
  }

  function proxyFunction(id: number): (...args: unknown[]) => unknown {
    const proxied = (...args: unknown[]): unknown => {
      const written = write(args, { seen: new NativeMap(), depth: 0 })
      return request(['call', id, written])
    }
    apply(register, registry, [proxied, id])
    return proxied
  }

  /** Posts a message that the other side answers before `dispatchEvent` returns. */
  function request(message: Tagged): unknown {
    reply = null
    post(message)
    const answer = reply as Tagged | null
    reply = null
    if (!answer) throw new NativeError('electron-host: the other world did not answer')
    const value = read(answer[2], [])
    if (answer[1] === 'throw') throw value
    return value
  }

  // ---- messages from the other side ----

  function answer(run: () => unknown): void {
    let message: Tagged
    try {
      message = ['reply', 'return', write(run(), { seen: new NativeMap(), depth: 0 })]
    } catch (error) {
      const text =
        'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'
      message = ['reply', 'throw', ['e', copyError(error, text).message, null]]
    }
    post(message)
  }

  function deepFreeze(value: unknown): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || isFrozen(value))
      return
    if (isView(value)) return
    freeze(value)
    const keys = ownKeys(value)
    for (let index = 0; index < keys.length; index++)
      deepFreeze((value as Record<string | symbol, unknown>)[keys[index]!])
  }

  function place(key: string, written: unknown): void {
    if (key in here)
      throw new NativeError('Cannot bind an API on top of an existing property on the window object')
    const value = read(written, [])
    deepFreeze(value)
    defineProperty(here, key, { value, enumerable: true, configurable: false, writable: false })
  }

  function receive(message: Tagged): void {
    // No destructuring: it would go through the page's Array.prototype[Symbol.iterator].
    const first = message[1] as never
    const second = message[2] as never
    const third = message[3] as never
    switch (message[0]) {
      case 'reply':
        reply = message
        return
      case 'call':
        answer(() => {
          const callee = apply(mapGet, functions, [first]) as (...args: unknown[]) => unknown
          return apply(callee, undefined, read(second, []) as unknown[])
        })
        return
      case 'expose':
        answer(() => place(first, second))
        return
      case 'settle': {
        const promise = apply(mapGet, waiting, [first]) as {
          resolve(value: unknown): void
          reject(reason: unknown): void
        }
        apply(mapDelete, waiting, [first])
        if (second === 'resolve') promise.resolve(read(third, []))
        else promise.reject(read(third, []))
        return
      }
      case 'drop':
        apply(mapDelete, functions, [first])
    }
  }

  // Accessors taken at the start, and one name a kind of event: the page must never hold such an event as `this`.
  const listen = (name: string, listener: (event: Event) => void): void => {
    apply(addEventListener, here, [name, listener])
  }
  listen(inbound, (event) => receive(apply(detailOf, event, []) as Tagged))
  listen(`${inbound}node`, (event) => {
    nodes[nodes.length] = apply(relatedTargetOf, event, []) as Element | null
  })
  listen(`${inbound}file`, (event) => {
    files[files.length] = (apply(filesOf, apply(dataTransferOf, event, []), []) as FileList)[0]!
  })

  return {
    expose(key, api) {
      request(['expose', key, write(api, { seen: new NativeMap(), depth: 0 })])
    },
  }
}
