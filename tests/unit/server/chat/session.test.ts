import { afterEach, describe, expect, it } from 'vitest'
import { createChatSession } from '../../../../src/server/chat/session.ts'
import { parseChatServerFrame } from '../../../../src/shared/live-api/parse.ts'
import { eventually, fakeConnection, makeContext } from '../../../helpers/fake-engine.ts'
import type { Script } from '../../../helpers/fake-engine.ts'

type Frame = Record<string, unknown>

const disposers: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose()
})

async function open(script: Script = {}, limits = {}) {
  const { context, dispose } = await makeContext(script, limits)
  disposers.push(dispose)
  const connect = (username = 'alice', owner = 'key:k') => {
    const { connection, sent, drop } = fakeConnection()
    disposers.push(drop)
    const session = createChatSession(context, connection, { owner, username })
    const send = (...frames: Frame[]): void => {
      for (const frame of frames) session.receive(frame, JSON.stringify(frame).length)
    }
    const ends = (count: number) =>
      eventually(() => sent.filter((frame) => frame['type'] === 'end').length >= count)
    return {
      session,
      sent,
      send,
      drop,
      ends,
      names: () => sent.map((frame) => frame['type'] ?? frame['code']),
    }
  }
  return { context, connect }
}

const ask = (text: string, more: Frame = {}): Frame => ({
  t: 'send',
  session_id: 's',
  message_id: 'm',
  message: [{ type: 'plain', text }],
  ...more,
})

