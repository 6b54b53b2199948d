const HEADER_BYTES = 44
const PCM = 1
const EXTENSIBLE = 0xfffe

/** What a WAV file's header says, and where its samples are. */
export interface WavInfo {
  /** 1 is integer PCM, 3 is float; the sub-format of an extensible header is already resolved. */
  readonly format: number
  readonly channels: number
  /** In Hz. */
  readonly sampleRate: number
  readonly bitsPerSample: number
  /** In bytes from the start of the file. */
  readonly dataOffset: number
  /** In bytes; what the header claims, which may be more than a cut-off file holds. */
  readonly dataBytes: number
}

/** A WAV file (PCM16, mono) of the samples. */
export function encodeWav(pcm: Int16Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + pcm.length * 2)
  const view = new DataView(bytes.buffer)
  const ascii = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i))
  }
  ascii(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + pcm.length * 2, true)
  ascii(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  ascii(36, 'data')
  view.setUint32(40, pcm.length * 2, true)
  for (let i = 0; i < pcm.length; i++) view.setInt16(HEADER_BYTES + i * 2, pcm[i] as number, true)
  return bytes
}

/** Reads a WAV header, stepping over chunks that it does not know. `null` when the bytes are not a WAV file. */
export function readWavInfo(bytes: Uint8Array): WavInfo | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ascii = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 12 || ascii(0) !== 'RIFF' || ascii(8) !== 'WAVE') return null
  let format: Pick<WavInfo, 'format' | 'channels' | 'sampleRate' | 'bitsPerSample'> | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (ascii(at) === 'fmt ' && size >= 16 && body + 16 <= bytes.length) {
      const tag = view.getUint16(body, true)
      const isExtended = tag === EXTENSIBLE && size >= 26 && body + 26 <= bytes.length
      format = {
        format: isExtended ? view.getUint16(body + 24, true) : tag,
        channels: view.getUint16(body + 2, true),
        sampleRate: view.getUint32(body + 4, true),
        bitsPerSample: view.getUint16(body + 14, true),
      }
    }
    if (ascii(at) === 'data') {
      if (format === null || format.channels === 0 || format.sampleRate === 0) return null
      return { ...format, dataOffset: body, dataBytes: size }
    }
    // Chunks are padded to an even length.
    at = body + size + (size % 2)
  }
  return null
}

/** Length of the audio in seconds, from what the header claims. */
export function wavSeconds(info: WavInfo): number {
  const frameBytes = info.channels * Math.ceil(info.bitsPerSample / 8)
  return frameBytes === 0 ? 0 : info.dataBytes / frameBytes / info.sampleRate
}

/** The samples of a 16-bit PCM WAV, mixed down to mono. `null` for any other format. */
export function decodeWav(bytes: Uint8Array): { pcm: Int16Array; sampleRate: number } | null {
  const info = readWavInfo(bytes)
  if (info?.format !== PCM || info.bitsPerSample !== 16) return null
  const end = Math.min(bytes.length, info.dataOffset + info.dataBytes)
  const frames = Math.floor((end - info.dataOffset) / 2 / info.channels)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pcm = new Int16Array(frames)
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0
    for (let channel = 0; channel < info.channels; channel++) {
      sum += view.getInt16(info.dataOffset + (frame * info.channels + channel) * 2, true)
    }
    pcm[frame] = Math.round(sum / info.channels)
  }
  return { pcm, sampleRate: info.sampleRate }
}

/** Samples in [-1, 1) as the recognisers take them. */
export function toFloat32(pcm: Int16Array): Float32Array {
  const samples = new Float32Array(pcm.length)
  for (let i = 0; i < pcm.length; i++) samples[i] = (pcm[i] as number) / 32_768
  return samples
}
