import { MARK_PATH, MARK_TURN } from '../../src/renderer/ui/components/mark.ts'

/*
 * The tray's pictures, drawn in a box of 32 by 32 and seen at 16: few shapes, thick strokes, and a silhouette of its own for
 * each state, because one person in twelve can't go by the colour and macOS takes the colour away.
 */

/** What the tray can show. `src/main/tray/tray-icon.ts` chooses one. */
export const TRAY_ICONS = [
  'idle',
  'listening',
  'hands-free',
  'thinking',
  'speaking',
  'muted',
  'offline',
  'failed',
] as const

export type TrayIcon = (typeof TRAY_ICONS)[number]

/** Colours for one kind of panel. Pine is the assistant, coral is you. */
export interface Palette {
  readonly pine: string
  readonly coral: string
  readonly amber: string
  readonly red: string
  readonly grey: string
}

/** For light panels, for dark ones, and the middle way where the panel's colour is unknown. */
export const PALETTES = {
  light: { pine: '#0b6b5f', coral: '#d14431', amber: '#b36f00', red: '#b0261c', grey: '#5d686d' },
  dark: { pine: '#63d2c0', coral: '#ff8b78', amber: '#f1ba52', red: '#ff6f61', grey: '#a5afb3' },
  any: { pine: '#1fa08e', coral: '#ea5f4a', amber: '#d89a1e', red: '#e0483a', grey: '#87929a' },
  /** macOS takes the shape alone and colours it. */
  template: { pine: '#000', coral: '#000', amber: '#000', red: '#000', grey: '#000' },
} as const satisfies Record<string, Palette>

/** The two halves of the mark: the first is the assistant's, the second is yours. */
export function mark(assistant: string, you: string): string {
  return `<path d="${MARK_PATH}" ${assistant}/><path d="${MARK_PATH}" transform="${MARK_TURN}" ${you}/>`
}

/** A picture of 32 by 32. */
export function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${content}</svg>\n`
}

const fill = (colour: string) => `fill="${colour}"`
const line = (colour: string, width: number) =>
  `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`

/** A shape with others cut out of it, so that the panel shows through. */
function cutOut(shape: string, holes: string): string {
  return `<mask id="m"><path d="M0 0h32v32H0z" fill="#fff"/>${holes}</mask><g mask="url(#m)">${shape}</g>`
}

function microphone(colour: string): string {
  return (
    `<rect x="12.2" y="5.4" width="7.6" height="12.6" rx="3.8" ${fill(colour)}/>` +
    `<path d="M8.7 15.2a7.3 7.3 0 0 0 14.6 0M16 22.6v3.6" ${line(colour, 2.5)}/>`
  )
}

/** Draws one state. */
export function trayIcon(icon: TrayIcon, { pine, coral, amber, red, grey }: Palette): string {
  switch (icon) {
    case 'idle':
      return svg(mark(fill(pine), fill(coral)))
    // A full disc: the microphone is live, and nothing else looks like it.
    case 'listening':
      return svg(cutOut(`<circle cx="16" cy="16" r="15.4" ${fill(coral)}/>`, microphone('#000')))
    // The same microphone, waiting for a voice from either side.
    case 'hands-free':
      return svg(
        microphone(coral) +
          `<path d="M4.6 6.2a14 14 0 0 0 0 17M27.4 6.2a14 14 0 0 1 0 17" ${line(coral, 2.5)}/>`,
      )
    case 'thinking':
      return svg(
        [
          [5, 18.4],
          [16, 13.6],
          [27, 18.4],
        ]
          .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="4.3" ${fill(amber)}/>`)
          .join(''),
      )
    // The assistant's half, sounding.
    case 'speaking':
      return svg(
        `<path d="${MARK_PATH}" transform="translate(-3.2 2.4) scale(1.14)" ${fill(pine)}/>` +
          `<path d="M20.4 9.4a9 9 0 0 1 0 12.6M25.4 5a15.4 15.4 0 0 1 0 21.4" ${line(pine, 2.7)}/>`,
      )
    case 'muted':
      return svg(
        `<path d="M2.8 12.6h4.6l7.4-6v18.8l-7.4-6H2.8z" ${fill(pine)} stroke="${pine}" stroke-width="2.4" stroke-linejoin="round"/>` +
          `<path d="m20.6 11.4 9.2 9.2m0-9.2-9.2 9.2" ${line(pine, 2.8)}/>`,
      )
    case 'offline':
      return svg(
        cutOut(
          `<path d="M9 26.6a7.4 7.4 0 0 1-.9-14.7 9.7 9.7 0 0 1 18.4 2.2 6.4 6.4 0 0 1-.8 12.5z" ${fill(grey)}/>`,
          `<path d="M1.6 7.4 23.8 29.6" stroke="#000" stroke-width="3.2"/>`,
        ) + `<path d="M3.8 4.2 28 28.4" ${line(grey, 2.9)}/>`,
      )
    case 'failed':
      return svg(
        cutOut(
          `<path d="M16 4.4 29 26.6H3z" ${fill(red)} stroke="${red}" stroke-width="4.4" stroke-linejoin="round"/>`,
          `<path d="M16 10.4v7.6" ${line('#000', 3.5)}/><circle cx="16" cy="23.6" r="2.1"/>`,
        ),
      )
  }
}
