import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConnection } from 'node:net'
import { openSocket } from '../../../src/cli/conformance/socket.ts'
import type { Frame, TestSocket } from '../../../src/cli/conformance/socket.ts'
import { named, readTurn, segmentFrames, textOf, useSocket } from '../../../src/cli/conformance/target.ts'
import type { Target } from '../../../src/cli/conformance/target.ts'
import { PATHS } from '../../../src/shared/live-api/limits.ts'
import { decodeWav } from '../../../src/shared/wav.ts'
import { SPEECH, makeClient, makeDataDir, startTestServer } from '../../helpers/assistant-server.ts'
import type { TestServer } from '../../helpers/assistant-server.ts'

const isEnd = (frame: Frame): boolean => frame['t'] === 'end'

describe('live turns with real speech', () => {
  let test: TestServer
  let client: Target

  beforeAll(async () => {
    test = await startTestServer()
    client = await test.client({ username: 'alice' })
  })
  afterAll(() => test.stop())

  it('a spoken question is heard, answered and spoken', async () => {
    await client.live(async (socket) => {
      socket.send(...segmentFrames('a', SPEECH))
      const frames = await readTurn(socket)
      expect(textOf(frames, 'user_msg')).toMatch(/what time is it/i)
      expect(textOf(frames, 'bot_delta_chunk')).toMatch(/\d/)
      const audio = named(frames, 'response').map((frame) =>
        decodeWav(new Uint8Array(Buffer.from(String(frame['data']), 'base64'))),
      )
      expect(audio.length).toBeGreaterThan(0)
      for (const wav of audio) expect(wav?.pcm.some((sample) => Math.abs(sample) > 1000)).toBe(true)
    })
  })

  it('a sum is worked out by a tool', async () => {
    await client.live(async (socket) => {
      socket.send({ t: 'text_input', text: 'What is 12 times 12?' })
      const frames = await readTurn(socket)
      const [call] = named(frames, 'tool_call')
      const [result] = named(frames, 'tool_call_result')
      expect(JSON.parse(String(call?.['data']))).toHaveProperty('name')
      expect(JSON.parse(String(result?.['data']))).toMatchObject({ result: expect.stringContaining('144') })
      expect(textOf(frames, 'bot_delta_chunk')).toContain('144')
    })
  })

  it('an interrupt while speech is being recognised ends the turn at once', async () => {
    await client.live(async (socket) => {
      socket.send(...segmentFrames('a', SPEECH), { t: 'interrupt' })
      const frames = await readTurn(socket)
      expect(frames.map((frame) => frame['t'])).toEqual(['metrics', 'metrics', 'stop_play', 'end', 'metrics'])
      socket.send({ t: 'text_input', text: 'What time is it?' })
      expect(named(await readTurn(socket), 'response').length).toBeGreaterThan(0)
    })
  })

  it('twenty sockets at once each get their own answers, whole', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        client.live(async (socket) => {
          socket.send({ t: 'text_input', text: `What is ${index} plus 100?` })
          const frames = await readTurn(socket)
          expect(textOf(frames, 'user_msg')).toBe(`What is ${index} plus 100?`)
          return textOf(frames, 'bot_text_chunk')
        }),
      ),
    )
    answers.forEach((answer, index) => expect(answer).toContain(String(100 + index)))
  })

  it('a timer rings on the open socket, between turns', async () => {
    await client.live(async (socket) => {
      socket.send({ t: 'text_input', text: 'Set a timer for 1 second' })
      await readTurn(socket)
      const ring = await socket.until((frame) => isEnd(frame) && frame['push'] === true, 15_000)
      expect(ring[0]).toEqual({ t: 'metrics', data: { input_type: 'text', push: true }, push: true })
      expect(named(ring, 'response').length).toBeGreaterThan(0)
      expect(textOf(ring, 'bot_text_chunk')).toMatch(/timer/i)
    })
  })

  it('a ring that nobody heard is said on the next socket', async () => {
    await client.live(async (socket) => {
      socket.send({ t: 'text_input', text: 'Set a timer for 1 second' })
      await readTurn(socket)
    })
    // The next socket is there before or after the ring; either way it is told, and only once.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await client.live(async (socket) => {
      const ring = await socket.until((frame) => isEnd(frame) && frame['push'] === true, 15_000)
      expect(textOf(ring, 'bot_text_chunk')).toMatch(/while you were away, at \d\d:\d\d/i)
    })
    await client.live(async (socket) => expect(await socket.during(300)).toEqual([]))
  })

  it('a revoked key closes its sockets', async () => {
    const { key, id } = await test.server.createKey({ name: 'gone', scopes: ['chat'] })
    await makeClient(test.server.url, key).live(async (socket) => {
      expect(test.server.revokeKey(id)).toBe(true)
      expect(await socket.closed()).toEqual({ code: 1008, reason: 'Invalid API key' })
    })
  })

  it('a client that never finishes its handshake costs nothing', async () => {
    const { hostname, port } = new URL(test.server.url)
    const raw = createConnection(Number(port), hostname)
    raw.write(
      'GET /api/v1/live/ws?username=a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    )
    const answer = await new Promise<string>((resolve) =>
      raw.once('data', (data) => resolve(data.toString())),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 4/)
    raw.destroy()
  })
})

