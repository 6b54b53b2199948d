import { isMetrics, named, readTurn, segmentFrames, textOf } from '../target.ts'
import type { Target } from '../target.ts'
import type { Frame, TestSocket } from '../socket.ts'
import { Mismatch, NotSupported, expect, expectSame, short } from '../outcome.ts'
import type { Row } from '../row.ts'

const NOT_ASSEMBLED = '音频组装失败'

/** Silence, ms of 16 kHz 16-bit mono. */
const silence = (ms: number): Uint8Array => new Uint8Array(ms * 32)
const isEnd = (frame: Frame): boolean => frame['t'] === 'end'
const part = (data: unknown) => ({ t: 'speaking_part', data })
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function row(id: string, title: string, check: (socket: TestSocket, target: Target) => Promise<void>): Row {
  return { id, title, check: (target) => target.live((socket) => check(socket, target)) }
}

/** The error of a segment that could not be put together; its code is an improvement and not looked at. */
async function expectNotAssembled(socket: TestSocket): Promise<Frame> {
  const frame = await socket.next(5000)
  expect(frame['t'] === 'error' && frame['data'] === NOT_ASSEMBLED, frame)
  return frame
}

/** Sees that a voice turn begins now, and lets it end. */
async function expectVoiceTurn(socket: TestSocket): Promise<Frame[]> {
  const frames = await readTurn(socket)
  expect(isMetrics(frames[0] as Frame, 'wav_assemble_time'), frames[0])
  expect(textOf(frames, 'user_msg') !== '', frames.slice(0, 4))
  return frames
}

