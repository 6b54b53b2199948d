import { afterEach, describe, expect, it } from 'vitest'
import { createLiveSession } from '../../../../src/server/live/session.ts'
import type { ReplyEvent } from '../../../../src/server/skills/types.ts'
import { FailureError, failure } from '../../../../src/shared/failure.ts'
import { parseLiveServerFrame } from '../../../../src/shared/live-api/parse.ts'
import { eventually, fakeConnection, makeContext } from '../../../helpers/fake-engine.ts'
import type { Script } from '../../../helpers/fake-engine.ts'

type Frame = Record<string, unknown>

const disposers: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose()
})

async function open(script: Script = {}, limits = {}) {
  const { context, dispose } = await makeContext(script, limits)
  const { connection, sent, drop } = fakeConnection()
  disposers.push(drop, dispose)
  const session = createLiveSession(context, connection, { owner: 'key:k', username: 'alice' })
  const send = (...frames: Frame[]): void => {
    for (const frame of frames) session.receive(frame, JSON.stringify(frame).length)
  }
  /** Waits for the last frame of the `count`th turn. */
  const turns = (count: number): Promise<void> =>
    eventually(() => sent.filter((frame) => nameOf(frame).includes('wav_to_tts_total_time')).length >= count)
  const stored = () => {
    const [live] = context.store.conversations.list('key:k', 'alice', 'live', 10, 0)
    return live ? context.store.conversations.recent(live.pk, 100) : []
  }
  return { context, session, send, sent, turns, drop, stored, names: () => sent.map(nameOf) }
}

/** A frame's name; of metrics, its keys too. */
function nameOf(frame: Frame): string {
  const name = String(frame['t'])
  return name === 'metrics' ? `metrics ${Object.keys(frame['data'] as object).join(',')}` : name
}

