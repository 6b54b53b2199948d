import { MAX_MESSAGE_BYTES } from '../../../shared/live-api/limits.ts'
import { named, readTurn, textOf } from '../target.ts'
import type { Target } from '../target.ts'
import type { Frame, TestSocket } from '../socket.ts'
import { NotSupported, expect, expectSame, short } from '../outcome.ts'
import type { Row } from '../row.ts'

function row(id: string, title: string, check: (socket: TestSocket, target: Target) => Promise<void>): Row {
  return { id, title, check: (target) => target.live((socket) => check(socket, target)) }
}

/**
 * What may follow a frame that is no JSON object: the reference server closes with 1000 and no reason; ours answers
 * INVALID_MESSAGE_FORMAT and lives on. Returns which.
 */
async function answerToNonsense(socket: TestSocket): Promise<'closed' | 'answered'> {
  const next = await socket.nextOrClosed(5000)
  if (!socket.isOpen) {
    expectSame(next, { code: 1000, reason: '' })
    return 'closed'
  }
  const frame: Frame = { ...next }
  expect(frame['t'] === 'error' && frame['code'] === 'INVALID_MESSAGE_FORMAT', next)
  await socket.ping()
  return 'answered'
}

const NONSENSE: readonly [string, string | Uint8Array][] = [
  ['invalid JSON', '{nope'],
  ['plain text', 'hello'],
  ['a JSON list', '[1,2]'],
  ['a JSON string', '"x"'],
  ['JSON null', 'null'],
  ['a JSON number', '5'],
  ['an empty text frame', ''],
  ['an empty binary frame', new Uint8Array(0)],
  ['raw PCM', new Uint8Array([0, 1, 128, 255, 0, 1, 128, 255])],
]

/** A `speaking_part` frame of exactly `size` bytes. */
function partOfSize(size: number): string {
  const [head, tail] = ['{"t":"speaking_part","data":"', '"}']
  const room = size - head.length - tail.length
  const data = room - (room % 4)
  return head + 'A'.repeat(data) + '"' + ' '.repeat(room - data) + '}'
}

export const malformedRows: Row[] = [
  ...NONSENSE.map(([what, data], index) =>
    row(
      `frames/${index + 1}`,
      `${what}: closed with 1000, or answered INVALID_MESSAGE_FORMAT`,
      async (socket) => {
        socket.sendRaw(data)
        await answerToNonsense(socket)
      },
    ),
  ),
  {
    id: 'frames/10',
    title: 'a bad frame is answered and the socket lives on [ours]',
    isImprovement: true,
    check: (target) =>
      target.live(async (socket) => {
        socket.sendRaw('{nope')
        if ((await answerToNonsense(socket)) === 'closed') throw new NotSupported('the socket was closed')
        socket.send({ t: 'text_input', text: target.options.prompt })
        await readTurn(socket)
      }),
  },
  row(
    'frames/11',
    'a bad frame in the middle of a turn: the turn comes to its end first',
    async (socket, target) => {
      socket.send({ t: 'text_input', text: target.options.prompt })
      socket.sendRaw('{nope')
      expect(named(await readTurn(socket), 'user_msg').length === 1, 'no user_msg')
      await answerToNonsense(socket)
    },
  ),
  row('frames/12', 'a binary frame with a JSON object is taken like text', async (socket, target) => {
    socket.sendRaw(Buffer.from(JSON.stringify({ t: 'text_input', text: target.options.prompt })), {
      binary: true,
    })
    expectSame(textOf(await readTurn(socket), 'user_msg'), target.options.prompt)
  }),
  ...(
    [
      ['{}', {}],
      ['an unknown t', { t: 'ping' }],
      ['`type` for `t`', { type: 'text_input', text: 'x' }],
      ['another case', { t: 'TEXT_INPUT', text: 'x' }],
      ['a chat frame', { ct: 'chat', t: 'bind', session_id: 'x' }],
    ] as const
  ).map(([what, frame], index) =>
    row(`frames/${13 + index}`, `${what} is ignored without a word`, async (socket) => {
      socket.send(frame)
      const frames = await socket.during(400)
      expect(frames.length === 0 && socket.isOpen, frames)
    }),
  ),
  row('frames/18', 'a message in fragments is one message', async (socket, target) => {
    const text = JSON.stringify({ t: 'text_input', text: target.options.prompt })
    socket.sendRaw(text.slice(0, 10), { fin: false })
    socket.sendRaw(text.slice(10, 20), { fin: false })
    socket.sendRaw(text.slice(20), { fin: true })
    expectSame(textOf(await readTurn(socket), 'user_msg'), target.options.prompt)
  }),
  row('frames/19', 'text that is not UTF-8 ends the connection', async (socket) => {
    // FIN and text, masked with zeros: {"t":<ff>
    socket.sendBytes(Buffer.from([0x81, 0x86, 0, 0, 0, 0, 0x7b, 0x22, 0x74, 0x22, 0x3a, 0xff]))
    const { code } = await socket.closed()
    expect(code === 1006 || code === 1007, { code })
  }),
  row('frames/20', 'a message of 16 MiB is taken', async (socket) => {
    socket.send({ t: 'start_speaking', stamp: 'big' })
    socket.sendRaw(partOfSize(MAX_MESSAGE_BYTES))
    await socket.ping(20_000)
    expect(socket.isOpen, 'the socket was closed')
  }),
  row('frames/21', 'a message above 16 MiB closes with 1009 and no reason', async (socket) => {
    socket.send({ t: 'start_speaking', stamp: 'big' })
    socket.sendRaw(partOfSize(MAX_MESSAGE_BYTES + 1))
    expectSame(await socket.closed(20_000), { code: 1009, reason: '' })
  }),
  row('frames/22', 'a burst of 2,000 small parts is taken', async (socket) => {
    const data = Buffer.alloc(64).toString('base64')
    const parts: Frame[] = Array.from({ length: 2000 }, () => ({ t: 'speaking_part', data }))
    socket.send({ t: 'start_speaking', stamp: 'many' }, ...parts, { t: 'end_speaking', stamp: 'many' })
    const frame = await socket.next()
    expect(frame['t'] === 'metrics', short(frame))
  }),
]
