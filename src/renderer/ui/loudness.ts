/** Loudness is heard roughly as the square of amplitude: a slider's middle should sound like half. */
export function amplitudeOf(loudness: number): number {
  return loudness ** 2
}
