import { isWithin, ratioOf } from './measurement.ts'
import type { Budget, Measurement } from './measurement.ts'

const COLUMNS = [
  { title: 'benchmark', width: 50 },
  { title: 'budget', width: 12 },
  { title: 'Parley', width: 18 },
  { title: 'plain way', width: 18 },
  { title: 'ratio', width: 8 },
  { title: '', width: 4 },
]

export function headerLine(): string {
  return line(COLUMNS.map(({ title }) => title))
}

/** One measurement as a line of the table. */
export function rowLine(measurement: Measurement): string {
  const { name, unit, ours, plain, budget } = measurement
  const ratio = ratioOf(measurement)
  return line([
    name,
    budget === null ? '-' : budgetText(budget, unit),
    `${rounded(ours)} ${unit}`,
    plain === null ? '-' : `${rounded(plain)} ${unit}`,
    ratio === null ? '-' : `${rounded(ratio)}x`,
    budget === null ? '' : isWithin(measurement) ? 'OK' : 'over',
  ])
}

/** A budget in words, for example `≤ 15 ms`. */
export function budgetText(budget: Budget, unit: string): string {
  const of = budget.unit ?? unit.split(' ')[0] ?? ''
  const [sign, limit] = 'atMost' in budget ? ['≤', budget.atMost] : ['≥', budget.atLeast]
  return `${sign} ${rounded(limit)}${of === 'x' ? 'x' : ` ${of}`}`
}

/** Three digits say all that a benchmark can. */
export function rounded(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(COLUMNS[index]?.width ?? 0))
    .join(' ')
    .trimEnd()
}
