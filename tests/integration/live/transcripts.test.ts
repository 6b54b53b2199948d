import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { LiveClient } from '../../../src/main/live/client.ts'
import { MemoryOutbox } from '../../../src/main/live/memory-outbox.ts'
import type { TurnView } from '../../../src/shared/view.ts'
import { isConnected, PROFILE, speech, startClient, startServer, until } from './support.ts'
import type { TestServer } from './support.ts'

/*
 * Every recorded live conversation with the reference server, replayed by a real WebSocket server to the real client. The
 * client does what the recorded one did (as far as it ever would), its frames are checked, and the server's frames come back
 * in their recorded order.
 */

interface Step {
  do?: string
  frame?: unknown
  send?: Record<string, unknown>
  close?: { code: number; reason: string }
  status?: number
}

interface Conversation {
  name: string
  steps: Step[]
}

const FIXTURES = path.join(import.meta.dirname, '../../fixtures/transcripts')
const read = (file: string): Conversation[] =>
  readFileSync(path.join(FIXTURES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Conversation)

let server: TestServer
let client: LiveClient

afterEach(async () => {
  await client.dispose()
  await server.close()
})

/** What each turn came to, for the file of expected results. */
function outcome(turn: TurnView) {
  const { input, reply } = turn
  return {
    kind: input.kind,
    text: input.text,
    state: turn.state,
    ...(turn.failure === null ? {} : { failure: turn.failure.code }),
    reply: reply.text,
    ...(reply.tools.length === 0
      ? {}
      : { tools: reply.tools.map(({ name, status }) => `${name} ${status}`) }),
    ...(reply.attachments.length === 0
      ? {}
      : {
          attachments: reply.attachments.map(
            ({ kind, attachmentId }) => `${kind} ${attachmentId === null ? 'name' : 'id'}`,
          ),
        }),
  }
}

/** The text of each turn as the frames have it, in the order in which they were served: what the client must show. */
function textsIn(steps: readonly Step[]): string[] {
  const texts: string[] = []
  for (const { send } of steps) {
    const data = send?.['data'] as { text?: string; input_type?: string } | undefined
    if (send?.['t'] === 'metrics' && data?.input_type !== undefined) texts.push('')
    const last = texts.length - 1
    const text = texts[last] ?? ''
    if (send?.['t'] === 'bot_delta_chunk') texts[last] = text + (data?.text ?? '')
    if (send?.['t'] === 'bot_msg' && text === '') texts[last] = data?.text ?? ''
  }
  return texts
}

async function act(step: Step): Promise<void> {
  const frames = (name: string): number => server.received.filter((frame) => frame['t'] === name).length
  const sent = (name: string, before: number): Promise<void> => until(name, () => frames(name) > before)
  const turns = client.snapshot().turns
  const isRecording = turns.some((turn) => turn.state === 'listening')
  switch (step.do) {
    case 'start': {
      const before = frames('start_speaking')
      client.cancelSpeaking()
      client.startSpeaking()
      return sent('start_speaking', before)
    }
    case 'audio':
      if (isRecording) client.pushAudio(speech())
      return
    case 'end': {
      const unsent = turns.findLast((turn) => turn.state === 'unsent')
      if (!isRecording && unsent === undefined) return
      const before = frames('end_speaking')
      if (isRecording) {
        // The recorded client also sent segments without audio; ours never does.
        client.pushAudio(speech())
        client.endSpeaking({ peak: 0.3 })
      } else expect(await client.retry(unsent?.id ?? '')).toBeNull()
      await sent('end_speaking', before)
      const [end] = server.received.filter((frame) => frame['t'] === 'end_speaking').slice(-1)
      const [start] = server.received.filter((frame) => frame['t'] === 'start_speaking').slice(-1)
      expect(end?.['stamp']).toBe(start?.['stamp'])
      return
    }
    case 'raw':
    case 'text': {
      const { text, message } = (step.do === 'text' ? step.frame : {}) as {
        text?: unknown
        message?: unknown
      }
      const parts = Array.isArray(message) ? (message as Record<string, unknown>[]) : []
      const attachments = parts.flatMap((part) =>
        typeof part['attachment_id'] === 'string'
          ? [{ kind: part['type'] as 'file', attachmentId: part['attachment_id'], name: 'x', size: 1 }]
          : [],
      )
      // What the recorded client got wrong on purpose, ours can't: something that is right goes in its place.
      const typed =
        typeof text === 'string' && text.trim() !== '' ? text : attachments.length > 0 ? '' : 'something'
      const before = frames('text_input')
      client.sendText({ text: typed, attachments })
      await sent('text_input', before)
      const frame = server.received.at(-1)
      if (attachments.length === 0) expect(frame).toEqual({ t: 'text_input', text: typed })
      else
        expect(frame?.['message']).toContainEqual({
          type: attachments[0]?.kind,
          attachment_id: attachments[0]?.attachmentId,
        })
      return
    }
    case 'interrupt': {
      const before = frames('interrupt')
      const isAwaited = turns.some((turn) => ['thinking', 'speaking', 'stalled'].includes(turn.state))
      client.interrupt()
      if (isAwaited) await sent('interrupt', before)
      return
    }
    case 'restart': {
      const sockets = server.sockets.length
      client.restart()
      await until('a new socket', () => server.sockets.length > sockets && isConnected(client))
      return
    }
    default:
      // `never`, `bind` and the like: our client does not do that in live mode.
      return
  }
}

async function replay(conversation: Conversation, outbox: MemoryOutbox): Promise<number> {
  server = await startServer()
  client = startClient(server.url, { outbox })
  let seen = 0
  let chunks = 0
  client.on('frame', ({ direction }) => void (seen += direction === 'in' ? 1 : 0))
  client.on('play', () => void (chunks += 1))
  client.connect()
  await until('connected', () => isConnected(client))
  let sent = 0
  for (const step of conversation.steps) {
    if (step.do !== undefined) {
      await until('all frames read', () => seen === sent)
      await act(step)
    } else if (step.send !== undefined) {
      server.send(step.send)
      sent += 1
    } else if (step.close !== undefined) {
      await until('all frames read', () => seen === sent)
      const sockets = server.sockets.length
      server.socket().close(step.close.code, step.close.reason)
      await until('a new connection', () => server.sockets.length > sockets && isConnected(client))
    }
  }
  await until('all frames read', () => seen === sent)
  return chunks
}

describe('recorded conversations with the reference server', () => {
  const expected: Record<string, unknown> = {}

  it.each(read('live.jsonl').map((conversation) => [conversation.name, conversation] as const))(
    '%s',
    async (name, conversation) => {
      const outbox = new MemoryOutbox()
      const chunks = await replay(conversation, outbox)
      const { turns, voice } = client.snapshot()
      expected[name] = { turns: turns.map(outcome), chunks }

      // Each served turn shows its own text and no other's; one that was interrupted shows the beginning of it.
      const texts = textsIn(conversation.steps)
      const shown = turns.map((turn) => turn.reply.text)
      if (conversation.steps.every((step) => step.do !== 'interrupt' && step.do !== 'restart')) {
        for (const text of texts) expect(shown).toContain(text)
      } else {
        expect(shown.every((text) => texts.some((whole) => whole.startsWith(text)))).toBe(true)
      }
      // Nothing lost: what the server did not acknowledge is in the outbox, and nothing else is.
      const kept = outbox.items(PROFILE.id).map((item) => item.turnId)
      const open = turns.filter((turn) => ['unsent', 'thinking', 'listening', 'sending'].includes(turn.state))
      expect(kept.every((id) => open.some((turn) => turn.id === id))).toBe(true)
      for (const turn of turns.filter((one) => one.state === 'unsent')) expect(kept).toContain(turn.id)
      if (open.every((turn) => turn.state === 'unsent'))
        expect(['idle', 'failed', 'interrupted']).toContain(voice)
    },
  )

  it('came to the results on file', async () => {
    await replay({ name: 'none', steps: [] }, new MemoryOutbox())
    await expect(`${JSON.stringify(expected, null, 1)}\n`).toMatchFileSnapshot(
      path.join(FIXTURES, 'live.expected.txt'),
    )
  })
})

describe('recorded sign-ins', () => {
  const CODES: [RegExp, string | null][] = [
    [/Insufficient|scope\]?$/, 'FORBIDDEN_SCOPE'],
    [/username/, 'BAD_USER'],
    [/Invalid ct/, 'PROTOCOL_ERROR'],
    [/API key/, 'UNAUTHORIZED'],
  ]

  it.each(read('auth.jsonl').map((conversation) => [conversation.name, conversation] as const))(
    '%s',
    async (name, { steps }) => {
      const isJwt = name.startsWith('A_auth_jwt')
      const { close } = steps.find((step) => step.close !== undefined) ?? {}
      const { status } = steps.find((step) => step.status !== undefined) ?? {}
      server = await startServer({
        refuse: () => status ?? null,
        onSocket(socket) {
          // As on the wire: the frame and the close right behind the 101.
          for (const { send } of steps) if (send !== undefined) socket.send(JSON.stringify(send))
          if (close !== undefined) socket.close(close.code, close.reason)
        },
      })
      client = startClient(server.url, isJwt ? { credential: { kind: 'jwt', token: 'eyJ.x.y' } } : {})
      const seen: string[] = []
      client.on('connection', (connection) => void seen.push(connection.status))
      client.connect()
      if (close === undefined && status === undefined) return until('connected', () => isConnected(client))
      const { connection } = client.snapshot()
      await until(
        'an error',
        () => client.snapshot().connection.lastError !== null || connection.status === 'failed',
      )
      await until('the end of it', () => ['failed', 'waiting'].includes(client.snapshot().connection.status))
      const { lastError } = client.snapshot().connection
      if (status === 500) expect(lastError).toMatchObject({ code: 'SERVER_ERROR', retryable: true })
      else if (status === 403) expect(lastError).toMatchObject({ code: 'TOKEN_EXPIRED', retryable: false })
      else if (status === 400) expect(lastError).toMatchObject({ code: 'NO_LIVE_ENDPOINT', retryable: false })
      else {
        const code = CODES.find(([reason]) => reason.test(close?.reason ?? ''))?.[1]
        expect(lastError).toMatchObject({ code, retryable: false })
      }
      expect(seen).not.toContain('connected')
    },
  )
})
