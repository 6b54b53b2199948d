import { startServer } from '../../tests/integration/live/support.ts'
import { sineWav } from './sound.ts'

/** One piece of speech that came up. */
export interface ReceivedPart {
  /** ms since the epoch, by the monotonic clock of this process. */
  readonly at: number
  /** 16 kHz, mono. */
  readonly pcm: Int16Array
}

/** A Live API server that only keeps what comes up, with its time, and answers typed text with a tone at the speed of speech. */
export interface Peer {
  readonly url: string
  /** The speech since the last `start_speaking`. */
  readonly parts: ReceivedPart[]
  close(): Promise<void>
}

/** Length of one chunk of the reply, in ms: a short sentence. */
export const CHUNK_MS = 400
const CHUNK = Buffer.from(sineWav(440, 16_000, (16_000 * CHUNK_MS) / 1000)).toString('base64')

/** ms since the epoch, by a clock that doesn't jump; a page's `performance` on this machine has the same. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now()
}

export async function startPeer(replyChunks = 0): Promise<Peer> {
  const parts: ReceivedPart[] = []
  const server = await startServer({
    onFrame: (frame) => {
      const at = epochNow()
      switch (frame['t']) {
        case 'start_speaking':
          parts.length = 0
          break
        case 'speaking_part':
          parts.push({ at, pcm: toPcm(String(frame['data'])) })
          break
        case 'end_speaking':
          server.send({ t: 'metrics', data: { input_type: 'audio' } }, { t: 'user_msg', data: { text: 'a' } })
          server.send({ t: 'bot_msg', data: { text: 'b' } }, { t: 'end' })
          break
        case 'text_input':
          speak()
          break
      }
    },
  })
  let timer: NodeJS.Timeout | undefined
  function speak(): void {
    let left = replyChunks
    server.send({ t: 'metrics', data: { input_type: 'text' } })
    timer = setInterval(() => {
      left -= 1
      const text = `word ${left} `
      server.send({ t: 'bot_delta_chunk', data: { text } }, { t: 'bot_text_chunk', data: { text } })
      server.send({ t: 'response', data: CHUNK })
      if (left > 0) return
      clearInterval(timer)
      server.send({ t: 'bot_msg', data: { text: 'words' } }, { t: 'end' })
    }, CHUNK_MS)
  }
  return {
    url: server.url,
    parts,
    close: () => {
      clearInterval(timer)
      return server.close()
    },
  }
}

function toPcm(base64: string): Int16Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  return new Int16Array(bytes.buffer, 0, bytes.byteLength >> 1)
}
