import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** Presses one key of a combination. */
type Press = (key: string, direction: 'down' | 'up') => Promise<void>

/** Two events in the same millisecond can be merged on their way through the display server, ms. */
const SETTLE_MS = 15

/** Presses a real key combination on this desktop, as a person would: it goes through the display server. */
export class KeyPresser {
  readonly #press: Press
  readonly #keys: readonly string[]

  private constructor(press: Press, keys: readonly string[]) {
    this.#press = press
    this.#keys = keys
  }

  /** `accelerator`: for example `Control+Alt+Space`. `env` says which display, on Linux. */
  static async open(accelerator: string, env: NodeJS.ProcessEnv = process.env): Promise<KeyPresser> {
    const press = process.platform === 'linux' ? withXdotool(env) : await withHook()
    return new KeyPresser(press, accelerator.split('+'))
  }

  async down(): Promise<void> {
    for (const key of this.#keys) {
      await this.#press(key, 'down')
      await delay(SETTLE_MS)
    }
  }

  async up(): Promise<void> {
    for (const key of this.#keys.toReversed()) {
      await this.#press(key, 'up')
      await delay(SETTLE_MS)
    }
  }
}

/** X11: xdotool uses XTEST, which is like a keyboard to everyone. (libuiohook's own way, XSendEvent, is not.) */
function withXdotool(env: NodeJS.ProcessEnv): Press {
  const names: Record<string, string> = { Control: 'ctrl', Alt: 'alt', Shift: 'shift', Space: 'space' }
  return async (key, direction) => {
    try {
      await promisify(execFile)('xdotool', [`key${direction}`, names[key] ?? key], { env })
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      throw isMissing
        ? new Error('xdotool is needed to press the talk key: install the package of that name.')
        : error
    }
  }
}

/** macOS and Windows: the hook library can make events as well. */
async function withHook(): Promise<Press> {
  const { uIOhook, UiohookKey } = await import('uiohook-napi')
  const codes: Record<string, number> = { ...UiohookKey, Control: UiohookKey.Ctrl }
  return (key, direction) => {
    const code = codes[key]
    if (code === undefined) return Promise.reject(new Error(`No key is called ${key}`))
    uIOhook.keyToggle(code, direction)
    return Promise.resolve()
  }
}
