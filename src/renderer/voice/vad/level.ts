/** Digital silence, in dB below full scale, so that levels can be compared and subtracted. */
export const SILENT_DB = -120

/** Loudness of some samples (-1 to 1) in dB: root mean square, full scale is 0. */
export function levelDb(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return Math.max(SILENT_DB, 20 * Math.log10(rms))
}
