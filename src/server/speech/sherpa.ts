import { createRequire } from 'node:module'

/** The parts of `sherpa-onnx-node` that are used. The package has JSDoc types only, and those lack `mergedDecoder`. */
export interface Sherpa {
  readonly OfflineRecognizer: new (config: {
    featConfig: { sampleRate: number; featureDim: number }
    modelConfig: object
    decodingMethod?: string
  }) => SherpaRecognizer
  readonly Vad: new (config: SherpaVadConfig, bufferSeconds: number) => SherpaVad
}

export interface SherpaRecognizer {
  createStream(): SherpaStream
  decode(stream: SherpaStream): void
  getResult(stream: SherpaStream): { readonly text: string }
}

export interface SherpaStream {
  acceptWaveform(wave: { sampleRate: number; samples: Float32Array }): void
}

/** Times in seconds, `windowSize` in samples. */
export interface SherpaVadConfig {
  readonly sileroVad: {
    readonly model: string
    readonly threshold: number
    readonly minSilenceDuration: number
    readonly minSpeechDuration: number
    readonly maxSpeechDuration: number
    readonly windowSize: number
  }
  readonly sampleRate: number
  readonly numThreads: number
}

export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void
  isEmpty(): boolean
  /** @param enableExternalBuffer must be false: Electron forbids buffers that V8 did not allocate. */
  front(enableExternalBuffer: false): { readonly start: number; readonly samples: Float32Array }
  pop(): void
  flush(): void
  reset(): void
}

/** Loads the native addon. Throws when there is no build for this platform. */
export function loadSherpa(): Sherpa {
  return createRequire(import.meta.url)('sherpa-onnx-node') as Sherpa
}
