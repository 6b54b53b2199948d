/** An element with a class, and what is in it. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag)
  made.className = className
  made.append(...children)
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

/** A picture of one path in a box of 24 by 24. It is decoration: its name stands beside it. */
export function picture(className: string, path: string): SVGSVGElement {
  const made = document.createElementNS(SVG, 'svg')
  made.setAttribute('viewBox', '0 0 24 24')
  made.setAttribute('class', className)
  made.setAttribute('aria-hidden', 'true')
  const shape = document.createElementNS(SVG, 'path')
  shape.setAttribute('d', path)
  made.append(shape)
  return made
}
