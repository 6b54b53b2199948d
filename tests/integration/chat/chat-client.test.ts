import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ChatClient } from '../../../src/main/chat/client.ts'
import { ChatHttp } from '../../../src/main/chat/http.ts'
import type { ChatItem } from '../../../src/main/chat/http.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import type { Credential } from '../../../src/main/live/credentials.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import type { MessagePart } from '../../../src/shared/live-api/parts.ts'
import { KEY, PROFILE, startServer, until } from '../live/support.ts'

interface Step {
  do?: string
  frame?: { session_id?: string; message_id?: string; message?: unknown }
  send?: Record<string, unknown>
}

const conversations = readFileSync(
  path.join(import.meta.dirname, '../../fixtures/transcripts/chat.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { name: string; steps: Step[] })

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function start(credential: Credential = { kind: 'api-key', key: KEY }) {
  const server = await startServer()
  const client = new ChatClient({
    clock: realClock,
    random: () => 0,
    log: silentLog,
    credentials: () => Promise.resolve(credential),
    resolveBaseUrl: () => Promise.resolve(server.url),
  })
  cleanups.push(
    () => server.close(),
    () => client.dispose(),
  )
  client.useProfile(PROFILE)
  client.connect()
  await until('connected', () => client.snapshot().connection.status === 'connected')
  return { server, client }
}

describe('recorded conversations in chat mode', () => {
  it.each(conversations.map((conversation) => [conversation.name, conversation.steps] as const))(
    '%s',
    async (_name, steps) => {
      const { server, client } = await start()
      let seen = 0
      let sent = 0
      client.on('frame', ({ direction }) => void (seen += direction === 'in' ? 1 : 0))
      const asked: string[] = []
      for (const { do: action, frame, send } of steps) {
        if (send !== undefined) {
          server.send(send)
          sent += 1
          continue
        }
        await until('all frames read', () => seen === sent)
        const before = server.received.length
        if (action === 'bind' && frame?.session_id && typeof frame.session_id === 'string') {
          client.bind(frame.session_id)
          await until('bind', () => server.received.length > before)
          expect(server.received.at(-1)).toEqual({ ct: 'chat', t: 'bind', session_id: frame.session_id })
        } else if (action === 'interrupt') {
          client.interrupt()
        } else if (action === 'send' && frame) {
          // What the recorded client got wrong on purpose, ours can't: something that is right goes in its place.
          const parts =
            Array.isArray(frame.message) && frame.message.length > 0
              ? (frame.message as MessagePart[])
              : [{ type: 'plain' as const, text: 'x' }]
          // A server makes an id for a request without one; ours always has one: the last such gets the id that was made.
          const made = steps.find((step) => step.send?.['type'] === 'end')?.send?.['message_id']
          const isLast = steps.findLast((step) => step.do === 'send')?.frame === frame
          const given = frame.message_id ?? (isLast && typeof made === 'string' ? made : undefined)
          const id = client.send({
            sessionId: frame.session_id ?? 's',
            parts,
            ...(given === undefined ? {} : { id: given }),
          })
          asked.push(id)
          await until('send', () => server.received.length > before)
          expect(server.received.at(-1)).toMatchObject({
            ct: 'chat',
            t: 'send',
            message_id: id,
            message: parts,
          })
        }
      }
      await until('all frames read', () => seen === sent)

      for (const { id, reply, state } of client.snapshot().messages) {
        const own = steps.flatMap(({ send }) => (send?.['message_id'] === id ? [send] : []))
        const text = own
          .flatMap((send) =>
            send['type'] === 'plain' && send['chain_type'] === null ? [String(send['data'])] : [],
          )
          .join('')
        const complete = own.find((send) => send['type'] === 'complete')
        if (state === 'done') expect(reply.text).toBe(text)
        if (state === 'interrupted') expect(text.startsWith(reply.text)).toBe(true)
        if (state === 'done' && complete && !String(complete['data']).endsWith('…'))
          expect(reply.text).toBe(complete['data'])
        if (own.some((send) => send['type'] === 'end'))
          expect(['done', 'interrupted', 'failed']).toContain(state)
        const tools = own.filter((send) => send['chain_type'] === 'tool_call').length
        expect(reply.tools).toHaveLength(tools)
        expect(reply.reasoning).toBe(complete?.['reasoning'] ?? '')
      }
      expect(
        client
          .snapshot()
          .messages.map(({ id }) => id)
          .sort(),
      ).toEqual([...new Set(asked)].sort())
    },
  )
})

describe('the chat socket', () => {
  it('is the Live endpoint in chat mode with a key, and the unified one with an account', async () => {
    const withKey = await start()
    expect(withKey.server.handshakes[0]?.url).toBe('/api/v1/live/ws?username=alice&ct=chat')
    const withToken = await start({ kind: 'jwt', token: 'eyJ.x.y' })
    expect(withToken.server.handshakes[0]?.url).toBe('/api/unified_chat/ws?token=eyJ.x.y')
  })

  it('refuses to send nothing', async () => {
    const { client } = await start()
    expect(() => client.send({ sessionId: 's', parts: [{ type: 'reply', message_id: 1 }] })).toThrow(
      FailureError,
    )
  })
})

describe('chat over HTTP', () => {
  async function serve(listener: RequestListener) {
    const server = createServer(listener)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanups.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return new ChatHttp({
      credentials: () => Promise.resolve({ kind: 'api-key', key: KEY }),
      resolveBaseUrl: () => Promise.resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    })
  }

  const all = async (items: AsyncIterable<ChatItem>): Promise<ChatItem[]> => {
    const found: ChatItem[] = []
    for await (const item of items) found.push(item)
    return found
  }

  it('streams an answer, item by item', async () => {
    const bodies: unknown[] = []
    const chat = await serve((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => (body += piece.toString()))
      request.on('end', () => {
        bodies.push(JSON.parse(body))
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
        const items = [
          { type: 'session_id', data: null, session_id: 's1' },
          { type: 'plain', data: 'Hi', streaming: true, chain_type: null },
          { type: 'something_new', data: 1 },
          { type: 'complete', data: 'Hi' },
          { type: 'end', data: '', streaming: false },
        ]
        for (const item of items) response.write(`data: ${JSON.stringify(item)}\n\n`)
        response.end()
      })
    })
    const items = await all(chat.ask(PROFILE, { parts: [{ type: 'plain', text: 'hello' }], sessionId: 's1' }))
    expect(bodies).toEqual([
      {
        message: [{ type: 'plain', text: 'hello' }],
        username: 'alice',
        enable_streaming: true,
        session_id: 's1',
      },
    ])
    expect(items.map((item) => (item.type === 'session' ? item.sessionId : item.frame.type))).toEqual([
      's1',
      'plain',
      'complete',
      'end',
    ])
  })

  it.each([
    [200, '{"status":"error","message":"Missing key: username","data":null}', 'INVALID_MESSAGE'],
    [401, '{"status":"error","message":"Invalid API key","data":null}', 'UNAUTHORIZED'],
    [403, '{"status":"error","message":"Insufficient API key scope","data":null}', 'FORBIDDEN_SCOPE'],
    [200, '<h1>hello</h1>', 'NOT_ASTRBOT'],
    [500, '', 'SERVER_ERROR'],
  ])('tells what %i %s means', async (status, body, code) => {
    const chat = await serve(
      (_request, response) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(body),
    )
    await expect(all(chat.ask(PROFILE, { parts: [] }))).rejects.toMatchObject({ failure: { code } })
    await expect(chat.configs(PROFILE)).rejects.toMatchObject({ failure: { code } })
  })

  it('lists sessions and configurations', async () => {
    const chat = await serve((request, response) => {
      const data = request.url?.startsWith('/api/v1/configs')
        ? { configs: [{ id: 'default', name: 'default', path: '', is_default: true }] }
        : {
            sessions: [{ session_id: 's1', display_name: null, is_group: 0 }],
            page: 2,
            page_size: 5,
            total: 6,
            asked: request.url,
          }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'ok', message: null, data }))
    })
    expect(await chat.sessions(PROFILE, 2, 5)).toMatchObject({
      sessions: [{ session_id: 's1' }],
      asked: '/api/v1/chat/sessions?username=alice&page=2&page_size=5',
    })
    expect(await chat.configs(PROFILE)).toMatchObject({ configs: [{ id: 'default' }] })
  })
})
