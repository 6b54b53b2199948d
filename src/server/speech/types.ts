/** The sample rate, in Hz, of all PCM inside the speech engine: what the Live API sends and the recognisers take. */
export const SPEECH_SAMPLE_RATE = 16_000

/** What a recogniser heard. */
export interface Transcript {
  /** Cleaned text; empty when nobody spoke. */
  readonly text: string
  /** Time the work took, in ms, without the time spent waiting in the queue. */
  readonly ms: number
}

/** One recogniser. Rejects with `FailureError`: `STT_FAILED`, `MODELS_MISSING`, `MODELS_INVALID`, `CANCELLED`. */
export interface SpeechToText {
  readonly name: string
  /** @param pcm 16 kHz mono samples; they are copied before the call returns, so the caller may reuse the array. */
  transcribe(pcm: Int16Array, signal: AbortSignal): Promise<Transcript>
}

/** One piece of reply audio. */
export interface Speech {
  /** A whole audio file. WAV (PCM16 mono) from the built-in voice; a remote voice may answer with another container. */
  readonly wav: Uint8Array<ArrayBuffer>
  /** In Hz; 0 when the file is not a WAV and so does not say. */
  readonly sampleRate: number
  /** Time the work took, in ms, without the time spent waiting in the queue. */
  readonly ms: number
}

/**
 * One voice. Rejects with `FailureError`: `TTS_UNSUPPORTED_TEXT` when the text holds nothing that this voice can say (the text
 * should then be sent without audio), `TTS_FAILED`, `CANCELLED`.
 */
export interface TextToSpeech {
  readonly name: string
  speak(text: string, signal: AbortSignal): Promise<Speech>
}

/** The state of one worker of the engine. */
export interface LaneStatus {
  readonly name: string
  /** `idle`: not loaded yet. `failed`: the last load failed; the next job tries again. */
  readonly state: 'idle' | 'loading' | 'ready' | 'busy' | 'failed' | 'closed'
  /** Jobs that wait, the running one not counted. */
  readonly queued: number
  /** How often the worker was started again after a crash. */
  readonly restarts: number
  /** Why the last load or crash happened, for a settings page or a log. */
  readonly lastError: string | null
}

export interface SpeechEngineStatus {
  readonly stt: LaneStatus
  readonly tts: LaneStatus
}

/** Speech in and speech out. */
export interface SpeechEngine {
  readonly stt: SpeechToText
  readonly tts: TextToSpeech
  /** Settles with the first `warmUp`; nothing loads before that or the first job. Never an unhandled rejection. */
  readonly ready: Promise<void>
  /** Loads both halves and makes a dummy run of each, so that the first real answer is fast. May be called again after a failure. */
  warmUp(): Promise<void>
  status(): SpeechEngineStatus
  /** Ends both workers. Pending jobs reject with `CANCELLED`. */
  close(): Promise<void>
}
