import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseHost } from '../tools/launch/host-choice.ts'
import { ROOT } from '../tools/launch/launch-app.ts'
import { answer } from './answer.ts'
import { chunkGap } from './chunk-gap.ts'
import { firstSound } from './first-sound.ts'
import { firstSyllable } from './first-syllable.ts'
import { handsFree } from './hands-free.ts'
import { interrupt } from './interrupt.ts'
import { isWithin, ratioOf } from './lib/measurement.ts'
import type { Benchmark, BenchReport, Measurement } from './lib/measurement.ts'
import { reportPage } from './lib/report-page.ts'
import { headerLine, rowLine } from './lib/table.ts'
import { longUse } from './long-use.ts'
import { mainCpu } from './main-cpu.ts'
import { start } from './start.ts'
import { uplink } from './uplink.ts'

const HELP = `Usage: npm run bench -- [options]

Measures what the budgets ask for, next to the plain way of doing it, and writes DIR/bench.json
and a page with plots, DIR/report.html.
A figure over its budget is no error: the exit code is 1 only when a benchmark could not run.

  --only NAME[,NAME]     run only these
  --list                 name them
  --out DIR              where bench.json and report.html go (default: bench-out)
  --report               put the page with the plots at bench/report.html too
  --from FILE            measure nothing: make the page from an earlier bench.json
  --help                 this text`

const BENCHMARKS: readonly Benchmark[] = [
  uplink,
  firstSyllable,
  chunkGap,
  firstSound,
  interrupt,
  handsFree,
  mainCpu,
  longUse,
  start,
  answer,
]

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    out: { type: 'string', default: 'bench-out' },
    report: { type: 'boolean', default: false },
    from: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(HELP)
} else if (values.list) {
  for (const { name, about } of BENCHMARKS) console.log(`${name.padEnd(16)} ${about}`)
} else if (values.from !== undefined) {
  writePage(JSON.parse(readFileSync(values.from, 'utf8')) as BenchReport)
} else {
  process.exitCode = await measure(chosen(values.only))
}

/** Runs benchmarks one after the other: two at once would measure each other. Gives the exit code. */
async function measure(benchmarks: readonly Benchmark[]): Promise<number> {
  const host = chooseHost(ROOT)
  const [processor] = cpus()
  const machine = {
    processor: processor?.model ?? '',
    cores: cpus().length,
    load: loadavg()[0] ?? 0,
    host: host.name,
    node: process.versions.node,
  }
  console.log(`${machine.cores} cores, load ${machine.load.toFixed(1)} at the start, on ${host.name}.`)
  console.log(headerLine())
  const results: BenchReport['benchmarks'][number][] = []
  for (const benchmark of benchmarks) {
    const begun = performance.now()
    let measurements: Measurement[] = []
    let error: string | null = null
    try {
      measurements = await benchmark.run()
      for (const each of measurements) console.log(rowLine(each))
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      console.log(`${benchmark.name} could not run: ${error}`)
    }
    const { name, about } = benchmark
    results.push({ name, about, seconds: (performance.now() - begun) / 1000, measurements, error })
  }
  const folder = resolve(values.out)
  mkdirSync(folder, { recursive: true })
  const report = {
    at: new Date().toISOString(),
    machine,
    benchmarks: results.map((result) => ({
      ...result,
      measurements: result.measurements.map((each) => ({
        ...each,
        ratio: ratioOf(each),
        isWithinBudget: each.budget === null ? null : isWithin(each),
      })),
    })),
  }
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(report, null, 2)}\n`)
  writePage(report)
  console.log(`\nHow each was measured: ${join(values.out, 'bench.json')}`)
  return results.some(({ error }) => error !== null) ? 1 : 0
}

/** Writes the page with the plots, and over the one that is committed when asked to. */
function writePage(report: BenchReport): void {
  const page = reportPage(report)
  const folder = resolve(values.out)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'report.html'), page)
  if (values.report) writeFileSync(join(ROOT, 'bench/report.html'), page)
  console.log(`\nWith plots: ${values.report ? 'bench/report.html' : join(values.out, 'report.html')}`)
}

function chosen(only: string | undefined): readonly Benchmark[] {
  if (only === undefined) return BENCHMARKS
  const names = only.split(',')
  const unknown = names.filter((name) => !BENCHMARKS.some((each) => each.name === name))
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(', ')}; see --list.`)
    process.exit(2)
  }
  return BENCHMARKS.filter(({ name }) => names.includes(name))
}
