import { randomUUID } from 'node:crypto'
import type { Frame, TestSocket } from '../socket.ts'
import type { Target } from '../target.ts'
import { NotSupported, expect, expectSame, short } from '../outcome.ts'
import type { Row } from '../row.ts'

function row(id: string, title: string, check: (socket: TestSocket, target: Target) => Promise<void>): Row {
  return { id, title, check: (target) => target.chat((socket) => check(socket, target)) }
}

function request(target: Target, more: Record<string, unknown> = {}): Frame & { message_id: string } {
  return {
    ct: 'chat',
    t: 'send',
    session_id: `conformance-${randomUUID()}`,
    message_id: randomUUID(),
    message: [{ type: 'plain', text: target.options.prompt }],
    ...more,
  }
}

/** Frames up to and with `end`. */
function readReply(socket: TestSocket): Promise<Frame[]> {
  return socket.until((frame) => frame['type'] === 'end' || frame['t'] === 'error', 60_000)
}

const names = (frames: readonly Frame[]) => frames.map((frame) => frame['type'] ?? frame['t'])
const ofType = (frames: readonly Frame[], type: string) => frames.filter((frame) => frame['type'] === type)
const answerText = (frames: readonly Frame[]) =>
  ofType(frames, 'plain')
    .filter((frame) => frame['chain_type'] === null)
    .map((frame) => frame['data'])
    .join('')

/** A frame that must be answered with a chat error. */
function refused(
  id: string,
  title: string,
  frame: Frame,
  data: string,
  code = 'INVALID_MESSAGE_FORMAT',
): Row {
  return row(id, title, async (socket) => {
    socket.send(frame)
    expectSame(await socket.next(5000), { ct: 'chat', t: 'error', data, code })
    await socket.ping()
  })
}

const unsupported = (id: string, title: string, frame: Frame, name: string) =>
  refused(id, title, frame, `Unsupported message type: ${name}`)

