import { useCallback, useEffect, useState } from 'react'
import type { KeyboardEvent, PointerEvent, RefObject } from 'react'
import { fitScale, FITTED, pan, zoomAt } from './zoom.ts'
import type { Placement, Size } from './zoom.ts'

/** One step of a button or key. */
export const ZOOM_STEP = 1.25
/** How far an arrow key moves, in CSS pixels. */
const KEY_PAN = 80

const MIDDLE = { x: 0, y: 0 }

/** What a viewer needs: where the picture is, and what the hand, the wheel and the keys do to it. */
export interface Zoom {
  readonly placement: Placement
  /** Size of a pixel of the picture, in percent of a CSS pixel. */
  readonly percent: number
  readonly isFitted: boolean
  readonly onLoad: (picture: Size) => void
  readonly zoom: (factor: number) => void
  readonly fit: () => void
  /** One pixel of the picture to one of the screen. */
  readonly actual: () => void
  readonly onKey: (event: KeyboardEvent) => void
  readonly onPointerDown: (event: PointerEvent) => void
  readonly onPointerMove: (event: PointerEvent) => void
}

export function useZoom(stage: RefObject<HTMLDivElement | null>): Zoom {
  const [picture, setPicture] = useState<Size>({ width: 0, height: 0 })
  const [room, setRoom] = useState<Size>({ width: 1, height: 1 })
  const [placement, setPlacement] = useState(FITTED)

  const zoomBy = useCallback(
    (factor: number, point = MIDDLE) => {
      setPlacement((now) => zoomAt(now, factor, point, picture, room))
    },
    [picture, room],
  )

  useEffect(() => {
    const element = stage.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setRoom({ width: element.clientWidth, height: element.clientHeight })
      setPlacement(FITTED)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [stage])

  useEffect(() => {
    const element = stage.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const box = element.getBoundingClientRect()
      const point = {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      }
      // A notch of a wheel is about 100; a touchpad sends many small ones.
      zoomBy(Math.exp(-event.deltaY / 400), point)
    }
    // React listens passively, and could not keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      element.removeEventListener('wheel', onWheel)
    }
  }, [stage, zoomBy])

  const move = (dx: number, dy: number) => {
    setPlacement((now) => pan(now, dx, dy, picture, room))
  }
  const fit = () => {
    setPlacement(FITTED)
  }
  const actual = () => {
    zoomBy(1 / fitScale(picture, room) / placement.scale)
  }

  const keys: Readonly<Record<string, () => void>> = {
    '+': () => {
      zoomBy(ZOOM_STEP)
    },
    '=': () => {
      zoomBy(ZOOM_STEP)
    },
    '-': () => {
      zoomBy(1 / ZOOM_STEP)
    },
    '0': fit,
    '1': actual,
    ArrowLeft: () => {
      move(KEY_PAN, 0)
    },
    ArrowRight: () => {
      move(-KEY_PAN, 0)
    },
    ArrowUp: () => {
      move(0, KEY_PAN)
    },
    ArrowDown: () => {
      move(0, -KEY_PAN)
    },
  }

  return {
    placement,
    percent: Math.round(fitScale(picture, room) * placement.scale * 100),
    isFitted: placement.scale === 1,
    onLoad: setPicture,
    zoom: zoomBy,
    fit,
    actual,
    onKey: (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
      if (!act) return
      event.preventDefault()
      act()
    },
    onPointerDown: (event) => {
      if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event.movementX, event.movementY)
    },
  }
}
