import { isWithin, ratioOf } from './measurement.ts'
import type { BenchReport, Measurement } from './measurement.ts'
import { barPlot, dotPlot, escaped, wavePlot } from './plots.ts'
import { budgetText, rounded } from './table.ts'

/** One page with a table of all figures and a plot of each: no scripts, nothing loaded from elsewhere, light and dark. */
export function reportPage({ at, machine, benchmarks }: BenchReport): string {
  const all = benchmarks.flatMap(({ measurements }) => measurements)
  const budgeted = all.filter(({ budget }) => budget !== null)
  const kept = budgeted.filter(isWithin).length
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parley: what was measured</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What was measured</h1>
<p>${kept} of ${budgeted.length} budgets kept. Each figure stands beside the plain way of doing the same thing, measured on the
same machine in the same run: the whole utterance in one frame after speech, reply chunks chained on <code>onended</code>,
<code>stop()</code> to interrupt.</p>
<p class="about">${escaped(at.slice(0, 10))}, ${escaped(machine.processor)}, ${machine.cores} cores, load
${machine.load.toFixed(1)} at the start, on ${escaped(machine.host)}, Node ${escaped(machine.node)}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="All figures">
<table>
<thead><tr><th>Figure</th><th>Budget</th><th>Parley</th><th>Plain way</th><th>Ratio</th><th></th></tr></thead>
<tbody>
${all.map(row).join('\n')}
</tbody>
</table>
</div>
${benchmarks.map(section).join('\n')}
</main>
</body>
</html>
`
}

function row(measurement: Measurement): string {
  const { name, unit, ours, plain, budget } = measurement
  const ratio = ratioOf(measurement)
  const verdict =
    budget === null ? '' : isWithin(measurement) ? '<b class="kept">kept</b>' : '<b class="over">over</b>'
  return `<tr><th scope="row">${escaped(name)}</th>
<td>${budget === null ? '' : escaped(budgetText(budget, unit))}</td>
<td class="ours">${figure(ours, unit)}</td>
<td>${plain === null ? '' : figure(plain, unit)}</td>
<td>${ratio === null ? '' : ratioText(ratio)}</td>
<td>${verdict}</td></tr>`
}

/** Parley's figure as a part of the plain way's, or as a multiple of it. */
function ratioText(ratio: number): string {
  if (ratio === 0) return '0'
  return ratio < 1 ? `1 : ${rounded(1 / ratio)}` : `${rounded(ratio)} : 1`
}

function figure(value: number, unit: string): string {
  return escaped(`${rounded(value)} ${unit}`.trim())
}

function section({ about, measurements, error }: BenchReport['benchmarks'][number]): string {
  const plots = measurements.map((measurement) => {
    const { name, how, values, wave } = measurement
    return `<figure>
<figcaption>${escaped(name)}</figcaption>
${barPlot(measurement)}
${values ? dotPlot(measurement, values) : ''}
${wave ? wavePlot(wave) : ''}
<details><summary>How</summary><p>${escaped(how)}</p></details>
</figure>`
  })
  const problem =
    error === null ? '' : `<p class="over">Could not run: ${escaped(error.split('\n')[0] ?? '')}</p>`
  return `<section><h2>${escaped(about.charAt(0).toUpperCase() + about.slice(1))}</h2>${problem}${plots.join('\n')}</section>`
}

const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f4ef, #12171a); --surface: light-dark(#fff, #1a2124); --ink: light-dark(#1b2326, #ecebe6);
  --soft: light-dark(#4d585d, #b3bcbf); --line: light-dark(#ddd8cd, #2e383d);
  --ours: light-dark(#0b6b5f, #63d2c0); --plain: light-dark(#868d8e, #8a959a); --budget: light-dark(#c23a2b, #ff8b78);
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 'Inter', 'Segoe UI', system-ui, sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; margin: 0 0 12px; }
h2 { font-size: 18px; margin: 40px 0 12px; }
.about, details { color: var(--soft); font-size: 13px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; font-weight: 500; white-space: normal; min-width: 200px; }
thead th { color: var(--soft); }
.ours { color: var(--ours); font-weight: 600; }
.kept { color: var(--ours); } .over { color: var(--budget); }
figure { margin: 0 0 14px; padding: 14px 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
figcaption { font-weight: 600; margin-bottom: 8px; }
figcaption::first-letter, tbody th::first-letter { text-transform: uppercase; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 12px 'Inter', 'Segoe UI', system-ui, sans-serif; fill: var(--soft); }
svg .value { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--surface); stroke-width: 4px; }
svg .budget-text { fill: var(--budget); }
svg .bar-ours, svg .dot-ours { fill: var(--ours); } svg .bar-plain, svg .dot-plain { fill: var(--plain); }
svg .dot-ours, svg .dot-plain { fill-opacity: 0.55; }
svg .budget-line { stroke: var(--budget); stroke-dasharray: 4 3; }
svg .axis { stroke: var(--line); }
svg .wave-ours { stroke: var(--ours); fill: none; stroke-width: 1.6; } svg .wave-plain { stroke: var(--plain); fill: none; stroke-width: 1.6; }
summary { cursor: pointer; }
`