export const chatRows: Row[] = [
  row('chat/1', 'bind is answered with session_bound, the same id each time', async (socket) => {
    const frame = { ct: 'chat', t: 'bind', session_id: `conformance-${randomUUID()}` }
    socket.send(frame, frame)
    const [first, second] = [await socket.next(), await socket.next()]
    expect(first['ct'] === 'chat' && first['type'] === 'session_bound', first)
    expectSame(first['session_id'], frame.session_id)
    expect(/^ws_sub_[0-9a-f]{32}$/.test(String(first['message_id'])), first)
    expectSame(second, first)
  }),
  refused('chat/2', 'bind without a session_id', { ct: 'chat', t: 'bind' }, 'session_id is required'),
  refused(
    'chat/3',
    'bind with a number for a session_id',
    { ct: 'chat', t: 'bind', session_id: 5 },
    'session_id is required',
  ),
  refused(
    'chat/4',
    'a string for a message',
    { ct: 'chat', t: 'send', session_id: 's', message: 'hi' },
    'message must be list',
  ),
  refused('chat/5', 'no message', { ct: 'chat', t: 'send', session_id: 's' }, 'message must be list'),
  refused(
    'chat/6',
    'an empty message',
    { ct: 'chat', t: 'send', session_id: 's', message: [] },
    'Message content is empty',
  ),
  refused(
    'chat/7',
    'only an unknown attachment',
    { ct: 'chat', t: 'send', session_id: 's', message: [{ type: 'image', attachment_id: 'x' }] },
    'Message content is empty',
  ),
  unsupported(
    'chat/8',
    'a live frame on a chat socket',
    { ct: 'live', t: 'text_input', text: 'x' },
    'text_input',
  ),
  unsupported('chat/9', 'an unknown t', { ct: 'chat', t: 'ping' }, 'ping'),
  unsupported('chat/10', 'no t', { ct: 'chat' }, 'None'),
  refused(
    'chat/11',
    'interrupt while nothing runs',
    { ct: 'chat', t: 'interrupt' },
    'INTERRUPTED',
    'INTERRUPTED',
  ),
  row('chat/12', 'a streamed reply: plain items, complete, message_saved, end', async (socket, target) => {
    socket.send(request(target))
    const frames = await readReply(socket)
    expect(
      frames.every((frame) => frame['ct'] === 'chat'),
      frames,
    )
    const order = names(frames).filter((name) => ['complete', 'message_saved', 'end'].includes(String(name)))
    // A reply that did not stream (a command's) has no `complete`.
    const isStreamed = ofType(frames, 'plain').some((frame) => frame['streaming'] === true)
    expectSame(order.slice(-3), isStreamed ? ['complete', 'message_saved', 'end'] : order.slice(-3))
    expect(order.at(-1) === 'end' && order.includes('message_saved'), names(frames))
  }),
  row('chat/13', 'complete holds all the text', async (socket, target) => {
    socket.send(request(target))
    const frames = await readReply(socket)
    const [complete] = ofType(frames, 'complete')
    if (complete) {
      expectSame(complete['data'], answerText(frames))
      expect(complete['reasoning'] === '' || typeof complete['reasoning'] === 'string', complete)
    }
  }),
  row('chat/14', 'every item of a reply has the message_id that was sent', async (socket, target) => {
    const sent = request(target)
    socket.send(sent)
    for (const frame of await readReply(socket)) {
      if (!['agent_stats', 'message_saved'].includes(String(frame['type']))) {
        expectSame(frame['message_id'], sent.message_id)
      }
    }
  }),
  row('chat/15', 'text has chain_type null; tool items hold a JSON string', async (socket, target) => {
    socket.send(request(target, { message: [{ type: 'plain', text: target.options.toolPrompt }] }))
    for (const frame of ofType(await readReply(socket), 'plain')) {
      expect('chain_type' in frame, frame)
      if (frame['chain_type'] === 'tool_call' || frame['chain_type'] === 'tool_call_result') {
        const data = JSON.parse(String(frame['data'])) as Record<string, unknown>
        expect(frame['streaming'] === false && typeof data['id'] === 'string', frame)
      }
    }
  }),
  row('chat/16', 'message_saved has an id and a time', async (socket, target) => {
    socket.send(request(target))
    const [saved] = ofType(await readReply(socket), 'message_saved')
    const data = saved?.['data'] as { id?: unknown; created_at?: unknown } | undefined
    expect(Number.isInteger(data?.id) && !Number.isNaN(Date.parse(String(data?.created_at))), saved)
  }),
  row('chat/17', 'agent_stats, when it comes, has the figures of the reply', async (socket, target) => {
    socket.send(request(target))
    for (const frame of ofType(await readReply(socket), 'agent_stats')) {
      const data = frame['data'] as Record<string, unknown>
      expect(typeof data['start_time'] === 'number' && typeof data['end_time'] === 'number', data)
      expect(typeof data['token_usage'] === 'object' && data['start_time'] <= data['end_time'], data)
    }
  }),
  row('chat/18', 'enable_streaming: false gives the text in one item', async (socket, target) => {
    socket.send(request(target, { enable_streaming: false }))
    const frames = await readReply(socket)
    expect(
      ofType(frames, 'plain').every((frame) => frame['streaming'] === false),
      frames,
    )
    expectSame(ofType(frames, 'complete'), [])
    expect(names(frames).includes('message_saved') && names(frames).at(-1) === 'end', names(frames))
  }),
  row(
    'chat/19',
    'send works without bind, session_id and message_id: the server makes them',
    async (socket, target) => {
      socket.send({ t: 'send', message: [{ type: 'plain', text: target.options.prompt }] })
      const end = (await readReply(socket)).at(-1)
      expect(end?.['type'] === 'end' && /^[0-9a-f-]{36}$/.test(String(end['message_id'])), end)
    },
  ),
  row('chat/20', 'an attachment is taken', async (socket, target) => {
    const { attachment_id } = await target.upload('some notes', { filename: 'notes.txt' })
    const message = [
      { type: 'plain', text: target.options.prompt },
      { type: 'file', attachment_id },
    ]
    socket.send(request(target, { message }))
    expectSame((await readReply(socket)).at(-1)?.['type'], 'end')
  }),
  row('chat/21', 'requests that are sent together are answered in order', async (socket, target) => {
    const [first, second] = [request(target), request(target)]
    socket.send(first, second)
    expectSame((await readReply(socket)).at(-1)?.['message_id'], first.message_id)
    // After `end` one more `message_saved` may come.
    expectSame((await readReply(socket)).at(-1)?.['message_id'], second.message_id)
  }),
  row('chat/22', 'a reply goes only to the socket that asked', async (socket, target) => {
    const sent = request(target)
    const bind = { ct: 'chat', t: 'bind', session_id: sent['session_id'] }
    await target.chat(async (other) => {
      other.send(bind)
      await other.next()
      socket.send(bind)
      await socket.next()
      socket.send(sent)
      await readReply(socket)
      expectSame(await other.during(300), [])
    })
  }),
  row('chat/23', 'interrupt during a reply is answered INTERRUPTED, after `end`', async (socket, target) => {
    socket.send(request(target), { ct: 'chat', t: 'interrupt' })
    expectSame((await readReply(socket)).at(-1)?.['type'], 'end')
    const rest = await socket.until((frame) => frame['t'] === 'error', 5000)
    expectSame(rest.at(-1), { ct: 'chat', t: 'error', data: 'INTERRUPTED', code: 'INTERRUPTED' })
  }),
  {
    id: 'chat/24',
    title: 'interrupt is read at once and cuts the reply short [ours]',
    isImprovement: true,
    check: (target) =>
      target.chat(async (socket) => {
        socket.send(request(target))
        const whole = answerText(await readReply(socket))
        socket.send(request(target), { ct: 'chat', t: 'interrupt' })
        const cut = answerText(await readReply(socket))
        if (cut.length >= whole.length) throw new NotSupported('the reply ran to its end')
      }),
  },
  {
    id: 'chat/25',
    title: 'two sockets with one message_id each get their whole reply [ours]',
    isImprovement: true,
    check: (target) =>
      target.chat((one) =>
        target.chat(async (two) => {
          const message_id = randomUUID()
          const asked = [request(target, { message_id }), request(target, { message_id })]
          one.send(asked[0])
          two.send(asked[1])
          const texts = await Promise.all(
            [one, two].map((socket) => readReply(socket).then(answerText, () => '')),
          )
          if (texts.some((text) => text === '')) throw new NotSupported(short(texts))
        }),
      ),
  },
  {
    id: 'chat/26',
    title: 'nobody binds another user name’s session [ours]',
    isImprovement: true,
    async check(target) {
      const sent = request(target)
      await target.chat(async (socket) => {
        socket.send(sent)
        await readReply(socket)
      })
      await target.with({ ct: 'chat', username: `other-${randomUUID()}` }, async (socket) => {
        socket.send({ ct: 'chat', t: 'bind', session_id: sent['session_id'] })
        const answer = await socket.next()
        if (answer['type'] === 'session_bound') throw new NotSupported('it was bound')
        expectSame(answer['t'], 'error')
      })
    },
  },
]
