import { beforeEach, describe, expect, it } from 'vitest'
import { next } from '../../../../src/main/chat/next.ts'
import { CHAT_SILENCE_MS, initialChat, MAX_MESSAGES } from '../../../../src/main/chat/state.ts'
import type { ChatEffect, ChatEvent, ChatMessage } from '../../../../src/main/chat/state.ts'
import { failure } from '../../../../src/shared/failure.ts'
import { parseChatServerFrame } from '../../../../src/shared/live-api/parse.ts'

let state = initialChat()
let effects: ChatEffect[] = []
let pushes = 0

beforeEach(() => {
  state = initialChat()
  effects = []
  pushes = 0
  dispatch({ type: 'online' })
})

function dispatch(event: ChatEvent): void {
  const step = next(state, event, 1000)
  state = step.state
  effects.push(...step.effects)
}

function frame(json: object): void {
  const parsed = parseChatServerFrame(JSON.stringify({ ct: 'chat', ...json }))
  if (parsed.kind !== 'frame') throw new Error(`${parsed.kind}: ${JSON.stringify(json)}`)
  dispatch({ type: 'frame', frame: parsed.frame, pushId: `push-${(pushes += 1)}` })
}

const send = (id: string): void =>
  dispatch({ type: 'send', id, sessionId: 's', parts: [{ type: 'plain', text: 'hello' }], options: {} })
const plain = (id: string, data: string, more: object = {}): void =>
  frame({ type: 'plain', data, streaming: true, chain_type: null, message_id: id, ...more })
const message = (id: string): ChatMessage => {
  const found = state.messages.find((one) => one.id === id)
  if (!found) throw new Error(`no message ${id}`)
  return found
}
const sent = (): unknown[] => effects.flatMap((effect) => (effect.type === 'send' ? [effect.frame] : []))

describe('a chat reply', () => {
  it('grows with streamed text only, keeps reasoning apart, and is done at `end`, not at `complete`', () => {
    send('m1')
    plain('m1', 'secret thoughts', { chain_type: 'reasoning' })
    plain('m1', 'The ')
    plain('m1', 'answer.')
    frame({ type: 'agent_stats', data: { time_to_first_token: 0.8 } })
    frame({
      type: 'complete',
      data: 'The answer.',
      reasoning: 'secret thoughts',
      streaming: true,
      message_id: 'm1',
    })
    expect(message('m1').state).toBe('replying')
    frame({ type: 'message_saved', data: { id: 10, created_at: 'x' } })
    frame({ type: 'end', data: '', streaming: false, message_id: 'm1' })
    frame({ type: 'message_saved', data: { id: 11 } })
    expect(message('m1')).toMatchObject({
      state: 'done',
      reply: { text: 'The answer.', reasoning: 'secret thoughts' },
      stats: { time_to_first_token: 0.8 },
      saved: { reply: ['10', '11'] },
    })
  })

  it('shows tools as cards, and closes the one without a result', () => {
    send('m1')
    const tool = (chain: string, data: object): void =>
      plain('m1', JSON.stringify(data), { streaming: false, chain_type: chain })
    tool('tool_call', { id: 'a', name: 'weather', args: {} })
    tool('tool_call', { id: 'b', name: 'time', args: {} })
    tool('tool_call_result', { id: 'b', result: '12:00' })
    tool('some_other_chain', { secret: true })
    frame({ type: 'end', message_id: 'm1' })
    expect(message('m1').reply.text).toBe('')
    expect(message('m1').reply.tools).toMatchObject([
      { name: 'weather', status: 'closed', result: null },
      { name: 'time', status: 'done', result: '12:00' },
    ])
  })

  it('takes the whole text from `complete` when nothing was streamed, and a lone plain as it is', () => {
    send('m1')
    frame({ type: 'complete', data: 'whole', reasoning: 'why', message_id: 'm1' })
    frame({ type: 'end', message_id: 'm1' })
    expect(message('m1').reply).toMatchObject({ text: 'whole', reasoning: 'why' })
    send('m2')
    plain('m2', 'command result text', { streaming: false })
    frame({ type: 'end', message_id: 'm2' })
    expect(message('m2').reply.text).toBe('command result text')
  })

  it('has files by name on the reference server, and by id where the server says it', () => {
    send('m1')
    frame({ type: 'image', data: '[IMAGE]68ede158.jpg', streaming: false, message_id: 'm1' })
    frame({ type: 'file', data: '[FILE]a.txt', streaming: false, message_id: 'm1' })
    frame({ type: 'attachment_saved', data: { id: 'a1', type: 'image' }, message_id: 'm1' })
    expect(message('m1').reply.attachments).toEqual([
      { attachmentId: 'a1', kind: 'image', name: '68ede158.jpg', size: null },
      { attachmentId: null, kind: 'file', name: 'a.txt', size: null },
    ])
  })

  it('goes only to its own message when two are on their way', () => {
    send('m1')
    send('m2')
    plain('m1', 'one')
    frame({ type: 'end', message_id: 'm1' })
    plain('m2', 'two')
    frame({ type: 'agent_stats', data: { of: 2 } })
    frame({ type: 'end', message_id: 'm2' })
    expect(message('m1')).toMatchObject({ reply: { text: 'one' }, stats: null })
    expect(message('m2')).toMatchObject({ reply: { text: 'two' }, stats: { of: 2 } })
  })
})

