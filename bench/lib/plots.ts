import type { Measurement } from './measurement.ts'
import { budgetText, rounded } from './table.ts'

/*
 * Plots as SVG text. Colours come from the page's style sheet, so that they are right in light and dark.
 */

/** Widths in units of the view box: the names in front, and what follows the bars. */
const WIDTH = 720
const NAMES = 84
const AFTER = 96
const ROW = 24

type Values = NonNullable<Measurement['values']>
type Wave = NonNullable<Measurement['wave']>

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** One bar for Parley, one for the plain way, and a line where the budget ends. */
export function barPlot(measurement: Measurement): string {
  const { name, unit, ours, plain, budget } = measurement
  const limit = limitOf(measurement)
  const x = scale(0, Math.max(ours, plain ?? 0, limit ?? 0))
  const bars = rowsOf(ours, plain).map(([label, kind, value], index) => {
    const [y, width] = [index * ROW, Math.max(x(value) - NAMES, value > 0 ? 1.5 : 0)]
    return `<text x="0" y="${y + 16}">${label}</text>
<rect class="bar-${kind}" x="${NAMES}" y="${y + 4}" width="${width.toFixed(1)}" height="${ROW - 8}" rx="3"/>
<text class="value" x="${(NAMES + width + 6).toFixed(1)}" y="${y + 16}">${escaped(`${rounded(value)} ${unit}`.trim())}</text>`
  })
  const height = bars.length * ROW
  const line = limit === null || budget === null ? '' : budgetLine(x(limit), height, budgetText(budget, unit))
  return svg(height + (line === '' ? 2 : 18), name, [axis(NAMES, height), line, ...bars])
}

/** Every single value as a dot, so that outliers are seen and not averaged away. */
export function dotPlot(measurement: Measurement, { ours, plain }: Values): string {
  const limit = limitOf(measurement)
  const most = Math.max(...ours, ...(plain ?? []), limit ?? 0)
  const x = scale(0, most)
  const rows = rowsOf(ours, plain).map(([label, kind, values], index) => {
    const y = index * ROW
    const dots = values.map((value, dot) => {
      // Spread over the row by their order, so that equal ones don't hide each other.
      const offset = 6 + ((dot * 7) % 13)
      return `<circle class="dot-${kind}" cx="${x(value).toFixed(1)}" cy="${y + offset}" r="3"/>`
    })
    return `<text x="0" y="${y + 16}">${label}</text>${dots.join('')}`
  })
  const height = rows.length * ROW
  const line = limit === null ? '' : budgetLine(x(limit), height, '')
  const ends = `<text x="${NAMES}" y="${height + 14}">0</text>
<text x="${x(most).toFixed(1)}" y="${height + 14}" text-anchor="end">${escaped(`${rounded(most)} ${measurement.unit}`)}</text>`
  const title = `Single values of ${measurement.name}`
  return svg(height + 18, title, [axis(NAMES, height), ...rows, line, ends])
}

/** What was recorded around the join of two chunks, one way above the other. */
export function wavePlot({ sampleRate, ours, plain }: Wave): string {
  const height = 70
  const lines = rowsOf(ours, plain).map(([label, kind, samples], index) => {
    const middle = index * (height + 8) + height / 2
    const step = (WIDTH - NAMES) / Math.max(samples.length - 1, 1)
    const points = samples.map(
      (sample, at) => `${(NAMES + at * step).toFixed(1)},${(middle - sample * height * 0.9).toFixed(1)}`,
    )
    return `<text x="0" y="${middle + 4}">${label}</text><line class="axis" x1="${NAMES}" y1="${middle}" x2="${WIDTH}" y2="${middle}"/>
<polyline class="wave-${kind}" points="${points.join(' ')}"/>`
  })
  const bottom = 2 * (height + 8)
  const ms = Math.round((ours.length / sampleRate) * 1000)
  const caption = `<text x="${WIDTH}" y="${bottom + 10}" text-anchor="end">${ms} ms around a join, as recorded behind the mixer</text>`
  return svg(bottom + 16, 'What was recorded around a join of two chunks', [...lines, caption])
}

function rowsOf<T>(ours: T, plain: T | null): [label: string, kind: 'ours' | 'plain', value: T][] {
  return plain === null
    ? [['Parley', 'ours', ours]]
    : [
        ['Parley', 'ours', ours],
        ['Plain way', 'plain', plain],
      ]
}

/** Where the budget ends, in the measurement's unit; null where it is a ratio of a plain way that is not there. */
function limitOf({ budget, plain }: Measurement): number | null {
  if (budget === null) return null
  const limit = 'atMost' in budget ? budget.atMost : budget.atLeast
  if (budget.unit === 'x') return plain === null ? null : limit * plain
  return limit
}

function scale(least: number, most: number): (value: number) => number {
  const range = most - least || 1
  return (value) => NAMES + ((value - least) / range) * (WIDTH - NAMES - AFTER)
}

function budgetLine(x: number, height: number, text: string): string {
  const words =
    text === ''
      ? ''
      : `<text class="budget-text" x="${x.toFixed(1)}" y="${height + 14}">${escaped(text)}</text>`
  return `<line class="budget-line" x1="${x.toFixed(1)}" y1="0" x2="${x.toFixed(1)}" y2="${height}"/>${words}`
}

function axis(x: number, height: number): string {
  return `<line class="axis" x1="${x}" y1="0" x2="${x}" y2="${height}"/>`
}

function svg(height: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">${parts.join('\n')}</svg>`
}
