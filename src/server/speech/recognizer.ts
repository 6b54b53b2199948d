import { cleanTranscript, joinTranscripts } from './clean-transcript.ts'
import type { RecognizerModel } from './recognizer-model.ts'
import { groupSpeech } from './segments.ts'
import type { Span } from './segments.ts'
import type { Sherpa, SherpaRecognizer, SherpaVad } from './sherpa.ts'
import { SPEECH_SAMPLE_RATE } from './types.ts'

/** Silence put before and after what is recognised; without it first and last sounds get lost. In samples (0.2 s). */
const PAD_SAMPLES = SPEECH_SAMPLE_RATE / 5

/**
 * Moonshine sometimes ends a short, unclear utterance before its first word, and hears it well when the words lie elsewhere in
 * its window. These are the pads, before and after, in samples, that are tried when there was speech and no text came.
 */
const OTHER_PADS: readonly (readonly [number, number])[] = [
  [0, 0],
  [SPEECH_SAMPLE_RATE / 10, SPEECH_SAMPLE_RATE / 2],
  [SPEECH_SAMPLE_RATE / 2, SPEECH_SAMPLE_RATE / 2],
]

/** Audio longer than this is cut at pauses: Moonshine and Whisper are trained on up to 30 s. In samples (20 s). */
const LONGEST_SAMPLES = 20 * SPEECH_SAMPLE_RATE

/** Silero v6 takes 512 samples (32 ms) at a time. */
const VAD_WINDOW = 512

/** The VAD's own buffer, in seconds; longer than the longest stretch it returns. */
const VAD_BUFFER_SECONDS = 60

export interface RecognizerOptions {
  readonly model: RecognizerModel
  /** Path of the Silero VAD. */
  readonly vad: string
  readonly threads: number
}

/** A recogniser and a VAD in this thread. Every call blocks; it belongs in a worker. */
export class Recognizer {
  readonly name: string
  readonly #recognizer: SherpaRecognizer
  readonly #vad: SherpaVad

  constructor(sherpa: Sherpa, options: RecognizerOptions) {
    this.name = options.model.name
    this.#recognizer = new sherpa.OfflineRecognizer({
      featConfig: { sampleRate: SPEECH_SAMPLE_RATE, featureDim: 80 },
      modelConfig: { ...options.model.modelConfig, numThreads: options.threads },
    })
    this.#vad = new sherpa.Vad(
      {
        sileroVad: {
          model: options.vad,
          threshold: 0.5,
          minSilenceDuration: 0.4,
          minSpeechDuration: 0.1,
          maxSpeechDuration: LONGEST_SAMPLES / SPEECH_SAMPLE_RATE,
          windowSize: VAD_WINDOW,
        },
        sampleRate: SPEECH_SAMPLE_RATE,
        numThreads: 1,
      },
      VAD_BUFFER_SECONDS,
    )
  }

  /**
   * Recognises samples at 16 kHz. Short audio goes to the model whole; long audio is cut at the pauses that the VAD finds.
   *
   * @param isCancelled asked between segments; when true the rest is left out.
   */
  transcribe(samples: Float32Array, isCancelled: () => boolean): string {
    if (samples.length <= LONGEST_SAMPLES) return this.#transcribeShort(samples, isCancelled)
    const spans = groupSpeech(this.#speechIn(samples, isCancelled), {
      total: samples.length,
      longest: LONGEST_SAMPLES,
      pad: PAD_SAMPLES,
    })
    const texts: string[] = []
    for (const span of spans) {
      if (isCancelled()) break
      texts.push(this.#decode(samples.subarray(span.start, span.end), PAD_SAMPLES, PAD_SAMPLES))
    }
    return joinTranscripts(texts)
  }

  #transcribeShort(samples: Float32Array, isCancelled: () => boolean): string {
    const text = this.#decode(samples, PAD_SAMPLES, PAD_SAMPLES)
    // Whether there was speech is asked only now: it costs more than it saves when there was.
    if (text !== '' || this.#speechIn(samples, isCancelled).length === 0) return text
    for (const [before, after] of OTHER_PADS) {
      if (isCancelled()) break
      const other = this.#decode(samples, before, after)
      if (other !== '') return other
    }
    return ''
  }

  #decode(samples: Float32Array, before: number, after: number): string {
    const padded = new Float32Array(before + samples.length + after)
    padded.set(samples, before)
    const stream = this.#recognizer.createStream()
    stream.acceptWaveform({ sampleRate: SPEECH_SAMPLE_RATE, samples: padded })
    this.#recognizer.decode(stream)
    return cleanTranscript(this.#recognizer.getResult(stream).text)
  }

  #speechIn(samples: Float32Array, isCancelled: () => boolean): Span[] {
    const vad = this.#vad
    const spans: Span[] = []
    const drain = (): void => {
      while (!vad.isEmpty()) {
        const { start, samples: speech } = vad.front(false)
        spans.push({ start, end: start + speech.length })
        vad.pop()
      }
    }
    vad.reset()
    for (let at = 0; at + VAD_WINDOW <= samples.length && !isCancelled(); at += VAD_WINDOW) {
      vad.acceptWaveform(samples.subarray(at, at + VAD_WINDOW))
      drain()
    }
    vad.flush()
    drain()
    return spans
  }
}
