import { strict } from '../strict.ts'
import { acceleratorId, parseAccelerator } from './accelerator.ts'

const registered = new Map<string, { accelerator: string; callback: () => void }>()
let suspended = false

function idOf(accelerator: string): string | null {
  const parsed = parseAccelerator(accelerator)
  return parsed && acceleratorId(parsed)
}

function register(accelerator: string, callback: () => void): boolean {
  const id = idOf(accelerator)
  if (id === null || registered.has(id)) return false
  registered.set(id, { accelerator, callback })
  return true
}

type Implemented = Pick<
  Electron.GlobalShortcut,
  | 'register'
  | 'registerAll'
  | 'unregister'
  | 'unregisterAll'
  | 'isRegistered'
  | 'setSuspended'
  | 'isSuspended'
>

/** `globalShortcut`: shortcuts are kept and checked; only the test hook presses them. */
export const globalShortcut = strict(
  {
    register,
    registerAll(accelerators: string[], callback: () => void) {
      for (const accelerator of accelerators) register(accelerator, callback)
    },
    unregister: (accelerator: string) => void registered.delete(idOf(accelerator) ?? ''),
    unregisterAll: () => registered.clear(),
    isRegistered: (accelerator: string) => registered.has(idOf(accelerator) ?? ''),
    setSuspended: (value: boolean) => void (suspended = value),
    isSuspended: () => suspended,
  } satisfies Implemented,
  'globalShortcut',
)

/** The accelerators as the app wrote them. */
export function registeredShortcuts(): string[] {
  return [...registered.values()].map(({ accelerator }) => accelerator)
}

/** Presses a shortcut; false if nobody has registered it, or shortcuts are suspended. */
export function triggerShortcut(accelerator: string): boolean {
  const entry = suspended ? undefined : registered.get(idOf(accelerator) ?? '')
  entry?.callback()
  return entry !== undefined
}
