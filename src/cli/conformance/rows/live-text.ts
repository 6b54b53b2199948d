import { isMetrics, named, readTurn, textOf } from '../target.ts'
import type { Target } from '../target.ts'
import type { Frame } from '../socket.ts'
import { Mismatch, NotSupported, Skipped, expect, expectSame, short } from '../outcome.ts'
import type { Row } from '../row.ts'

/** One whole text turn. */
function turnOf(target: Target, text = target.options.prompt): Promise<Frame[]> {
  return target.live(async (socket) => {
    socket.send({ t: 'text_input', text })
    return readTurn(socket)
  })
}

function row(id: string, title: string, check: (frames: Frame[], target: Target) => void): Row {
  return { id, title, check: async (target) => check(await turnOf(target), target) }
}

/** How a file of playable sound begins. */
export function isAudioFile(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 4)
  const isMp3 = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0
  return head === 'RIFF' || head === 'OggS' || head === 'fLaC' || head.startsWith('ID3') || isMp3
}

const METRIC_NUMBERS = [
  'wav_assemble_time',
  'speak_to_first_frame',
  'llm_ttft',
  'llm_total_time',
  'tts_total_time',
  'tts_first_frame_time',
  'wav_to_tts_total_time',
]

export const liveTextRows: Row[] = [
  row('live/1', 'a text turn begins with metrics {input_type: "text"}', (frames) => {
    expectSame(frames[0], { t: 'metrics', data: { input_type: 'text' } })
  }),
  row('live/2', 'user_msg follows, for typed text too, with its time in ms', (frames, target) => {
    const data = frames[1]?.['data'] as { text?: unknown; ts?: unknown } | undefined
    expect(frames[1]?.['t'] === 'user_msg' && data?.text === target.options.prompt, frames[1])
    expect(Number.isInteger(data.ts) && Number(data.ts) > 1e12, data)
  }),
  row('live/3', 'the turn ends with `end`, and one more metrics {wav_to_tts_total_time}', (frames) => {
    const names = frames.slice(-2).map((frame) => frame['t'])
    expectSame(names, ['end', 'metrics'])
    expect(named(frames, 'end').length === 1, names)
  }),
  row('live/4', 'every bot_text_chunk is directly before its response', (frames) => {
    frames.forEach((frame, index) => {
      if (frame['t'] === 'bot_text_chunk') expectSame(frames[index + 1]?.['t'], 'response')
    })
  }),
  row('live/5', 'each response is one whole audio file in base64', (frames) => {
    for (const { data } of named(frames, 'response')) {
      expect(typeof data === 'string' && isAudioFile(Buffer.from(data, 'base64')), data)
    }
  }),
  row('live/6', 'bot_msg comes only when there was no audio', (frames) => {
    const [audio, messages] = [named(frames, 'response').length, named(frames, 'bot_msg').length]
    expect(audio > 0 ? messages === 0 : messages === 1, { audio, messages })
  }),
  row('live/7', 'chunks joined give the deltas back', (frames) => {
    if (named(frames, 'response').length === 0) throw new Skipped('the server sent no audio')
    const [chunks, deltas] = [textOf(frames, 'bot_text_chunk'), textOf(frames, 'bot_delta_chunk')]
    expectSame(chunks.trim(), deltas.trim())
  }),
  row('live/8', 'metrics are seconds; names are strings', (frames) => {
    for (const { data } of named(frames, 'metrics')) {
      const values = data as Record<string, unknown>
      for (const key of METRIC_NUMBERS) {
        if (key in values) expect(typeof values[key] === 'number' && values[key] >= 0, values)
      }
      for (const key of ['stt', 'tts', 'chat_model']) {
        if (key in values) expect(typeof values[key] === 'string', values)
      }
    }
  }),
  row('live/9', 'speak_to_first_frame comes once, before the first audio', (frames) => {
    const audio = frames.findIndex((frame) => frame['t'] === 'response')
    if (audio < 0) throw new Skipped('the server sent no audio')
    const at = frames.flatMap((frame, index) => (isMetrics(frame, 'speak_to_first_frame') ? [index] : []))
    expect(at.length === 1 && (at[0] as number) < audio, { at, audio })
  }),
  {
    id: 'live/10',
    title: 'tool frames hold a JSON string, chain_type, streaming and message_id',
    async check(target) {
      const frames = await turnOf(target, target.options.toolPrompt)
      const calls = named(frames, 'tool_call')
      if (calls.length === 0) throw new Skipped('the server used no tool (see --tool-prompt)')
      const ids = new Set<unknown>()
      for (const frame of [...calls, ...named(frames, 'tool_call_result')]) {
        expect(frame['chain_type'] === frame['t'] && frame['streaming'] === false, frame)
        expect(typeof frame['message_id'] === 'string' && typeof frame['data'] === 'string', frame)
        const data = JSON.parse(frame['data']) as Record<string, unknown>
        expect(typeof data['id'] === 'string' && typeof data['ts'] === 'number' && data['ts'] < 1e11, data)
        if (frame['t'] === 'tool_call') {
          ids.add(data['id'])
          expect(typeof data['name'] === 'string' && typeof data['args'] === 'object', data)
        } else {
          expect(ids.has(data['id']) && 'result' in data, data)
        }
      }
    },
  },
  {
    id: 'live/11',
    title: 'inputs that are sent together are served strictly in order',
    async check(target) {
      await target.live(async (socket) => {
        const texts = ['one', 'two', 'three'].map((word) => `${target.options.prompt} ${word}`)
        socket.send(...texts.map((text) => ({ t: 'text_input', text })))
        for (const text of texts) {
          const frames = await readTurn(socket)
          expect(isMetrics(frames[0] as Frame, 'input_type'), frames[0])
          expectSame(textOf(frames, 'user_msg'), text)
        }
      })
    },
  },
  {
    id: 'live/12',
    title: 'two sockets of one key run side by side and do not mix',
    async check(target) {
      const ask = (word: string) => turnOf(target, `${target.options.prompt} ${word}`)
      const [first, second] = await Promise.all([ask('first'), ask('second')])
      expect(
        textOf(first, 'user_msg').endsWith('first') && named(first, 'user_msg').length === 1,
        short(first),
      )
      expect(
        textOf(second, 'user_msg').endsWith('second') && named(second, 'end').length === 1,
        short(second),
      )
    },
  },
  {
    id: 'live/13',
    title: 'a ping is answered while a turn runs',
    async check(target) {
      await target.live(async (socket) => {
        socket.send({ t: 'text_input', text: target.options.prompt })
        await socket.ping()
        await readTurn(socket)
      })
    },
  },
  {
    id: 'live/14',
    title: 'after a socket was dropped in the middle of a turn, the next one works',
    async check(target) {
      await target.live(async (socket) => {
        socket.send({ t: 'text_input', text: target.options.prompt })
        await socket.next()
      })
      await turnOf(target)
    },
  },
  {
    id: 'live/15',
    title: 'interrupt while nothing runs is ignored',
    async check(target) {
      await target.live(async (socket) => {
        socket.send({ t: 'interrupt' })
        const frames = await socket.during(400)
        expect(frames.length === 0 && socket.isOpen, frames)
        socket.send({ t: 'text_input', text: target.options.prompt })
        expect(named(await readTurn(socket), 'stop_play').length === 0, 'the next turn was interrupted')
      })
    },
  },
  {
    id: 'live/16',
    title: 'interrupt is read at once: stop_play, then end [ours]',
    isImprovement: true,
    async check(target) {
      await target.live(async (socket) => {
        socket.send({ t: 'text_input', text: target.options.prompt }, { t: 'interrupt' })
        const frames = await readTurn(socket)
        const names = frames.map((frame) => frame['t'])
        if (!names.includes('stop_play')) throw new NotSupported('the turn ran to its end')
        expectSame(names.slice(-3), ['stop_play', 'end', 'metrics'])
      })
    },
  },
  {
    id: 'live/17',
    title: 'what follows an interrupt in the same burst is a whole turn of its own',
    async check(target) {
      await target.live(async (socket) => {
        const { prompt } = target.options
        socket.send(
          { t: 'text_input', text: prompt },
          { t: 'interrupt' },
          { t: 'text_input', text: `${prompt} again` },
        )
        await readTurn(socket)
        const second = await readTurn(socket)
        expectSame(second[0], { t: 'metrics', data: { input_type: 'text' } })
        expectSame(textOf(second, 'user_msg'), `${prompt} again`)
        expect(named(second, 'stop_play').length === 0, 'the second turn was interrupted')
      })
    },
  },
  {
    id: 'live/18',
    title: 'no frame of an interrupted turn comes after its end [ours]',
    isImprovement: true,
    async check(target) {
      await target.live(async (socket) => {
        socket.send({ t: 'text_input', text: target.options.prompt }, { t: 'interrupt' })
        const frames = await readTurn(socket)
        if (named(frames, 'stop_play').length === 0) throw new NotSupported('the turn ran to its end')
        const late = await socket.during(700)
        if (late.length > 0) throw new Mismatch(short(late))
      })
    },
  },
]
