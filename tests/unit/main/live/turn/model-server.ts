import type { LiveClientFrame } from '../../../../../src/shared/live-api/live-frames.ts'
import type { Harness } from './harness.ts'

/** How one turn goes on the server. */
export type Script = 'reply' | 'text-only' | 'command' | 'empty-recognition' | 'fails' | 'hangs'

type Step = () => void

/**
 * A model of a Live API server, strictly in order, one frame a step. `serial` is the reference server: it reads nothing
 * while a turn runs, and ends a turn with `end` only when all went well. Otherwise it is ours: it reads at once, stops at an
 * interrupt, and ends every turn. What it sends for an input carries that input's name, so that a misplaced frame shows.
 */
export class ModelServer {
  readonly served: string[] = []
  readonly #harness: Harness
  readonly #isSerial: boolean
  readonly #nextScript: () => Script
  #inbox: LiveClientFrame[] = []
  /** Inputs that were read and wait (ours), each to be answered in its place. */
  #queue: { id: string; isVoice: boolean }[] = []
  #steps: Step[] = []
  #isHanging = false
  #openStamp: string | null = null
  #onInterrupt: (() => void) | null = null

  constructor(harness: Harness, isSerial: boolean, nextScript: () => Script) {
    this.#harness = harness
    this.#isSerial = isSerial
    this.#nextScript = nextScript
    harness.onSend = (frame) => this.#inbox.push(frame)
  }

  /** The socket is gone: everything is forgotten. */
  drop(): void {
    this.#inbox = []
    this.#queue = []
    this.#steps = []
    this.#isHanging = false
    this.#openStamp = null
    this.#onInterrupt = null
  }

  get isIdle(): boolean {
    return (
      this.#steps.length === 0 && !this.#isHanging && this.#inbox.length === 0 && this.#queue.length === 0
    )
  }

  /** Sends one frame, or reads what has come. */
  step(): void {
    if (!this.#isSerial) this.#readAll()
    const step = this.#steps.shift()
    if (step !== undefined) return step()
    if (this.#isHanging) return
    this.#onInterrupt = null
    if (this.#isSerial) this.#readOne()
    const input = this.#queue.shift()
    if (input === undefined) return
    this.#serve(input.id, input.isVoice)
    // A turn that has begun has said so: no server stops one before its first frame.
    this.#steps.shift()?.()
  }

  #readAll(): void {
    while (this.#inbox.length > 0) this.#readOne()
  }

  #readOne(): void {
    const frame = this.#inbox.shift()
    switch (frame?.t) {
      case 'start_speaking':
        this.#openStamp = frame.stamp
        return
      case 'end_speaking':
        if (frame.stamp === this.#openStamp)
          this.#queue.push({ id: frame.stamp.split('-')[0] ?? '', isVoice: true })
        this.#openStamp = null
        return
      case 'text_input':
        this.#queue.push({ id: frame.text ?? '', isVoice: false })
        return
      case 'interrupt':
        // Read too late on the reference server: it sets a flag that the next turn clears.
        if (!this.#isSerial) this.#onInterrupt?.()
        return
      default:
        // Audio makes no difference here.
        return
    }
  }

  #serve(id: string, isVoice: boolean): void {
    this.served.push(id)
    const harness = this.#harness
    const script = isVoice || this.#nextScript() !== 'empty-recognition' ? this.#nextScript() : 'reply'
    const close: Step[] = [
      () => harness.frame({ t: 'end' }),
      () => harness.frame({ t: 'metrics', data: { wav_to_tts_total_time: 1, owner: id } }),
    ]
    this.#onInterrupt = () => {
      this.#isHanging = false
      this.#steps = [() => harness.frame({ t: 'stop_play' }), ...close]
      this.#onInterrupt = null
    }
    const delta: Step = () => harness.frame({ t: 'bot_delta_chunk', data: { text: `<${id}>` } })
    const audio: Step = () => harness.response(id)
    const hears: Step = () => harness.frame({ t: 'user_msg', data: { text: id, ts: 1 } })
    const begin: Step[] = [
      () => harness.frame({ t: 'metrics', data: { input_type: isVoice ? 'audio' : 'text', owner: id } }),
      ...(isVoice ? [() => void harness.frame({ t: 'metrics', data: { stt: 'model' } })] : []),
    ]
    const error = (code: string | undefined): Step => {
      return () => harness.frame({ t: 'error', data: 'failed', ...(code === undefined ? {} : { code }) })
    }
    const ends = this.#isSerial ? [] : close
    switch (script) {
      case 'reply':
        this.#steps = [...begin, hears, delta, audio, delta, audio, ...close]
        return
      case 'text-only':
        this.#steps = [...begin, hears, delta, () => harness.frame(botMessage('')), ...close]
        return
      case 'command':
        this.#steps = [...begin, hears, () => harness.frame(botMessage(`<${id}>`)), ...close]
        return
      case 'empty-recognition':
        this.#steps = isVoice
          ? [...begin, ...(this.#isSerial ? [] : [error('NO_SPEECH')]), ...ends]
          : [...begin, hears, ...close]
        return
      case 'fails':
        this.#steps = [...begin, hears, delta, error(undefined), ...ends]
        return
      case 'hangs':
        this.#steps = [...begin, hears]
        this.#isHanging = true
    }
  }
}

function botMessage(text: string) {
  return { t: 'bot_msg' as const, data: { text, ts: 1 } }
}
