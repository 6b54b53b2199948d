/** How much a resampler's filter lets through of what would alias, in dB below full scale. */
export const STOPBAND_DB = 80

/**
 * Edges of the filter as parts of the lower of the two sample rates: flat up to 0.45 (7.2 kHz of 16 kHz audio), gone at the
 * Nyquist frequency. Speech recognisers look no higher than about 7 kHz.
 */
export const PASSBAND_EDGE = 0.45
export const STOPBAND_EDGE = 0.5

/** Zeroth-order modified Bessel function of the first kind, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= quarter / (k * k)
    sum += term
  }
  return sum
}

function sinc(x: number): number {
  if (Math.abs(x) < 1e-9) return 1
  return Math.sin(Math.PI * x) / (Math.PI * x)
}

/** A polyphase low-pass filter: `phases + 1` rows of `taps` coefficients, each row a delay of 1/phases of an input sample. */
export interface PolyphaseFilter {
  readonly taps: number
  readonly phases: number
  readonly coefficients: Float32Array
}

/**
 * Designs the filter by the Kaiser window method (Oppenheim & Schafer, Discrete-Time Signal Processing, 7.6): the length
 * follows from the stopband attenuation and the width of the transition band. Row `phases` equals row 0 one sample later, so
 * that a caller can interpolate between neighbouring rows.
 */
export function designFilter(inputRate: number, outputRate: number, phases: number): PolyphaseFilter {
  const lowerRate = Math.min(inputRate, outputRate)
  const transition = ((STOPBAND_EDGE - PASSBAND_EDGE) * lowerRate) / inputRate
  const half = Math.ceil((STOPBAND_DB - 7.95) / (14.36 * transition) / 2)
  const taps = 2 * half
  const beta = 0.1102 * (STOPBAND_DB - 8.7)
  // Twice the middle of the transition band, in cycles per input sample.
  const bandwidth = ((PASSBAND_EDGE + STOPBAND_EDGE) * lowerRate) / inputRate
  const window0 = besselI0(beta)
  const coefficients = new Float32Array((phases + 1) * taps)
  for (let phase = 0; phase <= phases; phase++) {
    const row = new Float64Array(taps)
    let sum = 0
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - (half - 1) - phase / phases
      const inside = 1 - (x / half) ** 2
      row[tap] = inside <= 0 ? 0 : sinc(x * bandwidth) * (besselI0(beta * Math.sqrt(inside)) / window0)
      sum += row[tap] ?? 0
    }
    // Each row sums to one: without it a constant would get a faint tone at the phase rate.
    for (let tap = 0; tap < taps; tap++) coefficients[phase * taps + tap] = (row[tap] ?? 0) / sum
  }
  return { taps, phases, coefficients }
}
