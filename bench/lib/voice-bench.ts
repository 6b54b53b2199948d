import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { launchChromium } from '../../tests/integration/renderer/support/chromium.ts'
import { servePages } from '../../tests/integration/renderer/support/page-server.ts'
import { PLAIN_CONFIG, VoicePage } from '../../tests/integration/renderer/support/voice-page.ts'
import { ROOT } from '../../tools/launch/launch-app.ts'
import { installPlainPlayer } from './plain-player.ts'

/** The built voice page in a real Chromium with a silent output device, and main's end of its audio lane in our hands. */
export interface VoiceBench {
  readonly voice: VoicePage
  /** Sample rate of the plain player that is in the same page, in Hz. */
  readonly plainRate: number
}

/** What a page has beside Parley's own: see {@link installProbe}. */
export type ProbedWindow = typeof globalThis & {
  /** Resolves when what goes to the speakers next turns loud or silent, with the time in ms of the page's clock. */
  edge(to: 'loud' | 'silent'): Promise<number>
  /** The page's end of the audio lane that is main's otherwise. */
  voice: MessagePort
}

/** Gives `measure` a fresh page with a plain player beside ours, and puts all of it away afterwards. */
export async function withVoicePage<T>(measure: (bench: VoiceBench) => Promise<T>): Promise<T> {
  const folder = join(ROOT, 'out/renderer')
  const names = await readdir(join(folder, 'assets'))
  const tap = names.find((name) => /^tap\.worklet-.*\.js$/.test(name))
  if (tap === undefined) throw new Error('The build has no tap worklet')
  const probe = { type: 'text/javascript', body: Buffer.from(PROBE_WORKLET) }
  const server = await servePages(folder, { '/probe.js': probe })
  try {
    const browser = await launchChromium()
    try {
      const voice = await VoicePage.open(browser, server.origin)
      await installProbe(voice.page)
      await voice.send({ type: 'configure', config: PLAIN_CONFIG })
      const plainRate = await installPlainPlayer(voice.page, `${server.origin}/assets/${tap}`)
      return await measure({ voice, plainRate })
    } finally {
      await browser.close()
    }
  } finally {
    await server.close()
  }
}

/** Says, from the audio thread, when its input turns loud or silent. */
const PROBE_WORKLET = `
registerProcessor('bench-probe', class extends AudioWorkletProcessor {
  #loud = false
  process([input]) {
    const loud = input[0]?.some((sample) => Math.abs(sample) > 1e-3) ?? false
    if (loud !== this.#loud) this.port.postMessage(loud ? 'loud' : 'silent')
    this.#loud = loud
    return true
  }
})`

/**
 * Listens to whatever is connected to a context's output from now on, ours and the plain player's by the same means, so that
 * neither is measured by its own word.
 */
function installProbe(page: Page): Promise<void> {
  return page.evaluate(() => {
    const waiting = { loud: new Set<(at: number) => void>(), silent: new Set<(at: number) => void>() }
    const probes = new WeakMap<BaseAudioContext, Promise<AudioWorkletNode>>()
    const probeOf = (context: BaseAudioContext) => {
      const known = probes.get(context)
      if (known) return known
      const made = context.audioWorklet.addModule('/probe.js').then(() => {
        const node = new AudioWorkletNode(context, 'bench-probe', { numberOfOutputs: 0 })
        node.port.onmessage = ({ data }: MessageEvent<'loud' | 'silent'>) => {
          const now = performance.now()
          for (const resolve of waiting[data]) resolve(now)
          waiting[data].clear()
        }
        return node
      })
      probes.set(context, made)
      return made
    }
    const connect = Reflect.get(AudioNode.prototype, 'connect') as (
      this: AudioNode,
      to: AudioNode,
    ) => AudioNode
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      if (to instanceof AudioDestinationNode) {
        void probeOf(this.context).then((probe) => connect.call(this, probe))
      }
      return connect.call(this, to)
    } as AudioNode['connect']
    Object.assign(globalThis, {
      edge: (to: 'loud' | 'silent') => new Promise<number>((resolve) => waiting[to].add(resolve)),
    })
  })
}

/** Files as the page gets them. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Float samples as they come back from the page. */
export function fromBase64(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer)
}
