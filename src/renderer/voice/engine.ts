import type { FromVoice, ToVoice } from '../../shared/voice-port.ts'
import { Microphone } from './capture/microphone.ts'
import { DeviceWatch } from './device-watch.ts'
import { Speaker } from './playback/speaker.ts'
import { SpeechListener } from './vad/speech-listener.ts'

export interface EngineOptions {
  /** Loudness of what is being recorded, 0 to 1, once a frame: for the HUD's meter. */
  readonly onMicrophoneLevel: (peak: number) => void
}

/** The audio engine of the app: answers main's messages with a microphone and a loudspeaker. */
export class VoiceEngine {
  readonly speaker: Speaker
  readonly #microphone: Microphone
  readonly #listener: SpeechListener
  readonly #devices = new DeviceWatch()
  #port: MessagePort | null = null

  constructor(options: EngineOptions) {
    const post = (message: FromVoice) => {
      this.#post(message)
    }
    this.#devices.subscribe(({ inputs, outputs, activeInput }) => {
      post({ type: 'devices', inputs, outputs, activeInput })
    })
    this.speaker = new Speaker({ post, devices: this.#devices })
    this.#microphone = new Microphone({ post, devices: this.#devices, onLevel: options.onMicrophoneLevel })
    this.#listener = new SpeechListener({ post, microphone: this.#microphone, speaker: this.speaker })
  }

  /** Listens to main on this port, in place of an earlier one. */
  attach(port: MessagePort): void {
    this.#port?.close()
    this.#port = port
    port.onmessage = ({ data }: MessageEvent<ToVoice>) => {
      this.#receive(data)
    }
    port.postMessage({ type: 'ready' } satisfies FromVoice)
    this.#microphone.report()
    this.#devices.refresh()
  }

  #post(message: FromVoice): void {
    // Buffers are copied, not moved: Electron's main process can't take over a buffer of another process.
    this.#port?.postMessage(message)
  }

  #preRollOf({ speech, preRollMs }: Extract<ToVoice, { type: 'capture-start' }>): number | undefined {
    return (speech === undefined ? undefined : this.#listener.preRollOf(speech)) ?? preRollMs
  }

  #receive(message: ToVoice): void {
    switch (message.type) {
      case 'configure':
        this.#microphone.configure(message.config.input, message.config.preRollMs)
        this.speaker.configure(message.config.output)
        break
      case 'capture-start':
        this.#microphone.start(message.segment, this.#preRollOf(message))
        // An answer is coming: the speaker wakes while the person talks.
        this.speaker.warmUp()
        break
      case 'capture-stop':
        this.#microphone.stop(message.segment)
        break
      case 'watch-level':
        this.#microphone.watchLevel(message.on)
        break
      case 'hands-free':
        this.#listener.configure(message.config)
        break
      case 'hands-free-rearm':
        this.#listener.rearm()
        break
      case 'play':
        this.speaker.play(message.epoch, message.seq, message.bytes)
        break
      case 'play-end':
        this.speaker.end(message.epoch)
        break
      case 'silence':
        this.speaker.silence(message.epoch)
        break
      case 'cue':
        this.speaker.cue(message.name, message.volume)
        break
      case 'tap':
        this.speaker.setTap(message.on)
        break
    }
  }
}
