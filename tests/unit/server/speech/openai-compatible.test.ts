import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  openAiChat,
  openAiSpeechToText,
  openAiTextToSpeech,
} from '../../../../src/server/speech/openai-compatible.ts'
import type { ChatEvent } from '../../../../src/server/speech/openai-compatible.ts'
import { decodeWav, encodeWav } from '../../../../src/shared/wav.ts'

interface Seen {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

let server: Server
let baseUrl: string
let seen: Seen[]
let answer: (response: ServerResponse, request: Seen) => void
const never = new AbortController().signal

beforeEach(async () => {
  seen = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) }
      seen.push(one)
      answer(response, one)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const json = (status: number, value: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}

/** Sends an event stream in pieces of `size` bytes, each in its own packet. */
const stream =
  (text: string, size = 7) =>
  async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) {
      response.write(bytes.subarray(at, at + size))
      await new Promise((next) => setImmediate(next))
    }
    response.end()
  }

async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`

describe('transcriptions', () => {
  it('are asked for with a WAV, the model and the key', async () => {
    answer = json(200, { text: ' hello there' })
    const stt = openAiSpeechToText({ baseUrl: `${baseUrl}/`, apiKey: 'sk-secret', model: 'whisper-1' })
    expect(await stt.transcribe(Int16Array.of(1, 2, 3), never)).toMatchObject({ text: 'Hello there' })
    const [request] = seen
    expect(request?.url).toBe('/v1/audio/transcriptions')
    expect(request?.headers.authorization).toBe('Bearer sk-secret')
    const form = await new Response(request?.body as BodyInit, {
      headers: { 'Content-Type': request?.headers['content-type'] ?? '' },
    }).formData()
    expect(form.get('model')).toBe('whisper-1')
    const file = form.get('file') as File
    expect(decodeWav(new Uint8Array(await file.arrayBuffer()))).toEqual({
      pcm: Int16Array.of(1, 2, 3),
      sampleRate: 16_000,
    })
  })

  it('that are no transcripts are refused', async () => {
    answer = json(200, { words: [] })
    const stt = openAiSpeechToText({ baseUrl, model: 'm' })
    await expect(stt.transcribe(new Int16Array(9), never)).rejects.toMatchObject({
      failure: { code: 'PROTOCOL_ERROR' },
    })
  })
})

describe('speech', () => {
  it('is asked for without markdown and comes back as it is', async () => {
    const wav = encodeWav(new Int16Array(10), 24_000)
    answer = (response) => response.writeHead(200, { 'Content-Type': 'audio/wav' }).end(wav)
    const tts = openAiTextToSpeech({ baseUrl, model: 'tts-1', voice: 'alloy' })
    expect(await tts.speak('**你好** [there](http://x.y)', never)).toMatchObject({ wav, sampleRate: 24_000 })
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({
      model: 'tts-1',
      voice: 'alloy',
      input: '你好 there',
      response_format: 'wav',
    })
    expect(seen[0]?.headers.authorization).toBeUndefined()
  })

  it('of nothing is not asked for', async () => {
    const tts = openAiTextToSpeech({ baseUrl, model: 'tts-1', voice: 'alloy' })
    await expect(tts.speak('---', never)).rejects.toMatchObject({ failure: { code: 'TTS_UNSUPPORTED_TEXT' } })
    expect(seen).toEqual([])
  })
})

describe('chat', () => {
  const messages = [{ role: 'user' as const, content: 'Hi' }]

  it.each([1, 7, 5000])('streams text in packets of %d bytes', async (size) => {
    const usage = { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }
    const text = `: comment\r\n\r\n${delta('Hé')}${delta('llo 世界')}data: ${JSON.stringify(usage)}\r\n\r\ndata: [DONE]\n\n`
    answer = (response) => void stream(text, size)(response)
    expect(await collect(openAiChat({ baseUrl, model: 'm' }).stream(messages, never))).toEqual([
      { type: 'text', text: 'Hé' },
      { type: 'text', text: 'llo 世界' },
      { type: 'usage', inputTokens: 5, outputTokens: 2 },
    ])
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toMatchObject({ model: 'm', messages, stream: true })
  })

  it('takes an answer from a server that does not stream', async () => {
    answer = json(200, { choices: [{ message: { content: 'Hello' } }] })
    expect(await collect(openAiChat({ baseUrl, model: 'm' }).stream(messages, never))).toEqual([
      { type: 'text', text: 'Hello' },
    ])
  })

  it.each([
    [401, 'UNAUTHORIZED', false],
    [403, 'FORBIDDEN_SCOPE', false],
    [404, 'BAD_ADDRESS', false],
    [429, 'SERVER_BUSY', true],
    [503, 'SERVER_ERROR', true],
    [400, 'INVALID_MESSAGE', false],
  ])('names a %d as %s', async (status, code, retryable) => {
    answer = json(status, { error: { message: 'key sk-secret is no good' } })
    const chat = openAiChat({ baseUrl, apiKey: 'sk-secret', model: 'm' })
    await expect(collect(chat.stream(messages, never))).rejects.toMatchObject({
      failure: {
        code,
        retryable,
        message: expect.stringMatching(/answered \d+: key \[key\] is no good$/) as string,
      },
    })
  })

  it('does not follow a redirect with the key', async () => {
    answer = (response) => response.writeHead(302, { Location: `${baseUrl}/elsewhere` }).end()
    await expect(
      collect(openAiChat({ baseUrl, apiKey: 'k', model: 'm' }).stream(messages, never)),
    ).rejects.toMatchObject({
      failure: { code: 'REDIRECTED' },
    })
    expect(seen).toHaveLength(1)
  })

  it('names an error in the middle of a stream', async () => {
    answer = (response) =>
      void stream(`${delta('Hel')}data: {"error":{"message":"out of memory"}}\n\n`)(response)
    const events: ChatEvent[] = []
    const reading = (async () => {
      for await (const event of openAiChat({ baseUrl, model: 'm' }).stream(messages, never))
        events.push(event)
    })()
    await expect(reading).rejects.toMatchObject({
      failure: { code: 'SERVER_ERROR', message: /out of memory/ },
    })
    expect(events).toEqual([{ type: 'text', text: 'Hel' }])
  })

  it('notices a stream that breaks off', async () => {
    answer = (response) => void stream(delta('Hel'))(response)
    await expect(collect(openAiChat({ baseUrl, model: 'm' }).stream(messages, never))).rejects.toMatchObject({
      failure: { code: 'CONNECTION_LOST', retryable: true },
    })
  })

  it('ends the request when it is cancelled', async () => {
    const closed = Promise.withResolvers<void>()
    answer = (response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(delta('a'))
      response.on('close', () => closed.resolve())
    }
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _ of openAiChat({ baseUrl, model: 'm' }).stream(messages, controller.signal))
        controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    await closed.promise
  })

  it('gives up on a server that says nothing', async () => {
    answer = () => undefined
    const chat = openAiChat({ baseUrl, model: 'm', timeoutMs: 50 })
    await expect(collect(chat.stream(messages, never))).rejects.toMatchObject({
      failure: { code: 'TIMEOUT', retryable: true },
    })
  })

  it('names a server that is not there, and an address that is none', async () => {
    const port = (server.address() as AddressInfo).port
    await new Promise((done) => server.close(done))
    const chat = openAiChat({ baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm' })
    await expect(collect(chat.stream(messages, never))).rejects.toMatchObject({
      failure: { code: 'CONNECTION_REFUSED' },
    })
    for (const bad of ['not a url', 'file:///etc/passwd']) {
      const stream = openAiChat({ baseUrl: bad, model: 'm' }).stream(messages, never)
      await expect(collect(stream)).rejects.toMatchObject({ failure: { code: 'BAD_ADDRESS' } })
    }
    server = createServer()
  })
})