export const liveVoiceRows: Row[] = [
  row(
    'voice/1',
    'a voice turn begins with two metrics: assembly with input_type audio, then stt',
    async (socket, target) => {
      socket.send(...segmentFrames('seg', target.options.speech))
      const [first, second] = await readTurn(socket)
      expect(isMetrics(first as Frame, 'wav_assemble_time') && isMetrics(first as Frame, 'input_type'), first)
      expectSame((first?.['data'] as Frame)['input_type'], 'audio')
      expect(isMetrics(second as Frame, 'stt'), second)
    },
  ),
  row('voice/2', 'speech is recognised: user_msg comes third', async (socket, target) => {
    socket.send(...segmentFrames('seg', target.options.speech))
    const frames = await readTurn(socket)
    expect(frames[2]?.['t'] === 'user_msg' && textOf(frames, 'user_msg').length > 3, frames[2])
  }),
  row('voice/3', 'nothing is sent for start_speaking and speaking_part', async (socket, target) => {
    socket.send(...segmentFrames('seg', target.options.speech).slice(0, -1))
    const frames = await socket.during(400)
    expect(frames.length === 0, frames)
  }),
  row('voice/4', 'one long frame does as well as many short ones', async (socket, target) => {
    socket.send(...segmentFrames('seg', target.options.speech, target.options.speech.length))
    await expectVoiceTurn(socket)
  }),
  row('voice/5', 'another stamp is an error, and the segment stays open', async (socket, target) => {
    const frames = segmentFrames('A', target.options.speech)
    socket.send(...frames.slice(0, -1), { t: 'end_speaking', stamp: 'B' })
    await expectNotAssembled(socket)
    socket.send({ t: 'end_speaking', stamp: 'A' })
    await expectVoiceTurn(socket)
  }),
  row('voice/6', 'the error of a segment has a code [ours]', async (socket) => {
    socket.send({ t: 'end_speaking', stamp: 'none' })
    const frame = await expectNotAssembled(socket)
    if (typeof frame['code'] !== 'string') throw new NotSupported('no code')
  }),
  row('voice/7', 'end_speaking without a start is an error', async (socket) => {
    socket.send({ t: 'end_speaking', stamp: 'none' })
    await expectNotAssembled(socket)
  }),
  row('voice/8', 'a segment without audio is an error, and closed', async (socket) => {
    socket.send({ t: 'start_speaking', stamp: 'A' }, part(''), { t: 'end_speaking', stamp: 'A' })
    await expectNotAssembled(socket)
    socket.send({ t: 'end_speaking', stamp: 'A' })
    await expectNotAssembled(socket)
  }),
  row('voice/9', 'a number is a stamp', async (socket, target) => {
    socket.send(...segmentFrames(7, target.options.speech))
    await expectVoiceTurn(socket)
  }),
  row('voice/10', '7 and "7" are not the same stamp', async (socket) => {
    socket.send({ t: 'start_speaking', stamp: 7 }, part(base64(silence(100))), {
      t: 'end_speaking',
      stamp: '7',
    })
    await expectNotAssembled(socket)
  }),
  row('voice/11', 'start_speaking without a stamp is ignored, and with it its audio', async (socket) => {
    socket.send({ t: 'start_speaking' }, part(base64(silence(100))), { t: 'end_speaking', stamp: 'A' })
    await expectNotAssembled(socket)
  }),
  row(
    'voice/12',
    'end_speaking without a usable stamp is ignored: the segment stays open',
    async (socket, target) => {
      const frames = segmentFrames('A', target.options.speech)
      socket.send(
        ...frames.slice(0, -1),
        { t: 'end_speaking' },
        { t: 'end_speaking', stamp: '' },
        { t: 'end_speaking', stamp: 0 },
      )
      const early = await socket.during(400)
      expect(early.length === 0, early)
      socket.send({ t: 'end_speaking', stamp: 'A' })
      await expectVoiceTurn(socket)
    },
  ),
  row('voice/13', 'a second start throws the first segment away', async (socket, target) => {
    socket.send({ t: 'start_speaking', stamp: 'A' }, part(base64(silence(200))))
    socket.send(...segmentFrames('B', target.options.speech).slice(0, -1), { t: 'end_speaking', stamp: 'A' })
    await expectNotAssembled(socket)
    socket.send({ t: 'end_speaking', stamp: 'B' })
    await expectVoiceTurn(socket)
  }),
  row('voice/14', 'audio before a start is dropped without a word', async (socket) => {
    socket.send(part(base64(silence(100))))
    expectSame(await socket.during(300), [])
    socket.send({ t: 'start_speaking', stamp: 'A' }, { t: 'end_speaking', stamp: 'A' })
    await expectNotAssembled(socket)
  }),
  ...(
    [
      ['no base64', '!!!not base64'],
      ['a cut-off group', 'abc'],
      ['URL-safe base64', '-_-_-_-_'],
      ['a data URL', 'data:audio/pcm;base64,AAAA'],
      ['a number', 123],
      ['a list', ['AAAA']],
      ['nothing', undefined],
    ] as const
  ).map(([what, data], index) =>
    row(`voice/${15 + index}`, `audio data that is ${what} is dropped without a word`, async (socket) => {
      socket.send({ t: 'start_speaking', stamp: 'A' }, part(data), { t: 'end_speaking', stamp: 'A' })
      await expectNotAssembled(socket)
    }),
  ),
  row('voice/22', 'bad parts cost the good ones nothing', async (socket, target) => {
    const [start, ...rest] = segmentFrames('A', target.options.speech, 16_000)
    socket.send(start, part('!!!'), ...rest.flatMap((frame) => [frame, part('abc')]))
    await expectVoiceTurn(socket)
  }),
  row(
    'voice/23',
    'text inside an open segment is a turn of its own; the segment goes on',
    async (socket, target) => {
      const frames = segmentFrames('A', target.options.speech)
      const middle = Math.floor(frames.length / 2)
      socket.send(...frames.slice(0, middle), { t: 'text_input', text: target.options.prompt })
      expectSame((await readTurn(socket))[0], { t: 'metrics', data: { input_type: 'text' } })
      socket.send(...frames.slice(middle))
      await expectVoiceTurn(socket)
    },
  ),
  row('voice/24', 'speech that comes while a reply runs is served after it', async (socket, target) => {
    socket.send(
      { t: 'text_input', text: target.options.prompt },
      ...segmentFrames('A', target.options.speech),
    )
    expectSame((await readTurn(socket))[0], { t: 'metrics', data: { input_type: 'text' } })
    await expectVoiceTurn(socket)
  }),
  row('voice/25', 'silence gets its two metrics and no user_msg', async (socket) => {
    socket.send(...segmentFrames('A', silence(600)))
    const frames = [await socket.next(), await socket.next(), ...(await socket.untilOrQuiet(isEnd, 2500))]
    expect(isMetrics(frames[0] as Frame, 'wav_assemble_time') && isMetrics(frames[1] as Frame, 'stt'), frames)
    expect(named(frames, 'user_msg').length === 0 && named(frames, 'response').length === 0, frames)
  }),
  {
    id: 'voice/26',
    title: 'silence is an error NO_SPEECH, and the turn ends with `end` [ours]',
    isImprovement: true,
    check: (target) =>
      target.live(async (socket) => {
        socket.send(...segmentFrames('A', silence(600)))
        const frames = [await socket.next(), await socket.next(), ...(await socket.untilOrQuiet(isEnd, 3000))]
        const rest = frames.slice(2)
        if (rest.length === 0) throw new NotSupported('nothing came after the two metrics')
        const isRight =
          rest[0]?.['t'] === 'error' && rest[0]['code'] === 'NO_SPEECH' && rest[1]?.['t'] === 'end'
        if (!isRight) throw new Mismatch(short(rest))
      }),
  },
  row('voice/27', 'after silence the next turn works', async (socket, target) => {
    socket.send(...segmentFrames('A', silence(600)))
    await socket.next()
    await socket.next()
    await socket.untilOrQuiet(isEnd, 1500)
    socket.send({ t: 'text_input', text: target.options.prompt })
    await readTurn(socket)
  }),
]
