import errorUrl from '../../../../resources/sounds/error.wav?url&no-inline'
import ringUrl from '../../../../resources/sounds/ring.wav?url&no-inline'
import startUrl from '../../../../resources/sounds/start.wav?url&no-inline'
import stopUrl from '../../../../resources/sounds/stop.wav?url&no-inline'
import type { ToVoice } from '../../../shared/voice-port.ts'
import { parseWav } from '../playback/wav.ts'

export type CueName = Extract<ToVoice, { type: 'cue' }>['name']

const URLS: Readonly<Record<CueName, string>> = {
  start: startUrl,
  stop: stopUrl,
  error: errorUrl,
  ring: ringUrl,
}

/** The short sounds of the interface, read once and kept: a cue must come at once. */
export class CueSounds {
  readonly #buffers = new Map<CueName, Promise<AudioBuffer>>()

  /** Reads them all, ahead of the first. */
  warmUp(): void {
    // Who needs one that could not be read hears of it then.
    for (const name of Object.keys(URLS) as CueName[]) this.get(name).catch(() => undefined)
  }

  /** One sound at its own rate. Throws when the file can't be read; the next call tries again. */
  get(name: CueName): Promise<AudioBuffer> {
    const known = this.#buffers.get(name)
    if (known) return known
    const read = readSound(URLS[name])
    this.#buffers.set(name, read)
    read.catch(() => this.#buffers.delete(name))
    return read
  }
}

async function readSound(url: string): Promise<AudioBuffer> {
  const answer = await fetch(url)
  const sound = answer.ok ? parseWav(await answer.arrayBuffer()) : null
  if (!sound) throw new Error(`The sound ${url} could not be read.`)
  const { samples, sampleRate } = sound
  const buffer = new AudioBuffer({ length: samples.length, sampleRate })
  buffer.copyToChannel(samples, 0)
  return buffer
}
