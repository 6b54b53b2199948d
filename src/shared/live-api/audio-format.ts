/** The audio that the Live API takes from a client: raw PCM, mono, signed 16-bit little-endian. */
export const UPLINK_SAMPLE_RATE = 16_000
export const UPLINK_BYTES_PER_SAMPLE = 2

/**
 * Length of one uplink frame. 20 ms is what voice codecs and WebRTC use: half of the 40 ms budget, so that a frame is on the
 * wire well within 25 ms of its last sample, for 34 bytes of JSON around 856 base64 characters.
 */
export const UPLINK_FRAME_MS = 20
export const UPLINK_FRAME_SAMPLES = (UPLINK_SAMPLE_RATE * UPLINK_FRAME_MS) / 1000

/** The longest segment that Parley records, in ms. A stuck key must not record for hours. */
export const MAX_SEGMENT_MS = 5 * 60_000

/** Milliseconds of audio in `bytes` of uplink PCM. */
export function uplinkMs(bytes: number): number {
  return (bytes / UPLINK_BYTES_PER_SAMPLE / UPLINK_SAMPLE_RATE) * 1000
}
