import type { Page } from 'playwright'

/*
 * The plain way to play a reply, as the reference web client does: decodeAudioData, one AudioBufferSourceNode a chunk, the
 * next one started when the last has ended, and `stop()` to interrupt. In the page, it is `globalThis.plain`.
 */

export interface PlainPlayer {
  readonly context: AudioContext
  decode(base64: string): Promise<AudioBuffer>
  /** Starts a buffer now. */
  start(buffer: AudioBuffer): AudioBufferSourceNode
  /** Everything that was heard so far, as base64 of floats. */
  recorded(): Promise<string>
}

export type PlainWindow = typeof globalThis & { plain: PlainPlayer }

/** Puts the player into a page; `tapUrl` is the tap's worklet. Gives the sample rate of its context, in Hz. */
export function installPlainPlayer(page: Page, tapUrl: string): Promise<number> {
  return page.evaluate(async (url) => {
    const context = new AudioContext({ latencyHint: 'interactive' })
    await context.audioWorklet.addModule(url)
    const tap = new AudioWorkletNode(context, 'parley-tap', {
      numberOfInputs: 1,
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    const batches: Float32Array<ArrayBuffer>[] = []
    tap.port.onmessage = ({ data }: MessageEvent<{ samples: Float32Array<ArrayBuffer> }>) => {
      batches.push(data.samples)
    }
    tap.port.postMessage({ on: true })
    await context.resume()
    const plain: PlainPlayer = {
      context,
      decode: (base64) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
        return context.decodeAudioData(bytes.buffer)
      },
      start: (buffer) => {
        const source = new AudioBufferSourceNode(context, { buffer })
        source.connect(context.destination)
        source.connect(tap)
        source.start()
        return source
      },
      recorded: async () => {
        tap.port.postMessage({ on: false })
        await new Promise((resolve) => setTimeout(resolve, 200))
        const bytes = new Uint8Array(await new Blob(batches).arrayBuffer())
        let binary = ''
        for (const byte of bytes) binary += String.fromCharCode(byte)
        return btoa(binary)
      },
    }
    Object.assign(globalThis, { plain })
    return context.sampleRate
  }, tapUrl)
}
