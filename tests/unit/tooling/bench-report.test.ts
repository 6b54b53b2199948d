import { expect, test } from 'vitest'
import type { BenchReport, Measurement } from '../../../bench/lib/measurement.ts'
import { reportPage } from '../../../bench/lib/report-page.ts'

const measurement: Measurement = {
  name: 'interrupt to silence, p95',
  unit: 'ms',
  ours: 7.25,
  plain: 12,
  budget: { atMost: 15 },
  values: { ours: [5, 6, 7.25], plain: [10, 12] },
  wave: { sampleRate: 48_000, ours: [0, 0.5, 0], plain: [0, -0.5, 0] },
  how: 'A <tone> & its end',
}

const report = (change: Partial<Measurement> = {}): BenchReport => ({
  at: '2026-01-02T03:04:05Z',
  machine: { processor: 'A "fast" one', cores: 2, load: 0.5, host: 'electron-host', node: '24.0.0' },
  benchmarks: [
    {
      name: 'interrupt',
      about: 'silence',
      seconds: 1,
      measurements: [{ ...measurement, ...change }],
      error: null,
    },
  ],
})

test('a page has every figure, its budget, the plain way beside it, and each single value', () => {
  const page = reportPage(report())
  expect(page).toContain('7.25 ms')
  expect(page).toContain('≤ 15 ms')
  expect(page).toContain('12 ms')
  expect(page).toContain('1 of 1 budgets kept')
  expect(page.match(/<circle class="dot-ours"/g)).toHaveLength(3)
  expect(page.match(/<circle class="dot-plain"/g)).toHaveLength(2)
  expect(page.match(/<polyline/g)).toHaveLength(2)
})

test('a figure over its budget says so', () => {
  expect(reportPage(report({ ours: 16 }))).toContain('<b class="over">over</b>')
})

test('it loads nothing and runs nothing, and text is text', () => {
  const page = reportPage(report())
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/)
  expect(page).toContain('A &lt;tone&gt; &amp; its end')
})

test('figures that are nothing have bars that are nothing', () => {
  const page = reportPage(
    report({ ours: 0, plain: 0, budget: { atMost: 0 }, values: { ours: [0], plain: [0] } }),
  )
  expect(page).not.toMatch(/NaN|Infinity/)
})