const TAIL = ['end', 'metrics wav_to_tts_total_time']
const segment = (stamp: string, samples = 160): Frame[] => [
  { t: 'start_speaking', stamp },
  { t: 'speaking_part', data: Buffer.alloc(samples * 2).toString('base64') },
  { t: 'end_speaking', stamp },
]
/** A reply that says one sentence, then waits for its signal. */
async function* endless({ signal }: { signal: AbortSignal }): AsyncGenerator<ReplyEvent> {
  yield { type: 'delta', text: 'This is the first sentence. ' }
  yield { type: 'delta', text: 'And this one is never ' }
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

describe('a text turn', () => {
  it('has the frames of the contract, in its order', async () => {
    const { send, sent, turns, names } = await open()
    send({ t: 'text_input', text: 'hello' })
    await turns(1)
    expect(names()).toEqual([
      'metrics input_type',
      'user_msg',
      'bot_delta_chunk',
      'bot_delta_chunk',
      'metrics llm_ttft,llm_total_time',
      'metrics speak_to_first_frame',
      'bot_text_chunk',
      'response',
      'bot_text_chunk',
      'response',
      'metrics tts_total_time,tts_first_frame_time,tts,chat_model',
      ...TAIL,
    ])
    for (const frame of sent) expect(parseLiveServerFrame(JSON.stringify(frame)).kind).toBe('frame')
  })

  it('tool calls and files go out as they happen, and the file can be fetched', async () => {
    const { context, send, sent, turns } = await open({
      async *reply() {
        yield { type: 'tool_call', id: 'c', name: 'draw', args: { what: 'red' } }
        yield { type: 'tool_result', id: 'c', result: 'ok' }
        yield { type: 'attachment', name: 'red.png', mime: 'image/png', bytes: new Uint8Array([1, 2]) }
        yield await Promise.resolve({ type: 'delta', text: 'Here.' } as const)
      },
    })
    send({ t: 'text_input', text: 'draw' })
    await turns(1)
    const [call, result, image] = ['tool_call', 'tool_call_result', 'image'].map((t) =>
      sent.find((frame) => frame['t'] === t),
    )
    expect(JSON.parse(String(call?.['data']))).toEqual({
      id: 'c',
      name: 'draw',
      args: { what: 'red' },
      ts: expect.any(Number),
    })
    expect(Object.keys(call ?? {})).toEqual(['t', 'data', 'chain_type', 'streaming', 'message_id'])
    expect(JSON.parse(String(result?.['data']))).toEqual({ id: 'c', ts: expect.any(Number), result: 'ok' })
    const data = image?.['data'] as { attachment_id: string }
    expect(data).toEqual({ attachment_id: expect.any(String), filename: 'red.png', type: 'image' })
    expect(context.attachments.find('key:k', data.attachment_id)?.size).toBe(2)
  })

  it('without a voice, bot_msg has the whole text', async () => {
    const say = () => Promise.reject(new FailureError(failure('MODELS_MISSING', 'no voice')))
    const { send, sent, turns, names } = await open({ say })
    send({ t: 'text_input', text: 'hello' })
    await turns(1)
    expect(names()).not.toContain('response')
    const [message] = sent.filter((frame) => frame['t'] === 'bot_msg')
    expect(message?.['data']).toMatchObject({ text: 'You said: hello. And that is all there is.' })
  })

  it('a sentence that cannot be said costs only its own sound', async () => {
    let calls = 0
    const say = (text: string) => {
      calls += 1
      return calls === 1
        ? Promise.reject(new FailureError(failure('TTS_FAILED', 'x')))
        : Promise.resolve(new TextEncoder().encode(text))
    }
    const { send, turns, names } = await open({ say })
    send({ t: 'text_input', text: 'hello' })
    await turns(1)
    expect(names().filter((name) => name === 'response')).toHaveLength(1)
    expect(names()).not.toContain('bot_msg')
  })

  it('a model that fails is an error with its code, then the end; the next turn works', async () => {
    let calls = 0
    const { send, sent, turns, names, stored } = await open({
      async *reply() {
        calls += 1
        yield { type: 'delta', text: 'Half an ans' }
        await Promise.resolve()
        if (calls === 1) throw new FailureError(failure('CONNECTION_LOST', 'The endpoint is gone.', true))
      },
    })
    send({ t: 'text_input', text: 'one' }, { t: 'text_input', text: 'two' })
    await turns(2)
    expect(names().slice(3, 6)).toEqual(['error', ...TAIL])
    expect(sent[3]).toEqual({ t: 'error', data: 'The endpoint is gone.', code: 'CONNECTION_LOST' })
    expect(stored().map(({ text, interrupted }) => [text, interrupted])).toEqual([
      ['one', false],
      ['Half an ans', true],
      ['two', false],
      ['Half an ans', false],
    ])
  })
})

describe('a voice turn', () => {
  it('begins with its two metrics', async () => {
    const { send, sent, turns, names } = await open()
    send(...segment('s', 320))
    await turns(1)
    expect(names().slice(0, 3)).toEqual(['metrics wav_assemble_time,input_type', 'metrics stt', 'user_msg'])
    expect(sent[2]?.['data']).toMatchObject({ text: '320 samples' })
  })

  it('silence is NO_SPEECH, then the end', async () => {
    const { send, sent, turns, names } = await open({ hear: () => Promise.resolve(' ') })
    send(...segment('s'))
    await turns(1)
    expect(names().slice(2)).toEqual(['error', ...TAIL])
    expect(sent[2]).toMatchObject({ code: 'NO_SPEECH' })
  })

  it('missing models are a coded error, then the end', async () => {
    const hear = () => Promise.reject(new FailureError(failure('MODELS_MISSING', 'Fetch the models.')))
    const { send, sent, turns } = await open({ hear })
    send(...segment('s'))
    await turns(1)
    expect(sent[2]).toEqual({ t: 'error', data: 'Fetch the models.', code: 'MODELS_MISSING' })
  })

  it('too long a segment is a turn with a coded error', async () => {
    const { send, sent, turns, names } = await open({}, { maxSegmentMs: 10 })
    send(...segment('s', 161))
    await turns(1)
    expect(names()).toEqual(['metrics wav_assemble_time,input_type', 'error', ...TAIL])
    expect(sent[1]).toMatchObject({ code: 'SEGMENT_TOO_LONG' })
  })
})

describe('interrupt', () => {
  it('stops a reply at once: stop_play, end, and what was spoken is kept as interrupted', async () => {
    const { send, sent, turns, names, stored } = await open({ reply: endless })
    send({ t: 'text_input', text: 'go on' })
    await eventually(() => names().includes('response'))
    send({ t: 'interrupt' })
    await turns(1)
    expect(names().slice(-3)).toEqual(['stop_play', ...TAIL])
    expect(stored()).toMatchObject([
      { role: 'user', text: 'go on' },
      { role: 'assistant', text: 'This is the first sentence.', interrupted: true },
    ])
    const count = sent.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(sent.length).toBe(count)
  })

  it('does not wait for an engine that ignores its signal', async () => {
    const never = new Promise<never>(() => undefined)
    const scripts: Script[] = [
      { hear: () => never },
      { say: () => never },
      {
        async *reply() {
          yield { type: 'delta', text: 'x' }
          await never
        },
      },
    ]
    for (const script of scripts) {
      const { send, turns, names } = await open(script)
      send(...segment('s'))
      await eventually(() => names().length >= 2)
      send({ t: 'interrupt' })
      await turns(1)
      expect(names().slice(-3)).toEqual(['stop_play', ...TAIL])
    }
  })

  it('stops only the running turn: what waits is served', async () => {
    const { send, sent, turns } = await open({ reply: endless })
    send({ t: 'text_input', text: 'one' }, { t: 'text_input', text: 'two' }, { t: 'interrupt' })
    await eventually(() => sent.filter((frame) => frame['t'] === 'user_msg').length === 2)
    send({ t: 'interrupt' })
    await turns(2)
    const texts = sent.flatMap((frame) => (frame['t'] === 'user_msg' ? [frame['data']] : []))
    expect(texts).toMatchObject([{ text: 'one' }, { text: 'two' }])
  })

  it('while nothing runs does nothing, now or later', async () => {
    const { send, sent, turns, names } = await open()
    send({ t: 'interrupt' })
    expect(sent).toEqual([])
    send({ t: 'text_input', text: 'hi' })
    await turns(1)
    expect(names()).not.toContain('stop_play')
  })
})

describe('inputs during a turn', () => {
  it('are answered in order, errors in their place, one answer each', async () => {
    const { send, sent, session, turns } = await open({}, { maxQueuedInputs: 3 })
    send({ t: 'text_input', text: 'one' }, { t: 'end_speaking', stamp: 'x' })
    session.receiveInvalid()
    send(...segment('s'), { t: 'text_input', text: 'no room' }, { t: 'text_input', text: '' })
    await eventually(() => sent.filter((frame) => frame['t'] === 'error').length === 4)
    await turns(2)
    const story = sent.flatMap((frame) => {
      if (frame['t'] === 'user_msg') return [(frame['data'] as { text: string }).text]
      if (frame['t'] === 'error') return [frame['code']]
      return frame['t'] === 'end' ? ['end'] : []
    })
    expect(story).toEqual([
      'one',
      'end',
      'AUDIO_ASSEMBLY_FAILED',
      'INVALID_MESSAGE_FORMAT',
      '160 samples',
      'end',
      'PROCESSING_ERROR',
      'PROCESSING_ERROR',
    ])
    expect(sent.at(-1)).toEqual({ t: 'error', data: 'Session is busy', code: 'PROCESSING_ERROR' })
  })
})

describe('a socket that goes away', () => {
  it('stops every stage and keeps what was said', async () => {
    let wasStopped = false
    const { send, drop, names, stored } = await open({
      reply: ({ signal }) => {
        signal.addEventListener('abort', () => (wasStopped = true))
        return endless({ signal })
      },
    })
    send({ t: 'text_input', text: 'hi' }, { t: 'text_input', text: 'never served' })
    await eventually(() => names().includes('response'))
    drop()
    await eventually(() => wasStopped && stored().length === 2)
    expect(stored()).toMatchObject([{ text: 'hi' }, { interrupted: true }])
  })
})

describe('a push', () => {
  const push = (session: Awaited<ReturnType<typeof open>>['session'], text: string) =>
    new Promise<boolean>((done) => session.push({ text, done }))

  it('is a whole turn, marked in its metrics and on every frame', async () => {
    const { session, sent, names } = await open()
    expect(await push(session, 'Your timer is done.')).toBe(true)
    expect(names()).toEqual([
      'metrics input_type,push',
      'bot_delta_chunk',
      'metrics speak_to_first_frame',
      'bot_text_chunk',
      'response',
      'metrics tts_total_time,tts_first_frame_time,tts,chat_model',
      'end',
      'metrics wav_to_tts_total_time,push',
    ])
    expect(sent[0]).toEqual({ t: 'metrics', data: { input_type: 'text', push: true }, push: true })
    expect(sent.every((frame) => frame['push'] === true)).toBe(true)
  })

  it('waits for the running turn, and comes before what waits', async () => {
    const { session, send, sent } = await open()
    send({ t: 'text_input', text: 'one' }, { t: 'text_input', text: 'two' })
    await push(session, 'Ring.')
    await eventually(() => sent.filter((frame) => frame['t'] === 'end').length === 3)
    const marks = sent.flatMap((frame) => (frame['t'] === 'end' ? [frame['push'] === true] : []))
    expect(marks).toEqual([false, true, false])
    const inside = sent.slice(
      0,
      sent.findIndex((frame) => frame['t'] === 'end'),
    )
    expect(inside.some((frame) => 'push' in frame)).toBe(false)
  })

  it('is not said while the person speaks', async () => {
    const { session, send, sent } = await open()
    const [start, part, end] = segment('s') as [Frame, Frame, Frame]
    send(start, part)
    const done = push(session, 'Ring.')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(sent).toEqual([])
    send(end)
    expect(await done).toBe(true)
  })

  it('is said after all when an open segment stays silent', async () => {
    const { session, send } = await open({}, { ringHoldMs: 10 })
    send({ t: 'start_speaking', stamp: 'forgotten' })
    expect(await push(session, 'Ring.')).toBe(true)
  })

  it('that is interrupted was heard; one whose socket goes away was not', async () => {
    const say = () => new Promise<never>(() => undefined)
    const heard = await open({ say })
    const first = push(heard.session, 'Ring.')
    heard.send({ t: 'interrupt' })
    expect(await first).toBe(true)
    expect(heard.names().slice(-3, -1)).toEqual(['stop_play', 'end'])

    const lost = await open({ say })
    const second = push(lost.session, 'Ring.')
    const third = push(lost.session, 'Another.')
    lost.drop()
    expect(await Promise.all([second, third])).toEqual([false, false])
    expect(await push(lost.session, 'Too late.')).toBe(false)
  })
})

describe('a slow reader', () => {
  it('holds back speech, not thought', async () => {
    const { context, dispose } = await makeContext()
    const { connection, sent, drop } = fakeConnection()
    disposers.push(drop, dispose)
    let release: () => void = () => undefined
    const full = new Promise<void>((resolve) => (release = resolve))
    const session = createLiveSession(
      context,
      { ...connection, drained: () => full },
      { owner: 'key:k', username: 'alice' },
    )
    session.receive({ t: 'text_input', text: 'hello' }, 10)
    await eventually(() => sent.some((frame) => nameOf(frame).includes('llm_total_time')))
    expect(sent.some((frame) => frame['t'] === 'response')).toBe(false)
    release()
    await eventually(() => sent.some((frame) => frame['t'] === 'end'))
    expect(sent.filter((frame) => frame['t'] === 'response')).toHaveLength(2)
  })
})
