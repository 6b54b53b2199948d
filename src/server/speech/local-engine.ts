import { speechFailure } from './failures.ts'
import { defaultFliteWasm, FLITE_VOICES } from './flite/flite.ts'
import type { FliteVoice } from './flite/flite.ts'
import { modelPaths } from './model-files.ts'
import { toSpokenText } from './spoken/spoken-text.ts'
import { builtInRecognizer, recognizerInFolder } from './recognizer-model.ts'
import type { LaneStatus, SpeechEngine, SpeechToText, TextToSpeech } from './types.ts'
import { SPEECH_SAMPLE_RATE } from './types.ts'
import { WorkerLane } from './worker-lane.ts'
import type { SttWorkerData, TtsWorkerData } from './worker-protocol.ts'
import { workerUrl } from './worker-url.ts'

export interface LocalSpeechOptions {
  /** The folder that `scripts/models.ts` filled. */
  readonly modelDir: string
  /** A folder with another sherpa-onnx recogniser to use instead of the built-in one. The VAD still comes from `modelDir`. */
  readonly sttModelDir?: string
  /** Default `slt`. */
  readonly voice?: FliteVoice
  /** Speech rate from 0.5 to 2; 1 is the voice's own. */
  readonly rate?: number
  /** Threads that the recogniser may use; default 2, where more gains little for audio of a few seconds. */
  readonly threads?: number
  /** Path of `flite.wasm`, for a package that keeps it elsewhere. */
  readonly fliteWasm?: string
  /** Used instead of the built-in recogniser or voice, whose worker is then never started. */
  readonly remoteStt?: SpeechToText
  readonly remoteTts?: TextToSpeech
}

/** Hung native code is given up after this time; a minute of audio takes about 4 s on a slow machine. */
const STT_TIMEOUT_MS = 120_000
const TTS_TIMEOUT_MS = 60_000

/**
 * Speech in and out, on this machine unless a remote half is given, in two worker threads that never wait for each other. Nothing loads before `warmUp` or the
 * first job.
 */
export function createLocalSpeech(options: LocalSpeechOptions): SpeechEngine {
  const { modelDir, sttModelDir, voice = 'slt', rate = 1, threads = 2, remoteStt, remoteTts } = options
  if (!FLITE_VOICES.includes(voice)) throw speechFailure('INVALID_INPUT', `There is no voice "${voice}"`)
  if (!(rate >= 0.5 && rate <= 2)) throw speechFailure('INVALID_INPUT', 'The speech rate goes from 0.5 to 2')

  const sttLane = new WorkerLane<Int16Array, string>({
    name: 'stt',
    url: workerUrl('stt-worker'),
    code: 'STT_FAILED',
    jobTimeoutMs: STT_TIMEOUT_MS,
    prepare: async (): Promise<SttWorkerData> => {
      const builtIn = await builtInRecognizer(modelDir)
      const model = sttModelDir === undefined ? builtIn : await recognizerInFolder(sttModelDir)
      return { model, vad: modelPaths(modelDir).vad, threads }
    },
  })
  const ttsLane = new WorkerLane<string, Uint8Array<ArrayBuffer>>({
    name: 'tts',
    url: workerUrl('tts-worker'),
    code: 'TTS_FAILED',
    jobTimeoutMs: TTS_TIMEOUT_MS,
    prepare: (): Promise<TtsWorkerData> =>
      Promise.resolve({ wasm: options.fliteWasm ?? defaultFliteWasm(), voice, rate }),
  })

  const stt: SpeechToText = {
    name: sttModelDir === undefined ? 'moonshine-tiny-en' : 'sherpa-onnx',
    transcribe: async (pcm, signal) => {
      // A copy: the caller may go on filling its buffer while the job waits.
      const { output, ms } = await sttLane.run(pcm.slice(), signal)
      return { text: output, ms }
    },
  }
  const tts: TextToSpeech = {
    name: `flite-${voice}`,
    speak: async (text, signal) => {
      const spoken = toSpokenText(text)
      if (spoken.text === '') {
        const why = spoken.hasForeignScript
          ? 'This text is in a script that the built-in English voice cannot read'
          : 'This text holds nothing to say'
        throw speechFailure('TTS_UNSUPPORTED_TEXT', why)
      }
      const { output, ms } = await ttsLane.run(spoken.text, signal)
      return { wav: output, sampleRate: SPEECH_SAMPLE_RATE, ms }
    },
  }

  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  // Whoever does not wait for `ready` must not be ended by its rejection.
  ready.catch(() => undefined)
  return {
    stt: remoteStt ?? stt,
    tts: remoteTts ?? tts,
    ready,
    async warmUp() {
      // A promise keeps its first outcome, so `ready` tells of the first call only.
      try {
        await Promise.all([
          remoteStt === undefined ? sttLane.load() : undefined,
          remoteTts === undefined ? ttsLane.load() : undefined,
        ])
        resolve()
      } catch (error) {
        reject(error)
        throw error
      }
    },
    status: () => ({
      stt: remoteStt === undefined ? sttLane.status() : remoteStatus(remoteStt.name),
      tts: remoteTts === undefined ? ttsLane.status() : remoteStatus(remoteTts.name),
    }),
    async close() {
      await Promise.all([sttLane.close(), ttsLane.close()])
      reject(speechFailure('CANCELLED', 'The speech engine was closed'))
    },
  }
}

/** A remote half has no worker; whether its server answers shows at the first job. */
function remoteStatus(name: string): LaneStatus {
  return { name, state: 'ready', queued: 0, restarts: 0, lastError: null }
}
