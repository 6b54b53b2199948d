import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { LiveClient } from '../../../src/main/live/client.ts'
import { MemoryOutbox } from '../../../src/main/live/memory-outbox.ts'
import type { TurnView } from '../../../src/shared/view.ts'
import { isConnected, PROFILE, speech, startClient, startServer, until } from './support.ts'
import type { TestServer } from './support.ts'

/*
 * The socket is cut at every single frame of a turn, in either direction. Whatever the moment, each input is accounted for:
 * answered, or acknowledged and failed, or in the outbox and offered; and no server ever gets it twice unasked.
 */

const AUDIO = Buffer.from(speech()).toString('base64')

function answer(kind: 'audio' | 'text', text: string): object[] {
  return [
    { t: 'metrics', data: { input_type: kind } },
    ...(kind === 'audio' ? [{ t: 'metrics', data: { stt: 'x' } }] : []),
    { t: 'user_msg', data: { text, ts: 1 } },
    { t: 'bot_delta_chunk', data: { text: 'You said ' } },
    { t: 'tool_call', data: '{"id":"c","name":"n","args":{}}' },
    { t: 'bot_delta_chunk', data: { text } },
    { t: 'bot_text_chunk', data: { text: `You said ${text}` } },
    { t: 'response', data: AUDIO },
    { t: 'end' },
    { t: 'metrics', data: { wav_to_tts_total_time: 1 } },
  ]
}

/** Where the first socket is cut: after so many frames of the server, or so many of the client's. */
interface Cut {
  after: number
  of: 'server' | 'client'
}

let server: TestServer
let client: LiveClient

afterEach(async () => {
  await client.dispose()
  await server.close()
})

/** A server that cuts its first socket, and answers in full on any other. `handed` counts inputs that it got whole. */
async function startCuttingServer(cut: Cut): Promise<{ handed: string[] }> {
  const handed: string[] = []
  let sent = 0
  let received = 0
  server = await startServer({
    onFrame(frame, socket: WebSocket) {
      const isFirst = socket === server.sockets[0]
      received += 1
      const isInput = frame['t'] === 'end_speaking' || frame['t'] === 'text_input'
      if (isInput) handed.push(String(frame['t']))
      if (isFirst && cut.of === 'client' && received === cut.after) {
        socket.terminate()
        return
      }
      if (!isInput) return
      const frames = frame['t'] === 'end_speaking' ? answer('audio', 'spoken') : answer('text', 'typed')
      for (const one of frames) {
        if (isFirst && cut.of === 'server' && sent === cut.after) {
          socket.terminate()
          return
        }
        socket.send(JSON.stringify(one))
        sent += 1
      }
      if (isFirst && cut.of === 'server' && sent === cut.after) socket.terminate()
    },
  })
  return { handed }
}

/** Everything about the input that must hold once the dust has settled. */
async function account(outbox: MemoryOutbox, id: string, handed: readonly string[]): Promise<string> {
  const turn = (): TurnView | undefined => client.snapshot().turns.find((one) => one.id === id)
  await until('the turn to settle', () => ['done', 'failed', 'unsent'].includes(turn()?.state ?? ''))
  const { state, failure, reply } = turn() as TurnView
  const isKept = outbox.items(PROFILE.id).some((item) => item.turnId === id)
  expect(handed.length, 'handed over once').toBeLessThanOrEqual(1)
  if (state === 'done') {
    expect(isKept).toBe(false)
    expect(reply.text).toMatch(/^You said (spoken|typed)$/)
  } else if (state === 'failed') {
    expect(isKept, 'acknowledged').toBe(false)
    expect(failure?.code).toMatch(/CONNECTION_LOST|SERVER_CLOSING/)
    expect(reply.tools.every((tool) => tool.status !== 'running')).toBe(true)
  } else {
    expect(isKept, 'offered from the outbox').toBe(true)
    expect(await client.retry(id)).toBeNull()
    await until('the answer', () => turn()?.state === 'done')
    expect(outbox.items(PROFILE.id)).toEqual([])
  }
  return state
}

describe('a socket that is cut at any frame', () => {
  const cuts: Cut[] = [
    ...Array.from({ length: 11 }, (_, after): Cut => ({ of: 'server', after })),
    ...Array.from({ length: 7 }, (_, after): Cut => ({ of: 'client', after: after + 1 })),
  ]

  it.each(cuts)('loses no speech: after $after frames of the $of', async (cut) => {
    const { handed } = await startCuttingServer(cut)
    const outbox = new MemoryOutbox()
    client = startClient(server.url, { outbox })
    client.connect()
    await until('connected', () => isConnected(client))
    const { turnId } = client.startSpeaking()
    for (let frame = 0; frame < 5; frame += 1) {
      client.pushAudio(speech())
      // A socket may die in the middle of the recording, which goes on.
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    client.endSpeaking({ peak: 0.3 })
    const state = await account(outbox, turnId, handed)
    // Cut before the end of the segment was written, it goes out again by itself, whole.
    if (cut.of === 'client' && cut.after <= 5) expect(state).toBe('done')
  })

  it.each(cuts.filter(({ of, after }) => of === 'server' || after === 1))(
    'loses nothing typed: after $after frames of the $of',
    async (cut) => {
      const { handed } = await startCuttingServer(cut)
      const outbox = new MemoryOutbox()
      client = startClient(server.url, { outbox })
      client.connect()
      await until('connected', () => isConnected(client))
      await account(outbox, client.sendText({ text: 'typed' }), handed)
    },
  )

  it('sends the longest recording whole, when it was made without a connection', async () => {
    const { handed } = await startCuttingServer({ of: 'client', after: Infinity })
    client = startClient(server.url)
    const { turnId } = client.startSpeaking()
    for (let second = 0; second < 299; second += 1) client.pushAudio(speech(16_000))
    client.endSpeaking({ peak: 0.3 })
    client.connect()
    const turn = (): TurnView | undefined => client.snapshot().turns.find((one) => one.id === turnId)
    await until('the answer', () => turn()?.state === 'done', 20_000)
    const bytes = server.received.reduce((sum, frame) => {
      return sum + Buffer.byteLength(frame['t'] === 'speaking_part' ? String(frame['data']) : '', 'base64')
    }, 0)
    expect(bytes).toBe(299 * 32_000)
    expect(handed).toEqual(['end_speaking'])
  })

  it('sends what was said and typed before there was any connection, whole and once', async () => {
    const { handed } = await startCuttingServer({ of: 'client', after: Infinity })
    client = startClient(server.url)
    const spoken = client.startSpeaking()
    for (let frame = 0; frame < 5; frame += 1) client.pushAudio(speech())
    client.endSpeaking({ peak: 0.3 })
    const typed = client.sendText({ text: 'typed' })
    client.connect()
    const state = (id: string): string | undefined =>
      client.snapshot().turns.find((turn) => turn.id === id)?.state
    await until('both answers', () => state(spoken.turnId) === 'done' && state(typed) === 'done')
    expect(handed).toEqual(['end_speaking', 'text_input'])
    const audio = server.received.flatMap((frame) =>
      frame['t'] === 'speaking_part' ? [Buffer.from(String(frame['data']), 'base64')] : [],
    )
    expect(Buffer.concat(audio)).toEqual(Buffer.concat(Array.from({ length: 5 }, () => speech())))
  })
})
