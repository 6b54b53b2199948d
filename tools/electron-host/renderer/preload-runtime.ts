import type { Codec, WireMessage } from '../wire/codec.ts'
import type { BridgeEnd } from './bridge.ts'

/** What the host tells a preload about where it runs; it becomes the preload's `process`. */
export interface PreloadEnvironment {
  platform: string
  arch: string
  versions: Record<string, string>
  argv: string[]
  env: Record<string, string>
  pid: number
}

/** What the isolated world offers to the host: one function to take in messages, one to read files that need a path. */
export interface PreloadRuntime {
  require(name: string): unknown
  process: object
  deliver(message: WireMessage): void
  pendingFile(index: number): File | undefined
  preloadFailed(fileName: string, error: unknown): void
}

/**
 * The renderer half of Electron's IPC in a sandboxed preload's isolated world. Runs there through its source text: it may
 * use nothing but its arguments and the DOM.
 */
export function createPreloadRuntime(
  codec: Codec,
  bridge: BridgeEnd,
  send: (payload: string) => void,
  environment: PreloadEnvironment,
): PreloadRuntime {
  type Listener = (event: object, ...args: unknown[]) => void

  const absent = (what: string): never => {
    throw new Error(`electron-host: ${what} is not implemented`)
  }

  function strict<T extends object>(target: T, name: string): T {
    return new Proxy(target, {
      get(inner, key, receiver) {
        if (typeof key === 'string' && !(key in inner) && key !== 'then' && key !== 'toJSON')
          absent(`${name}.${key}`)
        return Reflect.get(inner, key, receiver) as unknown
      },
    })
  }

  function post(kind: string, ...rest: unknown[]): void {
    send(JSON.stringify(codec.encode([kind, ...rest])))
  }

  // ---- ports: a real MessagePort here stands for the port in main ----

  const ports = new Map<string, MessagePort>()
  let nextPort = 0

  function attach(id: string, port: MessagePort): void {
    ports.set(id, port)
    port.addEventListener('message', (event) => post('port', id, event.data, event.ports.map(adopt)))
    port.addEventListener('close', () => {
      if (ports.delete(id)) post('port-close', id)
    })
    port.start()
  }

  /** Takes over a port of the page or the preload and gives it an id for main. */
  function adopt(port: MessagePort): string {
    const id = `r${++nextPort}`
    attach(id, port)
    return id
  }

  /** Makes the real port that stands for main's port `id`. */
  function materialise(id: string): MessagePort {
    const { port1, port2 } = new MessageChannel()
    attach(id, port1)
    return port2
  }

  // ---- ipcRenderer ----

  const listeners = new Map<string, { listener: Listener; run: Listener }[]>()
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let nextCall = 0

  function add(channel: string, listener: Listener, run: Listener): void {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, run }])
  }

  function remove(channel: string, listener: Listener): void {
    const present = listeners.get(channel) ?? []
    const index = present.findLastIndex((entry) => entry.listener === listener)
    if (index !== -1) listeners.set(channel, present.toSpliced(index, 1))
  }

  const ipcRenderer = strict(
    {
      invoke(channel: string, ...args: unknown[]): Promise<unknown> {
        return new Promise((resolve, reject) => {
          const id = ++nextCall
          calls.set(id, { resolve, reject })
          try {
            post('invoke', id, channel, args)
          } catch (error) {
            calls.delete(id)
            throw error
          }
        })
      },
      send(channel: string, ...args: unknown[]): void {
        post('send', channel, args)
      },
      postMessage(channel: string, message: unknown, transfer: MessagePort[] = []): void {
        post('post', channel, message, transfer.map(adopt))
      },
      sendSync: () => absent('ipcRenderer.sendSync'),
      sendToHost: () => absent('ipcRenderer.sendToHost'),
      on(channel: string, listener: Listener) {
        add(channel, listener, listener)
        return ipcRenderer
      },
      addListener(channel: string, listener: Listener) {
        return ipcRenderer.on(channel, listener)
      },
      once(channel: string, listener: Listener) {
        add(channel, listener, (event, ...args) => {
          remove(channel, listener)
          listener(event, ...args)
        })
        return ipcRenderer
      },
      off(channel: string, listener: Listener) {
        remove(channel, listener)
        return ipcRenderer
      },
      removeListener(channel: string, listener: Listener) {
        return ipcRenderer.off(channel, listener)
      },
      removeAllListeners(channel?: string) {
        if (channel === undefined) listeners.clear()
        else listeners.delete(channel)
        return ipcRenderer
      },
      listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
      eventNames: () => [...listeners.keys()],
    },
    'ipcRenderer',
  )

  function deliver(message: WireMessage): void {
    const [kind, first, second, third] = codec.decode(message) as [string, never, never, never]
    switch (kind) {
      case 'reply': {
        const call = calls.get(first)
        calls.delete(first)
        if (second as boolean) call?.resolve(third)
        else call?.reject(new Error(third))
        return
      }
      case 'event': {
        const event = { sender: ipcRenderer, senderId: 0, ports: (third as string[]).map(materialise) }
        for (const { run } of listeners.get(first) ?? []) {
          try {
            run(event, ...(second as unknown[]))
          } catch (error) {
            reportError(error)
          }
        }
        return
      }
      case 'port':
        ports.get(first)?.postMessage(second, (third as string[]).map(materialise))
        return
      case 'port-close': {
        const port = ports.get(first)
        ports.delete(first)
        port?.close()
        return
      }
      case 'paths':
        settleFiles(first, second)
    }
  }

  // ---- webUtils.getPathForFile ----

  // The answer must be synchronous but only the host can find a path. So the events that bring files are held back until
  // the host has answered, and then dispatched again with the same files.
  const paths = new Map<File, string>()
  const batches = new Map<number, { files: File[]; dispatch(): void }>()
  const replayed = new WeakSet<Event>()
  let pending: File[] = []
  let nextBatch = 0

  function settleFiles(batch: number, found: string[]): void {
    const held = batches.get(batch)
    batches.delete(batch)
    if (!held) return
    held.files.forEach((file, index) => {
      if (found[index]) paths.set(file, found[index])
    })
    pending = []
    held.dispatch()
  }

  function hold(event: Event, files: File[], again: () => Event): void {
    const target = event.composedPath()[0] as EventTarget
    event.stopImmediatePropagation()
    const batch = ++nextBatch
    const first = pending.length
    pending.push(...files)
    batches.set(batch, {
      files,
      dispatch: () => {
        const copy = again()
        replayed.add(copy)
        target.dispatchEvent(copy)
      },
    })
    post('files', batch, first, files.length)
  }

  for (const type of ['input', 'change']) {
    window.addEventListener(
      type,
      (event) => {
        const input = event.composedPath()[0]
        if (replayed.has(event) || !(input instanceof HTMLInputElement) || input.type !== 'file') return
        hold(
          event,
          [...(input.files ?? [])],
          () => new Event(type, { bubbles: true, composed: type === 'input' }),
        )
      },
      true,
    )
  }
  window.addEventListener(
    'drop',
    (event) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (replayed.has(event) || files.length === 0) return
      // Not prevented, Chromium would open the file in place of the page.
      event.preventDefault()
      const { clientX, clientY, screenX, screenY, ctrlKey, shiftKey, altKey, metaKey } = event
      const dataTransfer = new DataTransfer()
      for (const file of files) dataTransfer.items.add(file)
      hold(
        event,
        [...dataTransfer.files],
        () =>
          new DragEvent('drop', {
            bubbles: true,
            cancelable: true,
            composed: true,
            dataTransfer,
            clientX,
            clientY,
            screenX,
            screenY,
            ctrlKey,
            shiftKey,
            altKey,
            metaKey,
          }),
      )
    },
    true,
  )

  // ---- window state that only the page sees ----

  // Chromium tells of a title some time after the load; the app should know it by then.
  document.addEventListener('DOMContentLoaded', () => document.title && post('title', document.title))

  window.addEventListener('focus', (event) => event.target === window && post('window', 'focus'))
  window.addEventListener('blur', (event) => event.target === window && post('window', 'blur'))
  window.addEventListener('resize', () => post('window', 'resize'))

  // ---- what the preload sees ----

  const electron = strict(
    {
      contextBridge: strict(
        {
          exposeInMainWorld: (key: string, api: unknown) => bridge.expose(key, api),
          exposeInIsolatedWorld: () => absent('contextBridge.exposeInIsolatedWorld'),
          executeInMainWorld: () => absent('contextBridge.executeInMainWorld'),
        },
        'contextBridge',
      ),
      ipcRenderer,
      webFrame: strict({}, 'webFrame'),
      webUtils: strict({ getPathForFile: (file: File) => paths.get(file) ?? '' }, 'webUtils'),
      crashReporter: strict({ getParameters: () => ({}) }, 'crashReporter'),
    },
    'electron (in a sandboxed preload)',
  )

  return {
    require(name) {
      if (name === 'electron') return electron
      throw new Error(
        `module not found: ${name} (electron-host: a sandboxed preload can require only 'electron')`,
      )
    },
    process: {
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      isMainFrame: true,
      platform: environment.platform,
      arch: environment.arch,
      versions: environment.versions,
      argv: environment.argv,
      env: environment.env,
      pid: environment.pid,
      execPath: environment.argv[0],
      nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
        queueMicrotask(() => callback(...args)),
    },
    deliver,
    pendingFile: (index) => pending[index],
    preloadFailed(fileName, error) {
      console.error(`Unable to load preload script: ${fileName}`)
      console.error(error)
      post('preload-error', fileName, error instanceof Error ? error : new Error(String(error)))
    },
  }
}
