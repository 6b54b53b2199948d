import type { Colour, Orb } from './motion.ts'

/** Radius of the body at rest, as a part of the canvas's size. */
const BODY = 0.335
/** Points of an edge; curves go through the middles between them. */
const POINTS = 28

/** The layers of the body, from the back: where each turns to, how fast, and how much there is of it. */
const LAYERS = [
  { offset: 0, turn: 1, alpha: 0.4, size: 1.1, colour: 'accent' },
  { offset: (2 * Math.PI) / 3, turn: -0.7, alpha: 0.55, size: 1.05, colour: 'colour' },
  { offset: (4 * Math.PI) / 3, turn: 0.45, alpha: 1, size: 0.95, colour: 'lit' },
] as const

/** Draws the orb in the middle of a square canvas of `size` pixels. */
export function drawOrb(context: CanvasRenderingContext2D, size: number, orb: Orb): void {
  const { shape, phase } = orb
  const middle = size / 2
  const body = size * BODY * shape.radius
  context.clearRect(0, 0, size, size)
  drawHalo(context, middle, body, orb.colour, shape.halo)
  for (const layer of LAYERS) {
    const turned = layer.offset + phase * layer.turn
    const reach = body * shape.petals
    const petal = {
      x: middle + reach * Math.cos(turned),
      y: middle + reach * Math.sin(turned),
      radius: body * layer.size,
      swell: shape.swell,
      turned,
    }
    tracePetal(context, petal)
    context.fillStyle =
      layer.colour === 'lit' ? lit(context, petal, orb) : rgba(orb[layer.colour], layer.alpha)
    context.fill()
  }
}

function drawHalo(
  context: CanvasRenderingContext2D,
  middle: number,
  body: number,
  colour: Colour,
  strength: number,
): void {
  const light = context.createRadialGradient(middle, middle, body * 0.7, middle, middle, middle)
  light.addColorStop(0, rgba(colour, 0.5 * strength))
  light.addColorStop(0.5, rgba(colour, 0.16 * strength))
  light.addColorStop(1, rgba(colour, 0))
  context.fillStyle = light
  context.fillRect(0, 0, 2 * middle, 2 * middle)
}

const WHITE: Colour = [255, 255, 255]

interface Petal {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly swell: number
  readonly turned: number
}

/** A circle whose edge waves: slow waves of different lengths, so that it never looks like a gear. */
function tracePetal(context: CanvasRenderingContext2D, { x, y, radius, swell, turned }: Petal): void {
  const at = (point: number): [number, number] => {
    const angle = (2 * Math.PI * point) / POINTS
    const wave =
      0.56 * Math.sin(2 * angle + turned) +
      0.34 * Math.sin(3 * angle - 1.7 * turned) +
      0.1 * Math.sin(4 * angle + 2.3 * turned)
    const reach = radius * (1 + swell * wave)
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]
  }
  const between = ([ax, ay]: [number, number], [bx, by]: [number, number]): [number, number] => [
    (ax + bx) / 2,
    (ay + by) / 2,
  ]
  context.beginPath()
  context.moveTo(...between(at(POINTS - 1), at(0)))
  for (let point = 0; point < POINTS; point++) {
    const corner = at(point)
    context.quadraticCurveTo(...corner, ...between(corner, at(point + 1)))
  }
  context.closePath()
}

/** Light from the upper left, the other colour in the shade: what makes a disc a body. */
function lit(context: CanvasRenderingContext2D, { x, y, radius }: Petal, orb: Orb): CanvasGradient {
  const light = context.createRadialGradient(
    x - radius * 0.35,
    y - radius * 0.5,
    radius * 0.1,
    x,
    y,
    radius * 1.25,
  )
  light.addColorStop(0, rgba(mix(orb.colour, WHITE, 0.36), 1))
  light.addColorStop(0.5, rgba(orb.colour, 1))
  light.addColorStop(1, rgba(mix(orb.colour, orb.accent, 0.75), 1))
  return light
}

function mix(from: Colour, towards: Colour, part: number): Colour {
  const mixed = (channel: 0 | 1 | 2) => from[channel] + (towards[channel] - from[channel]) * part
  return [mixed(0), mixed(1), mixed(2)]
}

function rgba([red, green, blue]: Colour, alpha: number): string {
  return `rgb(${red.toFixed(1)} ${green.toFixed(1)} ${blue.toFixed(1)} / ${alpha.toFixed(3)})`
}