describe('limits', () => {
  let test: TestServer
  beforeAll(async () => {
    test = await startTestServer({
      limits: { maxSocketsPerOwner: 2, maxSockets: 3, sendHighWaterBytes: 20_000, sendStallMs: 300 },
    })
  })
  afterAll(() => test.stop())

  const open = async (client: Target): Promise<TestSocket | number> => {
    const opened = await client.handshake(PATHS.liveV1, { username: 'alice' }, client.bearer)
    return opened.kind === 'open' ? opened.socket : opened.status
  }

  it('sockets are counted by owner and in all, and places come back', async () => {
    const [one, two] = [await test.client(), await test.client()]
    const sockets = [await open(one), await open(one), await open(one), await open(two), await open(two)]
    expect(sockets.map((socket) => (typeof socket === 'number' ? socket : 'open'))).toEqual([
      'open',
      'open',
      503,
      'open',
      503,
    ])
    for (const socket of sockets) if (typeof socket !== 'number') socket.drop()
    await expect.poll(() => test.server.status().sockets).toBe(0)
    const again = await open(one)
    expect(typeof again).not.toBe('number')
    if (typeof again !== 'number') again.drop()
  })

  it('a reader that takes nothing is dropped, and its work stops', async () => {
    const client = await test.client()
    const opened = await openSocket(client.socketUrl(PATHS.liveV1, { username: 'alice' }), {
      headers: client.bearer,
    })
    await useSocket(opened, async (socket) => {
      await expect.poll(() => test.server.status().sockets).toBe(1)
      socket.pause()
      // More than the kernel's buffers hold.
      socket.send(...Array.from({ length: 30 }, () => ({ t: 'text_input', text: 'What can you do?' })))
      await expect.poll(() => test.server.status().sockets, { timeout: 50_000, interval: 100 }).toBe(0)
    })
  })
})

describe('without models', () => {
  it('text works, and voice is a coded failure', async () => {
    const test = await startTestServer({ modelDir: await makeDataDir() })
    try {
      const client = await test.client()
      await client.live(async (socket) => {
        socket.send({ t: 'text_input', text: 'What time is it?' }, ...segmentFrames('a', SPEECH))
        expect(textOf(await readTurn(socket), 'bot_delta_chunk')).toMatch(/\d/)
        const voice = await socket.until(isEnd)
        expect(named(voice, 'error')).toMatchObject([{ code: 'MODELS_MISSING' }])
      })
    } finally {
      await test.stop()
    }
  })
})

describe('shutdown', () => {
  it('closes every socket with 1001, also in the middle of a reply, and can be asked twice', async () => {
    const test = await startTestServer()
    const client = await test.client()
    await client.live(async (busy) => {
      await client.chat(async (idle) => {
        busy.send({ t: 'text_input', text: 'What can you do?' })
        await busy.next()
        await Promise.all([test.server.close(), test.server.close()])
        expect((await busy.closed()).code).toBe(1001)
        expect((await idle.closed()).code).toBe(1001)
      })
    })
    await test.stop()
  })

  it('a port that is taken is a coded failure', async () => {
    const test = await startTestServer()
    const port = Number(new URL(test.server.url).port)
    await expect(startTestServer({ port })).rejects.toMatchObject({ failure: { code: 'ASSISTANT_FAILED' } })
    await test.stop()
  })
})
