import { StrictEmitter } from '../strict.ts'
import { pages } from '../web/registry.ts'

type Implemented = Pick<
  Electron.NativeTheme,
  | 'themeSource'
  | 'shouldUseDarkColors'
  | 'shouldUseHighContrastColors'
  | 'shouldUseInvertedColorScheme'
  | 'inForcedColorsMode'
  | 'prefersReducedTransparency'
>

const SOURCES: Electron.NativeTheme['themeSource'][] = ['system', 'light', 'dark']

/** `nativeTheme`: the app's choice, and a desktop theme that only the test hook can change (it starts light). */
class HostNativeTheme extends StrictEmitter implements Implemented {
  readonly shouldUseHighContrastColors = false
  readonly shouldUseInvertedColorScheme = false
  readonly inForcedColorsMode = false
  readonly prefersReducedTransparency = false
  #source: Electron.NativeTheme['themeSource'] = 'system'
  #desktopIsDark = false

  constructor() {
    super('nativeTheme')
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    if (!SOURCES.includes(source)) throw new TypeError(`Invalid theme source: ${source}`)
    this.#change(() => (this.#source = source))
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#desktopIsDark : this.#source === 'dark'
  }

  /** What the person's desktop is set to. */
  _setDesktop(dark: boolean): void {
    this.#change(() => (this.#desktopIsDark = dark))
  }

  /** The theme as CDP's `Emulation.setEmulatedMedia` takes it. */
  _media(): object {
    return {
      features: [{ name: 'prefers-color-scheme', value: this.shouldUseDarkColors ? 'dark' : 'light' }],
    }
  }

  #change(apply: () => void): void {
    const before = this.shouldUseDarkColors
    const source = this.#source
    apply()
    if (this.shouldUseDarkColors === before && this.#source === source) return
    for (const page of pages.values()) page._setMedia(this._media())
    this.emit('updated')
  }
}

export const nativeTheme = new HostNativeTheme()
