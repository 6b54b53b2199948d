import type { ScreenInfo } from '../chromium/chromium.ts'
import { chromium } from '../host.ts'
import { notImplemented, StrictEmitter } from '../strict.ts'

type Implemented = Pick<
  Electron.Screen,
  | 'getPrimaryDisplay'
  | 'getAllDisplays'
  | 'getDisplayNearestPoint'
  | 'getDisplayMatching'
  | 'getCursorScreenPoint'
>

function toDisplay(info: ScreenInfo): Electron.Display {
  const bounds = { x: info.left, y: info.top, width: info.width, height: info.height }
  const workArea = { x: info.availLeft, y: info.availTop, width: info.availWidth, height: info.availHeight }
  const size = { width: bounds.width, height: bounds.height }
  const known: Partial<Electron.Display> = {
    id: Number(info.id),
    bounds,
    workArea,
    size,
    workAreaSize: { width: workArea.width, height: workArea.height },
    scaleFactor: info.devicePixelRatio,
    rotation: info.orientation.angle,
    internal: info.isInternal,
    label: info.label,
    colorDepth: info.colorDepth,
    detected: true,
    nativeOrigin: { x: bounds.x, y: bounds.y },
    touchSupport: 'unknown',
    accelerometerSupport: 'unknown',
    monochrome: false,
    displayFrequency: 60,
  }
  return known as Electron.Display
}

function center({ x, y, width, height }: Electron.Rectangle): Electron.Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** Squared distance from a point to the nearest point of a rectangle, in px². */
function distance({ x, y }: Electron.Point, { x: left, y: top, width, height }: Electron.Rectangle): number {
  const dx = Math.max(left - x, 0, x - (left + width))
  const dy = Math.max(top - y, 0, y - (top + height))
  return dx * dx + dy * dy
}

/** `screen`: the displays as Chromium measured them when the app got ready. */
class HostScreen extends StrictEmitter implements Implemented {
  #cursor: Electron.Point | null = null

  constructor() {
    super('screen')
  }

  getAllDisplays(): Electron.Display[] {
    return chromium().screens.map(toDisplay)
  }

  getPrimaryDisplay(): Electron.Display {
    const { screens } = chromium()
    const primary = screens.find((info) => info.isPrimary) ?? screens[0]
    if (!primary) throw notImplemented('screen without a display')
    return toDisplay(primary)
  }

  getDisplayNearestPoint(point: Electron.Point): Electron.Display {
    const displays = this.getAllDisplays()
    const far = (display: Electron.Display): number => distance(point, display.bounds)
    return displays.reduce((best, display) => (far(display) < far(best) ? display : best))
  }

  getDisplayMatching(rect: Electron.Rectangle): Electron.Display {
    return this.getDisplayNearestPoint(center(rect))
  }

  /** Nobody can say where the pointer is: the middle of the primary display, or what the test hook has set. */
  getCursorScreenPoint(): Electron.Point {
    const { x, y } = this.#cursor ?? center(this.getPrimaryDisplay().bounds)
    return { x: Math.round(x), y: Math.round(y) }
  }

  _setCursor(point: Electron.Point): void {
    this.#cursor = point
  }
}

export const screen = new HostScreen()
