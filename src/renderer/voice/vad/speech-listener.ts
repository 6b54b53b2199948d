import { UPLINK_SAMPLE_RATE } from '../../../shared/live-api/audio-format.ts'
import { VAD_MODEL_URL } from '../../../shared/vad-model.ts'
import type { FromVoice, HandsFreeConfig } from '../../../shared/voice-port.ts'
import type { Microphone } from '../capture/microphone.ts'
import type { Speaker } from '../playback/speaker.ts'
import DetectorWorker from './detector.worker.ts?worker'
import { EchoGate } from './echo-gate.ts'
import { levelDb, SILENT_DB } from './level.ts'
import type { DetectorReport, DetectorStart } from './protocol.ts'
import { INITIAL_SEGMENTER, nextBlock, rearm } from './segmenter.ts'
import type { HeardBlock, SegmenterEvent } from './segmenter.ts'
import { VAD_BLOCK } from './silero.ts'

export interface SpeechListenerOptions {
  readonly post: (message: FromVoice) => void
  readonly microphone: Pick<Microphone, 'listen' | 'isEchoCancelled'>
  readonly speaker: Pick<Speaker, 'analyser' | 'duck'>
}

/** Sound that is on its way from the microphone to here, in ms: a block that is not full yet, and two threads. */
const ON_ITS_WAY_MS = 64

/** While an answer plays, only what is clearly speech may count: the detector's own threshold (Silero's default). */
const PLAYING_POSITIVE = 0.5

/**
 * Listens for speech while talking is hands-free: keeps the microphone open, has its stream judged by the detector's worker,
 * and tells main where speech begins and ends. Nothing of it exists while hands-free is off.
 */
export class SpeechListener {
  readonly #options: SpeechListenerOptions
  readonly #played = new Float32Array(1024)
  #config: HandsFreeConfig | null = null
  #worker: Worker | null = null
  #isReady = false
  /** Samples of the stream that were judged. */
  #position = 0
  #segmenter = INITIAL_SEGMENTER
  #gate = new EchoGate()
  /** Where the speech began that main was told of last. */
  #heard: { speech: number; from: number } | null = null

  constructor(options: SpeechListenerOptions) {
    this.#options = options
  }

  /** Listens by these rules; null: no more. */
  configure(config: HandsFreeConfig | null): void {
    this.#config = config
    if (config && !this.#worker) this.#begin()
    if (!config) this.#end()
  }

  /** Forgets the speech in progress. */
  rearm(): void {
    this.#segmenter = rearm(this.#segmenter)
    this.#options.speaker.duck(false)
  }

  /** How much a segment for this speech has from before it is asked for, in ms: the speech so far, and its pad. */
  preRollOf(speech: number): number | undefined {
    if (this.#heard?.speech !== speech) return undefined
    const heardMs = ((this.#position - this.#heard.from) / UPLINK_SAMPLE_RATE) * 1000
    return heardMs + (this.#config?.padMs ?? 0) + ON_ITS_WAY_MS
  }

  #begin(): void {
    const worker = new DetectorWorker()
    this.#worker = worker
    this.#isReady = false
    // The room may be another one since it was last on, and the volume: whoever is interrupted by an echo turns it off and on.
    this.#gate = new EchoGate()
    this.#segmenter = { ...INITIAL_SEGMENTER, lastId: this.#segmenter.lastId }
    worker.onmessage = ({ data }: MessageEvent<DetectorReport>) => {
      if (this.#worker === worker) this.#onReport(data)
    }
    worker.onerror = (event) => {
      if (this.#worker === worker) this.#fail(false, event.message)
    }
    const { port1, port2 } = new MessageChannel()
    const start: DetectorStart = { model: new URL(VAD_MODEL_URL, location.href).href, port: port1 }
    worker.postMessage(start, [port1])
    this.#options.microphone.listen(port2)
  }

  #end(): void {
    if (!this.#worker) return
    this.#worker.terminate()
    this.#worker = null
    this.#options.microphone.listen(null)
    this.#options.speaker.duck(false)
  }

  #onReport(report: DetectorReport): void {
    if (report.type === 'failed') {
      this.#fail(report.isMissing, report.message)
      return
    }
    if (report.type === 'gap') {
      this.#gate = new EchoGate()
      return
    }
    this.#position = report.at + VAD_BLOCK
    if (!this.#isReady) {
      this.#isReady = true
      this.#options.post({ type: 'hands-free-ready' })
    }
    if (this.#config) this.#judge(report, report.levelDb, this.#config)
  }

  #judge(block: HeardBlock, microphoneDb: number, config: HandsFreeConfig): void {
    const { isPlaying, isEcho } = this.#gate.judge({
      microphoneDb,
      playbackDb: this.#playbackDb(),
      isCancelled: this.#options.microphone.isEchoCancelled,
      isSpeech: block.probability >= PLAYING_POSITIVE,
      isVoice: this.#segmenter.speech?.stage === 'confirmed',
    })
    const positive = isPlaying ? Math.max(config.positive, PLAYING_POSITIVE) : config.positive
    const heard = isEcho ? { ...block, probability: 0 } : block
    const step = nextBlock(this.#segmenter, heard, { ...config, positive })
    this.#segmenter = step.state
    for (const event of step.events) this.#tell(event, isPlaying && config.bargeIn)
  }

  #tell(event: SegmenterEvent, ducks: boolean): void {
    const { post, speaker } = this.#options
    switch (event.type) {
      case 'started':
        this.#heard = { speech: event.speech, from: event.from }
        if (ducks) speaker.duck(true)
        post({ type: 'speech-started', speech: event.speech })
        break
      case 'confirmed':
        post({ type: 'speech-confirmed', speech: event.speech })
        break
      case 'ended':
      case 'misfired':
        speaker.duck(false)
        post({ type: `speech-${event.type}`, speech: event.speech })
        break
    }
  }

  /** Loudness of what leaves the speaker now. */
  #playbackDb(): number {
    const { analyser } = this.#options.speaker
    if (!analyser) return SILENT_DB
    analyser.getFloatTimeDomainData(this.#played)
    return levelDb(this.#played)
  }

  #fail(isMissing: boolean, message: string): void {
    this.#end()
    const code = isMissing ? 'MODELS_MISSING' : 'AUDIO_FAILED'
    this.#options.post({ type: 'hands-free-failed', failure: { code, message, retryable: true } })
  }
}
