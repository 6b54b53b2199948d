import type { HudLook } from '../face.ts'
import { drawOrb } from './draw.ts'
import { firstOrb, isStill, nextOrb } from './motion.ts'
import type { Colour, Orb, OrbGoal } from './motion.ts'

/** A gap between frames that is longer, in ms, was a pause and not motion. */
const LONGEST_FRAME_MS = 64
/** Without motion the loudness is shown in steps, this often at most, in ms. */
const STEP_MS = 250
const STEPS = 5

const GREY: Colour = [128, 128, 128]

/**
 * The orb on its canvas. It draws only while it shows and something moves; with reduced motion it never animates, and shows
 * loudness by its size, in steps.
 */
export class OrbView {
  readonly canvas = document.createElement('canvas')
  readonly #loudness: () => number
  readonly #context: CanvasRenderingContext2D
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)')
  #look: HudLook = 'idle'
  #colour: Colour = GREY
  #accent: Colour = GREY
  #orb: Orb | null = null
  #isShown = false
  #frame = 0
  #timer = 0
  #drawnAt = 0

  /** `loudness` gives the loudest since it was last asked, as a meter reading of 0 to 1. */
  constructor(loudness: () => number) {
    this.#loudness = loudness
    this.canvas.className = 'hud-orb'
    this.canvas.ariaHidden = 'true'
    const context = this.canvas.getContext('2d')
    if (!context) throw new Error('This page has no canvas.')
    this.#context = context
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      matchMedia(query).addEventListener('change', () => {
        this.refresh()
      })
    }
    this.#calm.addEventListener('change', () => {
      this.refresh()
    })
    // Also when the window comes to a screen with other pixels.
    window.addEventListener('resize', () => {
      this.refresh()
    })
  }

  set look(look: HudLook) {
    if (look === this.#look) return
    this.#look = look
    this.refresh()
  }

  /** A hidden orb does nothing at all. */
  set shown(isShown: boolean) {
    if (isShown === this.#isShown) return
    this.#isShown = isShown
    this.#orb = null
    this.refresh()
  }

  /** The colour may be another now: reads it from the page, and draws. */
  refresh(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    if (!this.#isShown) return
    const style = getComputedStyle(this.canvas)
    this.#colour = readColour(style.getPropertyValue('--state'))
    this.#accent = readColour(style.getPropertyValue('--accent'))
    this.#fit()
    if (this.#calm.matches) {
      this.#step()
      return
    }
    this.#drawnAt = performance.now()
    this.#draw(this.#drawnAt)
  }

  readonly #draw = (now: number): void => {
    const goal = this.#goal(this.#loudness())
    const elapsedMs = Math.min(LONGEST_FRAME_MS, Math.max(0, now - this.#drawnAt))
    this.#drawnAt = now
    this.#orb = this.#orb ? nextOrb(this.#orb, goal, elapsedMs) : firstOrb(goal)
    drawOrb(this.#context, this.canvas.width, this.#orb)
    if (!isStill(this.#orb, goal)) this.#frame = requestAnimationFrame(this.#draw)
  }

  /** One picture without motion, and the next one when the loudness may be another. */
  readonly #step = (): void => {
    const isMeasured = this.#look === 'listening' || this.#look === 'unheard' || this.#look === 'speaking'
    const reading = isMeasured ? Math.round(this.#loudness() * STEPS) / STEPS : 0
    this.#orb = firstOrb(this.#goal(reading))
    drawOrb(this.#context, this.canvas.width, this.#orb)
    if (isMeasured) this.#timer = window.setTimeout(this.#step, STEP_MS)
  }

  #goal(reading: number): OrbGoal {
    return { look: this.#look, colour: this.#colour, accent: this.#accent, reading }
  }

  /** As many pixels as the screen has there. */
  #fit(): void {
    const size = Math.round(this.canvas.clientWidth * devicePixelRatio)
    if (size > 0 && this.canvas.width !== size) {
      this.canvas.width = size
      this.canvas.height = size
    }
  }
}

/** A colour as a registered property has it: `rgb(…)`, or `color(srgb …)` with parts of 1. */
function readColour(css: string): Colour {
  const [red, green, blue] = (css.match(/[\d.]+/g) ?? []).map(Number)
  if (red === undefined || green === undefined || blue === undefined) return GREY
  return css.startsWith('color(') ? [red * 255, green * 255, blue * 255] : [red, green, blue]
}