describe('a chat reply', () => {
  it('streams in the order of the contract', async () => {
    const { context, connect } = await open()
    const { send, sent, ends, names } = connect()
    send(ask('hello'))
    await ends(1)
    expect(names()).toEqual([
      'user_message_saved',
      'plain',
      'plain',
      'agent_stats',
      'complete',
      'message_saved',
      'end',
    ])
    expect(sent[4]).toMatchObject({ data: 'You said: hello. And that is all there is.', reasoning: '' })
    for (const frame of sent) expect(parseChatServerFrame(JSON.stringify(frame)).kind).toBe('frame')
    const session = context.store.conversations.find('key:k', 's')
    expect(session).toMatchObject({ username: 'alice', displayName: 'hello', platform: 'webchat' })
  })

  it('not streamed: one item, and a second message_saved after end', async () => {
    const { connect } = await open()
    const { send, sent, names } = connect()
    send(ask('hello', { enable_streaming: false }))
    await eventually(() => names().filter((name) => name === 'message_saved').length === 2)
    expect(names()).toEqual([
      'user_message_saved',
      'plain',
      'message_saved',
      'agent_stats',
      'end',
      'message_saved',
    ])
    expect(sent[1]).toMatchObject({ streaming: false, chain_type: null })
  })

  it('a file is named, announced with its id and saved with what came before it', async () => {
    const { context, connect } = await open({
      async *reply() {
        yield { type: 'delta', text: 'Look: ' }
        yield { type: 'attachment', name: 'cat.png', mime: 'image/png', bytes: new Uint8Array(3) }
        yield await Promise.resolve({ type: 'delta', text: 'a cat.' } as const)
      },
    })
    const { send, sent, ends, names } = connect()
    send(ask('cat'))
    await ends(1)
    expect(names().slice(2, 5)).toEqual(['image', 'attachment_saved', 'message_saved'])
    const { id } = sent[3]?.['data'] as { id: string }
    expect(sent[2]?.['data']).toBe(`[IMAGE]${id}.png`)
    const pk = context.store.conversations.find('key:k', 's')?.pk ?? 0
    expect(context.store.conversations.recent(pk, 9).map(({ text }) => text)).toEqual([
      'cat',
      'Look: ',
      'a cat.',
    ])
    expect(sent.find((frame) => frame['type'] === 'complete')?.['data']).toBe('Look: a cat.')
  })

  it('the assistant sees what was said before', async () => {
    const seen: unknown[] = []
    const { connect } = await open({
      async *reply(input) {
        seen.push(input.history)
        yield await Promise.resolve({ type: 'delta', text: 'ok' } as const)
      },
    })
    const { send, ends } = connect()
    const quote = { type: 'reply', message_id: 1, selected_text: 'quoted' }
    send(ask('one'), ask('', { message: [quote, { type: 'plain', text: 'two' }] }))
    await ends(2)
    expect(seen).toEqual([
      [],
      [
        { role: 'user', text: 'one' },
        { role: 'assistant', text: 'ok' },
        { role: 'assistant', text: 'quoted' },
      ],
    ])
  })

  it('interrupt cuts it short: what was said is kept, then end, then INTERRUPTED', async () => {
    const { context, connect } = await open({
      async *reply({ signal }) {
        yield { type: 'delta', text: 'Half ' }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
    const { send, sent, names, ends } = connect()
    send(ask('go'), ask('next', { message_id: 'm2' }))
    await eventually(() => names().includes('plain'))
    send({ t: 'interrupt' })
    await ends(1)
    await eventually(() => names().includes('INTERRUPTED'))
    expect(names().slice(0, 5)).toEqual([
      'user_message_saved',
      'plain',
      'message_saved',
      'end',
      'INTERRUPTED',
    ])
    expect(sent[4]).toEqual({ ct: 'chat', t: 'error', data: 'INTERRUPTED', code: 'INTERRUPTED' })
    const pk = context.store.conversations.find('key:k', 's')?.pk ?? 0
    const [, kept] = context.store.conversations.recent(pk, 9)
    expect(kept).toMatchObject({ text: 'Half ', interrupted: true })
    await eventually(() => sent.some((frame) => frame['type'] === 'plain' && frame['message_id'] === 'm2'))
  })

  it('a socket that goes away loses nothing that was said', async () => {
    const { context, connect } = await open({
      async *reply({ signal }) {
        yield { type: 'delta', text: 'Half ' }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
    const { send, names, drop } = connect()
    send(ask('go'))
    await eventually(() => names().includes('plain'))
    drop()
    const pk = context.store.conversations.find('key:k', 's')?.pk ?? 0
    await eventually(() => context.store.conversations.recent(pk, 9).length === 2)
  })

  it('a failure is an error, then end', async () => {
    const { connect } = await open({
      async *reply() {
        yield await Promise.resolve({ type: 'delta', text: 'x' } as const)
        throw new Error('boom')
      },
    })
    const { send, sent, ends, names } = connect()
    send(ask('go'))
    await ends(1)
    expect(names().slice(2)).toEqual(['PROCESSING_ERROR', 'message_saved', 'end'])
    expect(sent[2]).toEqual({ ct: 'chat', t: 'error', data: 'boom', code: 'PROCESSING_ERROR' })
  })
})

describe('chat sessions', () => {
  it('belong to the user name that began them, and to their key', async () => {
    const { connect } = await open()
    const alice = connect('alice')
    alice.send(ask('mine'))
    await alice.ends(1)
    const bob = connect('bob')
    bob.send({ t: 'bind', session_id: 's' }, ask('yours?'))
    await eventually(() => bob.sent.length === 2)
    expect(bob.sent.map((frame) => frame['t'])).toEqual(['error', 'error'])
    // Another key has a session of that name of its own.
    const other = connect('bob', 'key:other')
    other.send({ t: 'bind', session_id: 's' }, ask('hello'))
    await other.ends(1)
    expect(other.sent[0]?.['type']).toBe('session_bound')
  })

  it('errors wait for the reply before them; what there is no room for is busy', async () => {
    const { connect } = await open({}, { maxQueuedInputs: 2 })
    const { session, send, sent, names } = connect()
    send(ask('one'), { t: 'nonsense' })
    session.receiveInvalid()
    send(ask('two'), ask('three'))
    await eventually(() => sent.filter((frame) => frame['t'] === 'error').length === 4)
    expect(names().slice(-5)).toEqual([
      'end',
      'INVALID_MESSAGE_FORMAT',
      'INVALID_MESSAGE_FORMAT',
      'PROCESSING_ERROR',
      'PROCESSING_ERROR',
    ])
  })

  it('a push is a lone plain with the socket’s own id, and kept', async () => {
    const { context, connect } = await open()
    const { session, send, sent } = connect()
    send({ t: 'bind', session_id: 's' })
    expect(session.isBoundTo('s') && !session.isBoundTo('t')).toBe(true)
    session.push('s', 'Ring.')
    expect(sent[1]).toEqual({
      ct: 'chat',
      type: 'plain',
      data: 'Ring.',
      streaming: false,
      chain_type: null,
      message_id: sent[0]?.['message_id'],
    })
    const pk = context.store.conversations.find('key:k', 's')?.pk ?? 0
    expect(context.store.conversations.recent(pk, 9)).toMatchObject([{ role: 'assistant', text: 'Ring.' }])
  })
})
