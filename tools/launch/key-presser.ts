import { setTimeout as delay } from 'node:timers/promises'

/** The part of uiohook-napi that makes key events. */
interface Injector {
  keyToggle(key: number, toggle: 'down' | 'up'): void
}

/**
 * How long an event may take to arrive. Injected events go through the display server like those of a keyboard; two sent
 * in the same millisecond can be merged.
 */
const SETTLE_MS = 15

/** Presses a real key combination on this desktop, as a person would. */
export class KeyPresser {
  readonly #injector: Injector
  readonly #codes: readonly number[]

  private constructor(injector: Injector, codes: readonly number[]) {
    this.#injector = injector
    this.#codes = codes
  }

  /** `accelerator`: for example `Control+Alt+Space`. Loads the native module. */
  static async open(accelerator: string): Promise<KeyPresser> {
    const { uIOhook, UiohookKey } = await import('uiohook-napi')
    const names: Record<string, number> = { ...UiohookKey, Control: UiohookKey.Ctrl }
    const codes = accelerator.split('+').map((name) => {
      const code = names[name]
      if (code === undefined) throw new Error(`No key is called ${name}`)
      return code
    })
    return new KeyPresser(uIOhook, codes)
  }

  async down(): Promise<void> {
    for (const code of this.#codes) {
      this.#injector.keyToggle(code, 'down')
      await delay(SETTLE_MS)
    }
  }

  async up(): Promise<void> {
    for (const code of this.#codes.toReversed()) {
      this.#injector.keyToggle(code, 'up')
      await delay(SETTLE_MS)
    }
  }

  /** Lets go of everything that may still be down. */
  async close(): Promise<void> {
    await this.up()
  }
}
