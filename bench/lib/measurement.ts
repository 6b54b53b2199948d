/** One line of the table: what was measured here, the same for the plain way of doing it, and what is allowed. */
export interface Measurement {
  /** What the figures are, in a few words. */
  readonly name: string
  /** As in `ms`, `samples`, `% of a core`. */
  readonly unit: string
  readonly ours: number
  /** The plain way on the same machine in the same minute; null where there is none to compare with. */
  readonly plain: number | null
  /** Null: a figure to know, without a budget. */
  readonly budget: Budget | null
  /** Single values behind the figures, for a plot; absent where one figure is all there is. */
  readonly values?: { readonly ours: readonly number[]; readonly plain: readonly number[] | null }
  /** What was recorded at the speaker around the worst place, for a plot: samples of -1 to 1 at `sampleRate` Hz. */
  readonly wave?: {
    readonly sampleRate: number
    readonly ours: readonly number[]
    readonly plain: readonly number[]
  }
  /** How it was measured, what the plain way is, and what else is in the figure. */
  readonly how: string
}

export type Budget =
  { readonly atMost: number; readonly unit?: string } | { readonly atLeast: number; readonly unit?: string }

/** A benchmark: measures by running the thing itself, several times. Throws when it could not. */
export interface Benchmark {
  readonly name: string
  readonly about: string
  run(): Promise<Measurement[]>
}

/** What `bench.json` holds. */
export interface BenchReport {
  /** ISO 8601. */
  readonly at: string
  readonly machine: {
    readonly processor: string
    readonly cores: number
    /** Load average of the last minute before the first benchmark. */
    readonly load: number
    /** What ran the app. */
    readonly host: string
    readonly node: string
  }
  readonly benchmarks: readonly {
    readonly name: string
    readonly about: string
    readonly seconds: number
    readonly measurements: readonly Measurement[]
    readonly error: string | null
  }[]
}

/** Whether a figure keeps its budget. A ratio's budget (`unit: 'x'`) is about ours divided by plain. */
export function isWithin(measurement: Measurement): boolean {
  const { budget } = measurement
  if (budget === null) return true
  const figure = budget.unit === 'x' ? ratioOf(measurement) : measurement.ours
  if (figure === null) return false
  return 'atMost' in budget ? figure <= budget.atMost : figure >= budget.atLeast
}

/** Ours divided by plain; null when there is nothing to divide by. */
export function ratioOf({ ours, plain }: Measurement): number | null {
  return plain === null || plain === 0 ? null : ours / plain
}
