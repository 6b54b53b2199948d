import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import WebSocket, { WebSocketServer } from 'ws'
import type { RawData } from 'ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROWS } from '../../../src/cli/conformance/rows/index.ts'
import { runRows } from '../../../src/cli/conformance/run.ts'
import type { TargetOptions } from '../../../src/cli/conformance/target.ts'
import type { RowStatus } from '../../../src/cli/conformance/outcome.ts'
import { startTestServer } from '../../helpers/assistant-server.ts'
import type { TestServer } from '../../helpers/assistant-server.ts'

type Frame = Record<string, unknown>

/** What a proxy does to frames: null drops one, several replace one. */
interface Meddling {
  up?: (frame: Frame) => Frame | null
  down?: (frame: Frame) => Frame | Frame[] | null
}

const port = (server: Server): number => (server.address() as AddressInfo).port
const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))

/** A WebSocket proxy in front of the real server that gets something wrong. */
async function meddle(target: string, { up = same, down = same }: Meddling) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, maxPayload: 0 })
  sockets.on('connection', (near, request) => {
    const { host: _host, ...headers } = request.headers
    const far = new WebSocket(target.replace(/^http/, 'ws') + (request.url ?? ''), {
      headers: { authorization: headers.authorization ?? '' },
    })
    const early: RawData[] = []
    const pass = (data: RawData): void => {
      const frame = read(data)
      const changed = frame && up(frame)
      if (frame && !changed) return
      far.send(changed ? JSON.stringify(changed) : (data as Buffer), { binary: false })
    }
    near.on('message', (data) => (far.readyState === far.OPEN ? pass(data) : early.push(data)))
    far.on('open', () => early.forEach(pass))
    far.on('message', (data) => {
      for (const frame of [down(read(data) ?? {})].flat()) if (frame) near.send(JSON.stringify(frame))
    })
    near.on('close', () => far.terminate())
    far.on('close', (code, reason) => (code === 1006 ? near.terminate() : near.close(code, reason)))
    far.on('error', () => near.terminate())
  })
  await listen(server)
  return { url: `http://127.0.0.1:${port(server)}`, stop: () => server.close() }
}

function same(frame: Frame): Frame {
  return frame
}

function read(data: RawData): Frame | null {
  try {
    return JSON.parse((data as Buffer).toString()) as Frame
  } catch {
    return null
  }
}

const has = (frame: Frame, key: string): boolean =>
  frame['t'] === 'metrics' && key in (frame['data'] as Frame)
const without = (frame: Frame, key: string): Frame =>
  Object.fromEntries(Object.entries(frame).filter(([name]) => name !== key))

/** Something wrong, and the row that must say so. */
const FAULTS: readonly [string, string, Meddling][] = [
  ['live/1', 'the first metrics is missing', { down: (frame) => (has(frame, 'input_type') ? null : frame) }],
  [
    'live/2',
    'ts in seconds',
    {
      down: (frame) =>
        frame['t'] === 'user_msg' ? { ...frame, data: { ...(frame['data'] as Frame), ts: 1e9 } } : frame,
    },
  ],
  [
    'live/3',
    'no metrics after end',
    { down: (frame) => (has(frame, 'wav_to_tts_total_time') ? null : frame) },
  ],
  ['live/3', 'end twice', { down: (frame) => (frame['t'] === 'end' ? [frame, frame] : frame) }],
  ['live/4', 'a chunk without its audio', { down: (frame) => (frame['t'] === 'response' ? null : frame) }],
  [
    'live/5',
    'audio that is no file',
    { down: (frame) => (frame['t'] === 'response' ? { ...frame, data: 'AAAA' } : frame) },
  ],
  [
    'live/6',
    'bot_msg beside audio',
    { down: (frame) => (frame['t'] === 'end' ? [{ t: 'bot_msg', data: { text: '' } }, frame] : frame) },
  ],
  ['live/7', 'a lost delta', { down: (frame) => (frame['t'] === 'bot_delta_chunk' ? null : frame) }],
  [
    'live/8',
    'a metric as text',
    { down: (frame) => (has(frame, 'llm_ttft') ? { ...frame, data: { llm_ttft: '0.1' } } : frame) },
  ],
  [
    'live/10',
    'tool data as an object',
    { down: (frame) => (frame['t'] === 'tool_call' ? { ...frame, data: {} } : frame) },
  ],
  [
    'live/15',
    'an answer to an idle interrupt',
    { up: (frame) => (frame['t'] === 'interrupt' ? { t: 'end_speaking', stamp: 'x' } : frame) },
  ],
  [
    'voice/5',
    'another text for a wrong stamp',
    { down: (frame) => (frame['t'] === 'error' ? { ...frame, data: 'no' } : frame) },
  ],
  [
    'voice/10',
    '7 and "7" taken for the same',
    { up: (frame) => ('stamp' in frame ? { ...frame, stamp: String(frame['stamp']) } : frame) },
  ],
  ['input/1', 'an error without a code', { down: (frame) => without(frame, 'code') }],
  [
    'input/15',
    'text that is not trimmed',
    { down: (frame) => (frame['t'] === 'user_msg' ? { ...frame, data: { text: ' x ', ts: 1 } } : frame) },
  ],
  ['chat/1', 'a new id at each bind', { down: (frame) => ({ ...frame, message_id: String(Math.random()) }) }],
  [
    'chat/10',
    'null for None',
    { down: (frame) => ({ ...frame, data: String(frame['data']).replace('None', 'null') }) },
  ],
  ['chat/12', 'no message_saved', { down: (frame) => (frame['type'] === 'message_saved' ? null : frame) }],
  [
    'chat/13',
    'complete without the text',
    { down: (frame) => (frame['type'] === 'complete' ? { ...frame, data: '' } : frame) },
  ],
  [
    'auth/1',
    'an error named by t',
    { down: (frame) => (frame['type'] === 'error' ? { ...without(frame, 'type'), t: 'error' } : frame) },
  ],
]

