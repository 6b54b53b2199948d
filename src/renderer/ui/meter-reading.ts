/** Quietest level that moves the meter, in dB below full scale: a quiet room. */
const FLOOR_DB = -52
/** Level at which the meter is full: loud speech, well before clipping. */
const FULL_DB = -8

/** A peak of 0 to 1 as a meter reading of 0 to 1, even steps of loudness. */
export function meterReading(peak: number): number {
  if (peak <= 0) return 0
  const db = 20 * Math.log10(peak)
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (FULL_DB - FLOOR_DB)))
}
