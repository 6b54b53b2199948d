import type { StreamMessage } from '../capture/protocol.ts'
import { levelDb } from './level.ts'
import type { DetectorReport, DetectorStart } from './protocol.ts'
import { Silero } from './silero.ts'

/*
 * The speech detector, on a thread of its own: half a millisecond of work for each block must delay neither the audio thread
 * nor the page.
 */

addEventListener('message', ({ data }: MessageEvent<DetectorStart>) => {
  void load(data.model).then((silero) => {
    if (silero) listen(silero, data.port)
  })
})

async function load(url: string): Promise<Silero | null> {
  try {
    const response = await fetch(url)
    if (response.ok) return new Silero(new Uint8Array(await response.arrayBuffer()))
    report({ type: 'failed', isMissing: response.status === 404, message: `${url}: ${response.status}` })
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    report({ type: 'failed', isMissing: false, message })
  }
  return null
}

function listen(silero: Silero, port: MessagePort): void {
  let at = 0
  port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
    if (data.type === 'gap') {
      silero.reset()
      report({ type: 'gap' })
      return
    }
    const { samples } = data
    report({ type: 'block', at, probability: silero.process(samples), levelDb: levelDb(samples) })
    at += samples.length
  }
}

function report(message: DetectorReport): void {
  postMessage(message)
}
