/* eslint-disable @typescript-eslint/unbound-method -- toString is applied, never called bare */
/** A value in the shape it has on the wire: JSON, with binary parts apart as base64 (one string each). */
export interface WireMessage {
  /** The value: primitives as they are, everything else as `[tag, …]`. */
  v: unknown
  /** The bytes of each ArrayBuffer in the value, base64. */
  b: string[]
}

export interface Codec {
  /** Throws Electron's "An object could not be cloned." for anything the structured clone algorithm refuses. */
  encode(value: unknown): WireMessage
  decode(message: WireMessage): unknown
}

/**
 * Structured clone over JSON: Map, Set, Date, RegExp, Error, bigint, undefined, -0, NaN, sparse arrays, cycles, shared
 * references, ArrayBuffers and their views. As in the real algorithm a view takes its whole buffer along.
 *
 * The same function runs in the main process and, through its source text, in the page's isolated world; so it may use
 * nothing but its arguments and the language's own globals.
 */
export function createCodec(base64: {
  encode(bytes: Uint8Array): string
  decode(text: string): Uint8Array
}): Codec {
  const { toString } = Object.prototype
  const errors: Record<string, ErrorConstructor> = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  }
  const views: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView> =
    {
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
      DataView,
    }
  const globals = globalThis as unknown as Record<string, (typeof views)[string] | undefined>
  if (globals['Float16Array']) views['Float16Array'] = globals['Float16Array']

  function encode(root: unknown): WireMessage {
    const b: string[] = []
    const seen = new Map<object, number>()

    function refuse(): never {
      throw new Error('An object could not be cloned.')
    }

    function properties(value: object): [string, unknown][] {
      return Object.keys(value).map((key) => [key, walk((value as Record<string, unknown>)[key])])
    }

    function walkView(value: ArrayBufferView): unknown {
      const name = Object.prototype.toString.call(value).slice(8, -1)
      const length = name === 'DataView' ? value.byteLength : (value as Uint8Array).length
      if (!views[name]) refuse()
      // The buffer takes its number first, exactly as it will when it is read back.
      const buffer = walk(value.buffer)
      seen.set(value, seen.size)
      return ['v', name, buffer, value.byteOffset, length]
    }

    function walk(value: unknown): unknown {
      switch (typeof value) {
        case 'string':
        case 'boolean':
          return value
        case 'number':
          return Number.isFinite(value) && !Object.is(value, -0)
            ? value
            : ['N', Object.is(value, -0) ? '-0' : String(value)]
        case 'undefined':
          return ['u']
        case 'bigint':
          return ['n', String(value)]
        case 'object':
          return value === null ? null : walkObject(value)
        default:
          return refuse()
      }
    }

    function walkObject(value: object): unknown {
      const known = seen.get(value)
      if (known !== undefined) return ['R', known]
      if (ArrayBuffer.isView(value)) return walkView(value)
      seen.set(value, seen.size)
      if (Array.isArray(value)) {
        const items: unknown[] = []
        for (let index = 0; index < value.length; index++)
          items.push(index in value ? walk(value[index]) : ['h'])
        return ['a', items]
      }
      if (value instanceof ArrayBuffer) {
        if (value.detached) refuse()
        return ['b', b.push(base64.encode(new Uint8Array(value))) - 1]
      }
      if (value instanceof Map) return ['m', [...value].map(([key, item]) => [walk(key), walk(item)])]
      if (value instanceof Set) return ['s', [...value].map(walk)]
      if (value instanceof Date) return ['d', walk(value.getTime())]
      if (value instanceof RegExp) return ['r', value.source, value.flags]
      if (value instanceof Error) {
        const { message, stack }: { message: unknown; stack?: unknown } = value
        const name = errors[value.name] ? value.name : 'Error'
        const cause = 'cause' in value ? [walk(value.cause)] : []
        return ['e', name, String(message), typeof stack === 'string' ? stack : null, cause]
      }
      if (value instanceof Boolean || value instanceof Number || value instanceof String)
        return ['B', walk(value.valueOf())]
      // Everything else with a tag of its own is a platform object: a promise, a node, a port, a blob.
      const tag = toString.call(value)
      if (tag !== '[object Object]' && tag !== '[object Arguments]') refuse()
      return ['o', properties(value)]
    }

    return { v: walk(root), b }
  }

  function decode(message: WireMessage): unknown {
    const seen: unknown[] = []

    function keep<T>(value: T): T {
      seen.push(value)
      return value
    }

    function read(node: unknown): unknown {
      if (typeof node !== 'object' || node === null) return node
      const [tag, first, second, third, fourth] = node as [string, never, never, never, never]
      switch (tag) {
        case 'u':
          return undefined
        case 'N':
          return first === '-0' ? -0 : Number(first)
        case 'n':
          return BigInt(first)
        case 'R':
          return seen[first]
        case 'a': {
          const source = first as unknown[]
          const array: unknown[] = keep(new Array(source.length))
          source.forEach((item, index) => {
            if (!Array.isArray(item) || item[0] !== 'h') array[index] = read(item)
          })
          return array
        }
        case 'b': {
          const bytes = base64.decode(message.b[first]!)
          const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
          return keep(
            whole ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
          )
        }
        case 'v': {
          const buffer = read(second) as ArrayBuffer
          return keep(new views[first]!(buffer, third, fourth))
        }
        case 'm': {
          const map = keep(new Map())
          for (const [key, item] of first as [unknown, unknown][]) map.set(read(key), read(item))
          return map
        }
        case 's': {
          const set = keep(new Set())
          for (const item of first as unknown[]) set.add(read(item))
          return set
        }
        case 'd':
          return keep(new Date(read(first) as number))
        case 'r':
          return keep(new RegExp(first, second))
        case 'e': {
          const error = keep(new (errors[first] ?? Error)(second))
          if ((third as unknown) !== null)
            Object.defineProperty(error, 'stack', { value: third, configurable: true, writable: true })
          const cause = fourth as unknown[]
          if (cause.length > 0) {
            Object.defineProperty(error, 'cause', {
              value: read(cause[0]),
              configurable: true,
              writable: true,
            })
          }
          return error
        }
        case 'B':
          return keep(Object(read(first)))
        default: {
          const object = keep({})
          for (const [key, item] of first as [string, unknown][]) {
            // Not an assignment: a key named __proto__ must stay an ordinary property.
            const value = read(item)
            Object.defineProperty(object, key, {
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

    return read(message.v)
  }

  return { encode, decode }
}
