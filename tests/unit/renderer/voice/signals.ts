/** A sine of `frequency` Hz. `from` is the number of its first sample. */
export function sine(
  frequency: number,
  sampleRate: number,
  length: number,
  amplitude = 0.5,
  from = 0,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length },
    (_, index) => amplitude * Math.sin((2 * Math.PI * frequency * (from + index)) / sampleRate),
  )
}

/** Amplitude of one frequency in a signal, by the Goertzel algorithm with a Hann window. */
export function amplitudeAt(samples: Float32Array, frequency: number, sampleRate: number): number {
  let re = 0
  let im = 0
  let weight = 0
  for (const [index, sample] of samples.entries()) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length)
    const phase = (2 * Math.PI * frequency * index) / sampleRate
    re += sample * hann * Math.cos(phase)
    im -= sample * hann * Math.sin(phase)
    weight += hann
  }
  return (2 * Math.hypot(re, im)) / weight
}

export function decibels(ratio: number): number {
  return 20 * Math.log10(Math.max(ratio, 1e-12))
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

/** Largest difference between two signals. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (b[index] ?? Number.NaN))), 0)
}

/** What is left of a signal without its best-fitting sine of one frequency (least squares). */
export function withoutSine(samples: Float32Array, frequency: number, sampleRate: number): Float32Array {
  const angle = (index: number) => (2 * Math.PI * frequency * index) / sampleRate
  let [ss, cc, sc, xs, xc] = [0, 0, 0, 0, 0]
  for (const [index, sample] of samples.entries()) {
    const s = Math.sin(angle(index))
    const c = Math.cos(angle(index))
    ss += s * s
    cc += c * c
    sc += s * c
    xs += sample * s
    xc += sample * c
  }
  const det = ss * cc - sc * sc
  const a = (xs * cc - xc * sc) / det
  const b = (xc * ss - xs * sc) / det
  return samples.map((sample, index) => sample - a * Math.sin(angle(index)) - b * Math.cos(angle(index)))
}
