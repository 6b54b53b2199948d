/** Full scale of 16-bit samples: -32768 is -1, and 32767 is one step short of 1. */
const FULL_SCALE = 32_768

/** One float sample as a signed 16-bit one: rounded to the nearest step, clipped at the rails, NaN is silence. */
export function toInt16(sample: number): number {
  const scaled = Math.round(sample * FULL_SCALE)
  if (scaled > 32_767) return 32_767
  if (scaled < -32_768) return -32_768
  return scaled || 0
}

/** Signed 16-bit little-endian bytes as float samples; an odd last byte is no sample. */
export function int16ToFloat(bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes)
  const samples = new Float32Array(bytes.byteLength >> 1)
  for (let index = 0; index < samples.length; index++)
    samples[index] = view.getInt16(index * 2, true) / FULL_SCALE
  return samples
}

/** Largest magnitude in 16-bit samples, 0 to 1. */
export function peakOf(samples: Int16Array): number {
  let peak = 0
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  return peak / FULL_SCALE
}

/** Averages channels of `length` samples into `mono`. */
export function downmix(channels: readonly Float32Array[], mono: Float32Array, length: number): void {
  const [first] = channels
  if (!first) {
    mono.fill(0, 0, length)
    return
  }
  mono.set(first.subarray(0, length))
  if (channels.length === 1) return
  for (const channel of channels.slice(1)) {
    for (let index = 0; index < length; index++) mono[index] = mono[index]! + channel[index]!
  }
  for (let index = 0; index < length; index++) mono[index] = mono[index]! / channels.length
}
