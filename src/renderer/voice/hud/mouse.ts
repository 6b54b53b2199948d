import type { ParleyBridge } from '../../../shared/ipc/bridge.ts'
import type { RouteInput } from '../../../shared/ipc/routes.ts'

type Areas = RouteInput<'hud.areas'>['areas']

/** Tells main which parts of the page take the mouse, whenever that changes. */
export class MouseAreas {
  readonly #bridge: ParleyBridge
  readonly #parts: readonly HTMLElement[]
  #told = '[]'

  constructor(bridge: ParleyBridge, parts: readonly HTMLElement[], watched: HTMLElement) {
    this.#bridge = bridge
    this.#parts = parts
    new ResizeObserver(() => {
      this.update()
    }).observe(watched)
    // It moves a little while it comes into sight.
    watched.addEventListener('transitionend', () => {
      this.update()
    })
  }

  update(): void {
    const areas: Areas = this.#parts
      .map((part) => part.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ x, y, width, height }) => ({ x, y, width, height }))
    const told = JSON.stringify(areas)
    if (told === this.#told) return
    this.#told = told
    void this.#bridge.invoke('hud.areas', { areas })
  }
}

/** Lets a part of the page be dragged, and the window with it. Main moves it: only it knows where the pointer is. */
export function makeDraggable(part: HTMLElement, bridge: ParleyBridge): void {
  let isMoving = false
  part.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    part.setPointerCapture(event.pointerId)
    const grip = { x: event.clientX, y: event.clientY }
    void bridge.invoke('hud.drag', { phase: 'start', grip })
  })
  part.addEventListener('pointermove', (event) => {
    // One at a time: a mouse reports more often than a window can move.
    if (!part.hasPointerCapture(event.pointerId) || isMoving) return
    isMoving = true
    void bridge.invoke('hud.drag', { phase: 'move' }).then(() => {
      isMoving = false
    })
  })
  part.addEventListener('lostpointercapture', () => {
    void bridge.invoke('hud.drag', { phase: 'end' })
  })
}
