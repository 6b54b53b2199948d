import type { Browser, Page } from 'playwright'
import type { FromVoice, ToVoice, VoiceConfig } from '../../../../src/shared/voice-port.ts'
import { installBridge } from './fake-bridge.ts'
import { emptyView, settings } from './views.ts'

/** Microphone processing is off, so that what comes out can be compared with what went in. */
export const PLAIN_CONFIG: VoiceConfig = {
  input: {
    label: null,
    keepOpenMs: 0,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  },
  output: { label: null, volume: 1, muted: false },
  preRollMs: 300,
}

/** Buffers cross from the page as arrays of numbers. */
type Crossed = { [key: string]: unknown; type: FromVoice['type'] }

type PageWindow = typeof globalThis & { received: FromVoice[]; voice: MessagePort }

/** The voice window with a real port, as main holds the other end of it. */
export class VoicePage {
  readonly page: Page

  private constructor(page: Page) {
    this.page = page
  }

  /** Opens the window; `before` runs in the page ahead of its scripts. */
  static async open(
    browser: Pick<Browser, 'newPage'>,
    origin: string,
    before?: () => void,
  ): Promise<VoicePage> {
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    Object.assign(page, { problems })
    if (before) await page.addInitScript(before)
    await installBridge(page, { view: emptyView(), settings: settings() })
    await page.goto(`${origin}/voice/index.html`)
    await page.evaluate(() => {
      const { port1, port2 } = new MessageChannel()
      const received: FromVoice[] = []
      port1.onmessage = ({ data }: MessageEvent<FromVoice>) => received.push(data)
      Object.assign(globalThis, { received, voice: port1 })
      window.postMessage('parley:voice-port', location.origin, [port2])
    })
    const voice = new VoicePage(page)
    await voice.next('ready')
    return voice
  }

  /** Errors and refused loads that the page's console showed. */
  get problems(): readonly string[] {
    return (this.page as Page & { problems: string[] }).problems
  }

  /** Sends a message without audio. */
  send(message: Exclude<ToVoice, { type: 'play' }>): Promise<void> {
    return this.page.evaluate((each) => {
      ;(globalThis as PageWindow).voice.postMessage(each)
    }, message)
  }

  /** Sends a chunk. */
  play(epoch: number, seq: number, bytes: Uint8Array): Promise<void> {
    return this.#play(epoch, seq, [bytes], false)
  }

  /** Sends all chunks of an epoch and its end in one go, so that no delay of the test comes between two of them. */
  playAll(epoch: number, chunks: readonly Uint8Array[]): Promise<void> {
    return this.#play(epoch, 0, chunks, true)
  }

  /** Waits for the first message of a type, with the given fields. */
  async next(type: FromVoice['type'], fields: Record<string, unknown> = {}): Promise<Crossed> {
    const handle = await this.page.waitForFunction(
      ([wanted, values]) =>
        (globalThis as PageWindow).received.find(
          (message) =>
            message.type === wanted &&
            Object.entries(values).every(
              ([key, value]) => (message as Record<string, unknown>)[key] === value,
            ),
        ),
      [type, fields] as const,
      { polling: 10 },
    )
    return (await handle.jsonValue()) as Crossed
  }

  /** All messages of a type so far. */
  all(type: FromVoice['type']): Promise<Crossed[]> {
    return this.page.evaluate(
      (wanted) => (globalThis as PageWindow).received.filter((message) => message.type === wanted),
      type,
    ) as Promise<unknown> as Promise<Crossed[]>
  }

  /** Types of all messages so far, in order, without the many. */
  order(): Promise<string[]> {
    return this.page.evaluate(() =>
      (globalThis as PageWindow).received
        .map((message) => message.type as string)
        .filter((type) => !['frame', 'tap', 'devices', 'chunk-progress', 'microphone'].includes(type)),
    )
  }

  /** The PCM of a segment's frames, joined. */
  async recorded(segment: string): Promise<{ pcm: Int16Array; lengths: number[] }> {
    const frames = await this.page.evaluate(
      (wanted) =>
        (globalThis as PageWindow).received
          .filter((message) => message.type === 'frame')
          .filter((message) => message.segment === wanted)
          .map((message) => [...new Int16Array(message.pcm)]),
      segment,
    )
    return { pcm: Int16Array.from(frames.flat()), lengths: frames.map((frame) => frame.length) }
  }

  /** Closes the tap and gives all that went through it. */
  async tapped(): Promise<{ samples: Float32Array; sampleRate: number }> {
    await this.send({ type: 'tap', on: false })
    await this.next('tap', { isLast: true })
    const { base64, sampleRate } = await this.page.evaluate(() => {
      const taps = (globalThis as PageWindow).received.filter((message) => message.type === 'tap')
      const bytes = taps.flatMap((tap) => [...new Uint8Array(tap.samples)])
      let binary = ''
      for (const byte of bytes) binary += String.fromCharCode(byte)
      return { base64: btoa(binary), sampleRate: taps[0]?.sampleRate ?? 0 }
    })
    return { samples: new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer), sampleRate }
  }

  #play(epoch: number, from: number, chunks: readonly Uint8Array[], isAll: boolean): Promise<void> {
    return this.page.evaluate(
      ([number, first, files, withEnd]) => {
        const { voice } = globalThis as PageWindow
        for (const [index, base64] of files.entries()) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer
          voice.postMessage({ type: 'play', epoch: number, seq: first + index, bytes })
        }
        if (withEnd) voice.postMessage({ type: 'play-end', epoch: number })
      },
      [epoch, from, chunks.map((bytes) => Buffer.from(bytes).toString('base64')), isAll] as const,
    )
  }
}