describe('pushes', () => {
  it('are messages of their own, even in the middle of a reply', () => {
    dispatch({ type: 'bind', sessionId: 's' })
    frame({ type: 'session_bound', session_id: 's', message_id: 'ws_sub_1' })
    send('m1')
    plain('m1', 'This ')
    plain('ws_sub_1', 'pushed', { streaming: false })
    plain('m1', 'is.')
    expect(message('m1').reply.text).toBe('This is.')
    const push = state.messages.find((one) => one.request === null)
    expect(push).toMatchObject({ sessionId: 's', state: 'done', reply: { text: 'pushed' } })
  })

  it('are asked for again after a reconnect', () => {
    dispatch({ type: 'bind', sessionId: 's' })
    dispatch({ type: 'lost', failure: failure('CONNECTION_LOST', 'x', true) })
    dispatch({ type: 'online' })
    expect(sent()).toEqual([
      { ct: 'chat', t: 'bind', session_id: 's' },
      { ct: 'chat', t: 'bind', session_id: 's' },
    ])
  })
})

describe('interrupt, errors and losses', () => {
  it('drops what an interrupted reply still sends, and is not troubled by INTERRUPTED after the end', () => {
    send('m1')
    plain('m1', 'This ')
    dispatch({ type: 'interrupt' })
    expect(message('m1').state).toBe('interrupted')
    plain('m1', 'late')
    frame({ type: 'end', message_id: 'm1' })
    frame({ t: 'error', data: 'INTERRUPTED', code: 'INTERRUPTED' })
    send('m2')
    plain('m2', 'next')
    frame({ type: 'end', message_id: 'm2' })
    expect(message('m1')).toMatchObject({ state: 'interrupted', reply: { text: 'This ' } })
    expect(message('m2')).toMatchObject({ state: 'done', reply: { text: 'next' } })
    expect(effects.filter((effect) => effect.type === 'notice')).toEqual([])
  })

  it('sends no interrupt when nothing is being made', () => {
    dispatch({ type: 'interrupt' })
    expect(sent()).toEqual([])
  })

  it('gives an error to the oldest request', () => {
    send('m1')
    send('m2')
    frame({ t: 'error', data: 'message must be list', code: 'INVALID_MESSAGE_FORMAT' })
    expect(message('m1')).toMatchObject({ state: 'failed', failure: { code: 'INVALID_MESSAGE' } })
    plain('m2', 'fine')
    frame({ type: 'end', message_id: 'm2' })
    expect(message('m2').state).toBe('done')
    frame({ t: 'error', data: 'boom', code: 'PROCESSING_ERROR' })
    expect(effects.filter((effect) => effect.type === 'notice')).toHaveLength(1)
  })

  it('offers what was not acknowledged when the connection broke, and sends what was never sent', () => {
    send('m1')
    plain('m1', 'half')
    send('m2')
    dispatch({ type: 'lost', failure: failure('CONNECTION_LOST', 'x', true) })
    send('m3')
    expect([message('m1').state, message('m2').state, message('m3').state]).toEqual([
      'failed',
      'unsent',
      'sending',
    ])
    dispatch({ type: 'online' })
    expect(state.inFlight).toEqual(['m3'])
    dispatch({ type: 'retry', id: 'm2' })
    expect(state.inFlight).toEqual(['m3', 'm2'])
  })

  it('says when nothing comes, and goes on when it comes after all', () => {
    send('m1')
    expect(effects.at(-1)).toEqual({ type: 'set-timer', ms: CHAT_SILENCE_MS })
    dispatch({ type: 'timer' })
    expect(message('m1')).toMatchObject({ state: 'stalled', failure: { code: 'NO_ANSWER' } })
    plain('m1', 'late')
    expect(message('m1')).toMatchObject({ state: 'replying', failure: null })
  })
})

describe('limits and options', () => {
  it('sends what was asked for, and leaves the rest to the server', () => {
    dispatch({
      type: 'send',
      id: 'm1',
      sessionId: 's',
      parts: [{ type: 'plain', text: 'x' }],
      options: {
        provider: 'p',
        model: 'm',
        persona: 'be brief',
        showReasoning: true,
        sttProvider: 'a',
        ttsProvider: 'b',
      },
    })
    expect(sent()).toEqual([
      {
        ct: 'chat',
        t: 'send',
        session_id: 's',
        message_id: 'm1',
        message: [{ type: 'plain', text: 'x' }],
        selected_provider: 'p',
        selected_model: 'm',
        persona_prompt: 'be brief',
        show_reasoning: true,
        selected_stt_provider: 'a',
        selected_tts_provider: 'b',
        enable_streaming: true,
      },
    ])
  })

  it('keeps the memory flat over thousands of messages', () => {
    for (let index = 0; index < 3000; index += 1) {
      send(`m${index}`)
      plain(`m${index}`, 'x')
      frame({ type: 'end', message_id: `m${index}` })
    }
    expect(state.messages).toHaveLength(MAX_MESSAGES)
    expect(effects.filter((effect) => effect.type === 'message-removed')).toHaveLength(3000 - MAX_MESSAGES)
  })
})