/** What the reference server does, and the improvement that it then lacks. */
const AS_THE_REFERENCE: readonly [string, string, Meddling][] = [
  ['live/16', 'interrupt is not read', { up: (frame) => (frame['t'] === 'interrupt' ? null : frame) }],
  ['live/18', 'interrupt is not read', { up: (frame) => (frame['t'] === 'interrupt' ? null : frame) }],
  ['voice/6', 'no code', { down: (frame) => (frame['t'] === 'error' ? without(frame, 'code') : frame) }],
  [
    'voice/26',
    'nothing after an empty recognition',
    {
      down: (frame) =>
        frame['t'] === 'error' || frame['t'] === 'end' || has(frame, 'wav_to_tts_total_time') ? null : frame,
    },
  ],
  [
    'chat/26',
    'everybody may bind',
    { down: (frame) => (frame['t'] === 'error' ? { ct: 'chat', type: 'session_bound' } : frame) },
  ],
]

describe('the conformance check', () => {
  let test: TestServer
  let options: TargetOptions
  beforeAll(async () => {
    test = await startTestServer()
    options = (await test.client()).options
  })
  afterAll(() => test.stop())

  const statusOf = async (id: string, meddling: Meddling): Promise<RowStatus | undefined> => {
    const proxy = await meddle(test.server.url, meddling)
    try {
      const rows = ROWS.filter((row) => row.id === id)
      const [result] = await runRows(rows, { ...options, baseUrl: proxy.url })
      return result?.status
    } finally {
      proxy.stop()
    }
  }

  it('passes through a proxy that changes nothing', async () => {
    for (const [id] of [...FAULTS, ...AS_THE_REFERENCE]) {
      // (The proxy has no HTTP half, so chat/26 and the like must not need one.)
      expect([id, await statusOf(id, {})]).toEqual([id, 'pass'])
    }
  })

  it.each(FAULTS)('%s fails for %s', async (id, _what, meddling) => {
    expect(await statusOf(id, meddling)).toBe('fail')
  })

  it.each(AS_THE_REFERENCE)('%s is not supported where %s', async (id, _what, meddling) => {
    expect(await statusOf(id, meddling)).toBe('not supported')
  })

  it('a server that refuses everything passes nothing', async () => {
    const server = createServer((_request, response) => response.writeHead(418).end('I am a teapot'))
    server.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 418 I am a teapot\r\nContent-Length: 0\r\n\r\n'),
    )
    await listen(server)
    const results = await runRows(ROWS, { ...options, baseUrl: `http://127.0.0.1:${port(server)}` })
    server.close()
    expect(results.filter((result) => result.status === 'pass').map((result) => result.id)).toEqual([])
  })
})
