import { screen } from 'electron'
import type { BrowserWindow } from 'electron'
import type { EventPayload } from '../../shared/ipc/events.ts'
import type { HudDrag } from '../../shared/ipc/routes.ts'
import type { HudSettings } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { isOver } from './hud-areas.ts'
import { hudBounds, hudPlaceAt } from './hud-placement.ts'
import type { Point, Rectangle } from './hud-placement.ts'

export interface HudStageOptions {
  readonly window: () => BrowserWindow | null
  readonly clock: Clock
  /** Tells the page what it can't see itself. */
  readonly tell: (stage: EventPayload<'hud.stage'>) => void
  /** The person dragged the HUD to another place. */
  readonly onPlaced: (hud: HudSettings) => void
}

/** The page fades out for so long before its window goes, in ms; see `--hud-fade` in hud.css. */
const FADE_MS = 180
/** How often the pointer is looked at while there is something to click, in ms: well below the time it takes to aim. */
const LOOK_MS = 40

/**
 * Where the HUD is and whether it shows; and that the mouse goes through it wherever there is nothing to click. That is decided
 * here by the pointer's place, and not by the page by mouse events: the system forwards those through a window on some
 * platforms only. Where it does not tell the pointer's place either (Wayland), every click goes through.
 */
export class HudStage {
  readonly #options: HudStageOptions
  #hud: HudSettings = { place: 'bottom', at: { x: 0.5, y: 1 } }
  #isShown = false
  #isReached = false
  #areas: readonly Rectangle[] = []
  /** While it is dragged: how far the pointer is from the window's corner. */
  #grip: Point | null = null
  #cancelHide: () => void = () => undefined
  #cancelLook: () => void = () => undefined

  constructor(options: HudStageOptions) {
    this.#options = options
    const move = () => {
      if (this.#isShown && !this.#grip) this.#place()
    }
    screen.on('display-added', move)
    screen.on('display-removed', move)
    screen.on('display-metrics-changed', move)
  }

  /** Takes over the chosen place; a HUD that shows goes there. */
  configure(hud: HudSettings): void {
    this.#hud = hud
    if (this.#isShown && !this.#grip) this.#place()
  }

  /** Shows the HUD on the display with the pointer, without taking the focus. One that shows already stays where it is. */
  show(): void {
    const window = this.#window()
    this.#cancelHide()
    if (!window || (this.#isShown && window.isVisible())) return
    this.#isShown = true
    this.#place()
    if (!window.isVisible()) window.showInactive()
    this.#tell()
    this.#look()
  }

  hide(): void {
    if (!this.#isShown) return
    this.#isShown = false
    this.#grip = null
    this.#reach(false)
    this.#cancelLook()
    this.#tell()
    this.#cancelHide = this.#options.clock.setTimer(() => {
      this.#window()?.hide()
    }, FADE_MS)
  }

  /** The page has loaded and knows nothing. Which of its parts take the mouse, it tells by itself. */
  loaded(): void {
    this.#tell()
  }

  /** The window is gone; the next `show` is for another one. */
  lost(): void {
    this.#cancelHide()
    this.#cancelLook()
    this.#isShown = false
    this.#isReached = false
    this.#grip = null
    this.#areas = []
  }

  /** The parts of the page that take the mouse, in its own pixels. */
  setAreas(areas: readonly Rectangle[]): void {
    this.#areas = areas
    this.#look()
  }

  /** Moves the HUD with the pointer, from the press to the release. */
  drag(drag: HudDrag): void {
    const window = this.#window()
    if (!window || !this.#isShown) return
    const pointer = screen.getCursorScreenPoint()
    const { x, y } = window.getBounds()
    if (drag.phase === 'start') this.#grip = drag.grip
    if (!this.#grip) return
    const { workArea } = screen.getDisplayNearestPoint(pointer)
    const corner = { x: pointer.x - this.#grip.x, y: pointer.y - this.#grip.y }
    if (drag.phase === 'move') {
      window.setBounds(hudBounds(workArea, { place: 'custom', at: hudPlaceAt(workArea, corner).at }))
    } else if (drag.phase === 'end') {
      this.#grip = null
      this.#hud = hudPlaceAt(workArea, { x, y })
      this.#place()
      this.#options.onPlaced(this.#hud)
    }
  }

  #window(): BrowserWindow | null {
    const window = this.#options.window()
    return window && !window.isDestroyed() ? window : null
  }

  #place(): void {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    this.#window()?.setBounds(hudBounds(workArea, this.#hud))
  }

  /** Follows the pointer while the HUD shows something to click, and not at any other time. */
  #look(): void {
    this.#cancelLook()
    if (!this.#isShown || this.#areas.length === 0) {
      this.#reach(false)
      return
    }
    const window = this.#window()
    if (window && !this.#grip) {
      this.#reach(isOver(screen.getCursorScreenPoint(), window.getBounds(), this.#areas))
    }
    this.#cancelLook = this.#options.clock.setTimer(() => {
      this.#look()
    }, LOOK_MS)
  }

  #reach(isReached: boolean): void {
    if (isReached === this.#isReached) return
    this.#isReached = isReached
    this.#window()?.setIgnoreMouseEvents(!isReached)
    this.#tell()
  }

  #tell(): void {
    this.#options.tell({ shown: this.#isShown, reached: this.#isReached })
  }
}
