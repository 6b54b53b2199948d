import { beforeEach, describe, expect, it } from 'vitest'
import { TURN_MS, MAX_QUEUED } from '../../../../../src/main/live/turn/limits.ts'
import { hasRoom } from '../../../../../src/main/live/turn/on-user.ts'
import type { TurnEffect } from '../../../../../src/main/live/turn/state.ts'
import { Harness } from './harness.ts'

let turns: Harness

beforeEach(() => {
  turns = new Harness()
  turns.online()
})

const begins = (kind: 'audio' | 'text') => turns.frame({ t: 'metrics', data: { input_type: kind } })
const hears = (text: string) => turns.frame({ t: 'user_msg', data: { text, ts: 1 } })
const says = (text: string) => turns.frame({ t: 'bot_delta_chunk', data: { text } })
const ends = () => turns.frame({ t: 'end' })
const fails = (data: string, code?: string) => turns.frame({ t: 'error', data, ...(code ? { code } : {}) })
const effectsOf = (type: string) => turns.effects.filter((effect) => effect.type === type)

/** A text turn up to its reply. */
function asked(): string {
  const id = turns.type()
  begins('text')
  hears(id)
  return id
}

describe('a turn as it comes', () => {
  it('goes from listening to done, speaks, and keeps the metrics that come after the end', () => {
    const id = turns.startSpeaking()
    expect(turns.stateOf(id)).toBe('listening')
    turns.audio()
    turns.endSpeaking()
    expect(turns.sentNames()).toEqual(['start_speaking', 'end_speaking'])
    expect(turns.view(id).input.audioMs).toBe(20)
    begins('audio')
    turns.frame({ t: 'metrics', data: { stt: 'whisper' } })
    hears('good morning')
    expect(turns.view(id).input.text).toBe('good morning')
    says('Good ')
    says('morning.')
    turns.frame({ t: 'bot_text_chunk', data: { text: 'Good morning.' } })
    turns.response(id)
    expect(turns.stateOf(id)).toBe('speaking')
    ends()
    expect(turns.stateOf(id)).toBe('speaking')
    turns.frame({ t: 'metrics', data: { wav_to_tts_total_time: 1.5 } })
    turns.dispatch({ type: 'drained', epoch: 1 })
    expect(turns.view(id)).toMatchObject({
      state: 'done',
      reply: { text: 'Good morning.' },
      metrics: { input_type: 'audio', stt: 'whisper', wav_to_tts_total_time: 1.5 },
    })
    expect(turns.state.voice).toBe('idle')
    expect(turns.outbox.size).toBe(0)
  })

  it('sends typed text in `text`, and with files as parts', () => {
    turns.type()
    const attachments = [{ attachmentId: 'a1', kind: 'image', name: 'x.png', size: 3 }] as const
    turns.dispatch({ type: 'send-text', turnId: 'with-file', text: 'look', attachments })
    expect(turns.sent).toEqual([
      { t: 'text_input', text: 't1' },
      {
        t: 'text_input',
        message: [
          { type: 'plain', text: 'look' },
          { type: 'image', attachment_id: 'a1' },
        ],
      },
    ])
  })

  it('takes the text of bot_msg only when there is no other, and never lets it empty the deltas', () => {
    const command = asked()
    turns.frame({ t: 'bot_msg', data: { text: 'result', ts: 1 } })
    ends()
    expect(turns.view(command).reply.text).toBe('result')

    const streamed = asked()
    says('streamed')
    turns.frame({ t: 'bot_msg', data: { text: '', ts: 1 } })
    turns.frame({ t: 'bot_msg', data: { text: 'other', ts: 1 } })
    ends()
    expect(turns.view(streamed).reply.text).toBe('streamed')
  })

  it('takes the text of audio chunks when there are no deltas', () => {
    const id = asked()
    turns.frame({ t: 'bot_text_chunk', data: { text: 'One.' } })
    turns.frame({ t: 'bot_text_chunk', data: { text: ' Two.' } })
    ends()
    expect(turns.view(id).reply.text).toBe('One. Two.')
  })

  it('fails an answer with nothing in it, which the reference server gives for a failed model', () => {
    const id = asked()
    turns.frame({ t: 'bot_msg', data: { text: '', ts: 1 } })
    ends()
    expect(turns.view(id)).toMatchObject({ state: 'failed', failure: { code: 'NO_ANSWER', retryable: true } })
  })

  it('closes the tool calls that got no result', () => {
    const id = asked()
    const call = (name: string) =>
      turns.frame({ t: 'tool_call', data: JSON.stringify({ id: name, name, args: { a: 1 } }) })
    call('first')
    call('second')
    turns.frame({ t: 'tool_call_result', data: '{"id":"second","result":"12:00"}' })
    turns.frame({ t: 'tool_call', data: 'not JSON' })
    ends()
    expect(turns.view(id).reply.tools).toEqual([
      { id: 'first', name: 'first', args: '{"a":1}', result: null, status: 'closed' },
      { id: 'second', name: 'second', args: '{"a":1}', result: '12:00', status: 'done' },
    ])
  })

  it('shows attachments with an id, and those of which there is only a name', () => {
    const id = asked()
    turns.frame({ t: 'image', data: { attachment_id: 'a1', filename: 'b.jpg', type: 'image' } })
    turns.frame({ t: 'image', data: { raw: '[IMAGE]nope.jpg' } })
    ends()
    expect(turns.view(id).reply.attachments).toEqual([
      { attachmentId: 'a1', kind: 'image', name: 'b.jpg', size: null },
      { attachmentId: null, kind: 'image', name: 'nope.jpg', size: null },
    ])
  })

  it('shows a push as a turn of its own that answers no input', () => {
    const id = turns.type()
    turns.frame({ t: 'metrics', data: { input_type: 'text', push: true } })
    says('Your timer rings.')
    ends()
    turns.frame({ t: 'metrics', data: { wav_to_tts_total_time: 1, push: true } })
    const push = [...turns.views.values()].find((view) => view.input.kind === 'push')
    expect(push).toMatchObject({
      state: 'done',
      input: { kind: 'push' },
      reply: { text: 'Your timer rings.' },
    })
    expect(turns.view(id)).toMatchObject({ state: 'thinking', metrics: {} })
    begins('text')
    hears(id)
    says('answer')
    ends()
    expect(turns.view(id)).toMatchObject({ state: 'done', reply: { text: 'answer' } })
  })
})

describe('interrupt on a server that reads nothing during a turn', () => {
  it('silences at once, sends the interrupt first and the next input right behind', () => {
    const first = asked()
    turns.response(first)
    turns.dispatch({ type: 'interrupt' })
    expect(effectsOf('silence')).toEqual([{ type: 'silence', epoch: 1 }])
    expect(turns.stateOf(first)).toBe('interrupted')
    expect(turns.state.voice).toBe('interrupted')
    turns.type()
    expect(turns.sentNames()).toEqual(['text_input', 'interrupt', 'text_input'])
  })

  it('neither shows nor plays what the dead turn still sends, and answers the next from its own frames', () => {
    const first = asked()
    says('Heard. ')
    turns.dispatch({ type: 'interrupt' })
    const second = turns.type()
    const before = turns.effects.length
    says('late')
    turns.response(first)
    turns.frame({ t: 'tool_call', data: '{"id":"c","name":"late","args":{}}' })
    expect(turns.effects.slice(before).filter((effect) => ['play', 'reply'].includes(effect.type))).toEqual(
      [],
    )
    ends()
    turns.frame({ t: 'metrics', data: { wav_to_tts_total_time: 9 } })
    begins('text')
    hears(second)
    says('new')
    turns.response(second)
    ends()
    expect(turns.view(first).reply).toMatchObject({ text: 'Heard. ', tools: [] })
    expect(turns.view(first).metrics).toMatchObject({ wav_to_tts_total_time: 9 })
    expect(turns.view(second)).toMatchObject({ reply: { text: 'new' }, metrics: { input_type: 'text' } })
    expect(turns.epochOwner.get(1)).toBe(second)
  })

  it('learns that such a server cannot be interrupted', () => {
    asked()
    turns.dispatch({ type: 'interrupt' })
    says('late')
    ends()
    expect(effectsOf('interruptible')).toEqual([{ type: 'interruptible', value: false }])
  })

  it('keeps the order through several dead turns', () => {
    const ids = [turns.type(), turns.type(), turns.type()]
    turns.dispatch({ type: 'interrupt' })
    const last = turns.type()
    for (const id of [...ids, last]) {
      begins('text')
      hears(id)
      says(`<${id}>`)
      ends()
    }
    expect(ids.map((id) => turns.stateOf(id))).toEqual(['interrupted', 'interrupted', 'interrupted'])
    expect(turns.view(last)).toMatchObject({ state: 'done', reply: { text: `<${last}>` } })
  })
})

describe('interrupt on our server', () => {
  it('is answered with stop_play and end, and is known to work from then on', () => {
    const first = asked()
    turns.response(first)
    turns.dispatch({ type: 'interrupt' })
    turns.frame({ t: 'stop_play' })
    ends()
    const second = asked()
    says('next')
    ends()
    expect(effectsOf('interruptible')).toEqual([{ type: 'interruptible', value: true }])
    expect(turns.stateOf(second)).toBe('done')
  })

  it('stops a reply that the server stopped by itself', () => {
    const id = asked()
    turns.response(id)
    turns.frame({ t: 'stop_play' })
    expect(effectsOf('silence')).toHaveLength(1)
    ends()
    expect(turns.stateOf(id)).toBe('interrupted')
  })

  it('sends no interrupt when the reply is only being played: the server is done with it', () => {
    const id = asked()
    turns.response(id)
    ends()
    turns.dispatch({ type: 'interrupt' })
    expect(turns.sentNames()).toEqual(['text_input'])
    expect(turns.stateOf(id)).toBe('interrupted')
    expect(turns.deadEpochs.has(1)).toBe(true)
  })
})

describe('barge-in', () => {
  it('silences, interrupts, and begins to listen at once', () => {
    const reply = asked()
    turns.response(reply)
    const before = turns.effects.length
    turns.startSpeaking()
    const order = turns.effects
      .slice(before)
      .flatMap((effect) =>
        effect.type === 'send' ? [effect.frame.t] : effect.type === 'silence' ? ['silence'] : [],
      )
    expect(order).toEqual(['silence', 'interrupt', 'start_speaking'])
    expect(turns.state.voice).toBe('listening')
  })

  it('does not touch an input that still waits here for the socket', () => {
    turns.lose()
    const held = turns.type()
    turns.startSpeaking()
    expect(turns.stateOf(held)).toBe('sending')
    expect(turns.outbox.has(held)).toBe(true)
  })
})

describe('when no end comes', () => {
  it('ends an empty recognition of the reference server at the next turn', () => {
    const silent = turns.speak()
    begins('audio')
    turns.frame({ t: 'metrics', data: { stt: 'x' } })
    const next = turns.type()
    begins('text')
    hears(next)
    says('yes')
    ends()
    expect(turns.view(silent)).toMatchObject({ state: 'failed', failure: { code: 'NO_SPEECH' } })
    expect(turns.view(next)).toMatchObject({ state: 'done', reply: { text: 'yes' } })
  })

  it('ends an empty recognition by the watchdog: first with a choice, then by itself', () => {
    const silent = turns.speak()
    begins('audio')
    turns.frame({ t: 'metrics', data: { stt: 'x' } })
    turns.advance(TURN_MS.recognition + 20)
    expect(turns.view(silent)).toMatchObject({ state: 'stalled', failure: { code: 'NO_SPEECH' } })
    turns.advance(TURN_MS.giveUp)
    expect(turns.view(silent)).toMatchObject({
      state: 'failed',
      failure: { code: 'NO_SPEECH', retryable: true },
    })
    expect(turns.outbox.has(silent)).toBe(true)
    turns.retry(silent)
    expect(turns.sentNames()).toEqual(['start_speaking', 'end_speaking', 'start_speaking', 'end_speaking'])
  })

  it('lets the person wait on, and wakes up when the answer comes after all', () => {
    const id = asked()
    turns.advance(TURN_MS.silence)
    expect(turns.view(id)).toMatchObject({ state: 'stalled', failure: { code: 'NO_ANSWER' } })
    turns.dispatch({ type: 'keep-waiting', turnId: id })
    expect(turns.view(id)).toMatchObject({ state: 'thinking', failure: null })
    turns.advance(TURN_MS.silence)
    expect(turns.stateOf(id)).toBe('stalled')
    says('at last')
    ends()
    expect(turns.view(id)).toMatchObject({ state: 'done', failure: null, reply: { text: 'at last' } })
  })

  it('revives a turn that it gave up, unless the person has gone on', () => {
    const id = turns.type()
    turns.advance(TURN_MS.firstFrame + TURN_MS.giveUp)
    expect(turns.stateOf(id)).toBe('failed')
    begins('text')
    hears(id)
    expect(turns.stateOf(id)).toBe('thinking')

    turns.advance(TURN_MS.silence + TURN_MS.giveUp)
    expect(turns.stateOf(id)).toBe('failed')
    turns.startSpeaking()
    turns.response(id)
    expect(turns.stateOf(id)).toBe('failed')
    expect(effectsOf('play')).toEqual([])
  })

  it('is wound up by every frame, also by a dead turn that runs on', () => {
    asked()
    turns.dispatch({ type: 'interrupt' })
    const next = turns.type()
    for (let second = 0; second < 60; second += 10) {
      turns.advance(10_000)
      says('late')
    }
    expect(turns.stateOf(next)).toBe('thinking')
    turns.advance(TURN_MS.firstFrame)
    expect(turns.stateOf(next)).toBe('stalled')
  })
})

describe('errors', () => {
  it('end the turn that is served; an end that follows belongs to it and not to the next', () => {
    const first = asked()
    const second = turns.type()
    fails('处理失败: boom')
    expect(turns.view(first)).toMatchObject({ state: 'failed', failure: { code: 'PROCESSING_FAILED' } })
    ends()
    expect(turns.stateOf(second)).toBe('thinking')
    begins('text')
    hears(second)
    says('fine')
    ends()
    expect(turns.view(second)).toMatchObject({ state: 'done', reply: { text: 'fine' } })
  })

  it('carry our server`s own codes', () => {
    const id = turns.speak()
    begins('audio')
    turns.frame({ t: 'metrics', data: { stt: 'x' } })
    fails('No speech was recognised.', 'NO_SPEECH')
    ends()
    expect(turns.view(id)).toMatchObject({ state: 'failed', failure: { code: 'NO_SPEECH', retryable: true } })
  })

  it('before anything was recognised are the recognition`s', () => {
    const id = turns.speak()
    begins('audio')
    fails('处理失败: list index out of range')
    expect(turns.view(id).failure?.code).toBe('STT_FAILED')
  })

  it('that refuse belong to the oldest input that is not served, of the kind that can be refused so', () => {
    const text = turns.type()
    fails('message must be non-empty text', 'INVALID_MESSAGE_FORMAT')
    expect(turns.view(text)).toMatchObject({ state: 'failed', failure: { code: 'INVALID_MESSAGE' } })

    const served = asked()
    const voice = turns.startSpeaking()
    expect(turns.stateOf(served)).toBe('interrupted')
    turns.audio()
    turns.endSpeaking()
    const later = turns.type()
    fails('音频组装失败')
    // The audio never reached the model: it is offered again, not lost.
    expect(turns.view(voice)).toMatchObject({ state: 'unsent', failure: { code: 'PROCESSING_FAILED' } })
    expect(turns.outbox.has(voice)).toBe(true)
    expect(turns.stateOf(later)).toBe('thinking')
  })

  it('that say "busy" send the input again, by itself, once the server is free', () => {
    const first = asked()
    const second = turns.type()
    turns.allowed.set(second, 2)
    fails('Session is busy', 'PROCESSING_ERROR')
    expect(turns.stateOf(second)).toBe('sending')
    expect(turns.stateOf(first)).toBe('thinking')
    says('first')
    ends()
    expect(turns.handedOver.get(second)).toBe(2)
    begins('text')
    hears(second)
    says('second')
    ends()
    expect(turns.view(second)).toMatchObject({ state: 'done', reply: { text: 'second' } })
  })

  it('that say "busy" again and again leave it to the person', () => {
    const id = turns.type()
    turns.allowed.set(id, 9)
    for (let time = 0; time < 4; time += 1) {
      fails('Session is busy', 'PROCESSING_ERROR')
      turns.advance(TURN_MS.busy)
    }
    expect(turns.view(id)).toMatchObject({ state: 'unsent', failure: { code: 'SERVER_BUSY' } })
    expect(turns.outbox.has(id)).toBe(true)
  })

  it('about nothing that we know of are said', () => {
    fails('something', 'PROCESSING_ERROR')
    expect(effectsOf('notice')).toHaveLength(1)
  })
})

describe('the socket', () => {
  it('holds what is said and typed without it, and sends it all when it comes, in order', () => {
    turns.lose()
    const text = turns.type()
    const voice = turns.speak()
    expect([turns.stateOf(text), turns.stateOf(voice)]).toEqual(['sending', 'sending'])
    expect(turns.sent).toEqual([])
    turns.online()
    expect(turns.sentNames()).toEqual(['text_input', 'start_speaking', 'end_speaking'])
    expect(turns.state.waiting.map(({ id }) => id)).toEqual([text, voice])
  })

  it('goes on recording when it is lost, and sends the whole segment under a fresh stamp', () => {
    const id = turns.startSpeaking()
    turns.audio()
    turns.lose()
    turns.audio()
    turns.online()
    turns.audio()
    turns.endSpeaking()
    const stamps = turns.sent.flatMap((frame) => ('stamp' in frame ? [`${frame.t} ${frame.stamp}`] : []))
    expect(stamps).toEqual([`start_speaking ${id}`, `start_speaking ${id}-2`, `end_speaking ${id}-2`])
    expect(effectsOf('send-kept-audio')).toEqual([{ type: 'send-kept-audio', turnId: id }])
    expect(effectsOf('keep-audio')).toHaveLength(3)
  })

  it('offers what may have been served, and never sends it unasked', () => {
    const voice = turns.speak()
    const text = turns.type()
    turns.lose()
    expect([turns.stateOf(text), turns.stateOf(voice)]).toEqual(['unsent', 'unsent'])
    turns.online()
    expect(turns.handedOver.get(text)).toBe(1)
    expect(turns.handedOver.get(voice)).toBe(1)
    turns.retry(text)
    expect(turns.handedOver.get(text)).toBe(2)
    turns.dispatch({ type: 'discard', turnId: voice })
    expect(turns.outbox.has(voice)).toBe(false)
  })

  it('fails a reply that it cut off, but lets be heard what was received of it', () => {
    const id = asked()
    says('half')
    turns.response(id)
    turns.lose()
    expect(turns.view(id)).toMatchObject({ state: 'speaking', failure: { code: 'CONNECTION_LOST' } })
    expect(effectsOf('play-end')).toEqual([{ type: 'play-end', epoch: 1 }])
    turns.dispatch({ type: 'drained', epoch: 1 })
    expect(turns.view(id)).toMatchObject({ state: 'failed', reply: { text: 'half' } })
  })

  it('closed by the person is how a reply is stopped on the reference server', () => {
    const id = asked()
    turns.response(id)
    turns.lose('CANCELLED')
    expect(turns.stateOf(id)).toBe('interrupted')
    expect(turns.deadEpochs.has(1)).toBe(true)
  })

  it('that stays away makes old inputs offers: nobody wants an old question asked out of the blue', () => {
    turns.lose()
    const id = turns.type()
    turns.advance(TURN_MS.resend)
    expect(turns.stateOf(id)).toBe('unsent')
    turns.online()
    expect(turns.sent).toEqual([])
    expect(turns.state.voice).toBe('idle')
  })

  it('is not shared by two segments: a held one waits until the open one has ended', () => {
    const lost = turns.speak()
    turns.lose()
    turns.online()
    turns.startSpeaking()
    turns.retry(lost)
    expect(turns.sentNames().slice(2)).toEqual(['start_speaking'])
    turns.audio()
    turns.endSpeaking()
    expect(turns.sentNames().slice(2)).toEqual([
      'start_speaking',
      'end_speaking',
      'start_speaking',
      'end_speaking',
    ])
  })
})

describe('playback', () => {
  it('gives the speaker to one turn at a time: a later reply silences one that still plays', () => {
    const first = asked()
    turns.response(first)
    ends()
    const second = asked()
    expect(turns.stateOf(first)).toBe('speaking')
    turns.response(second)
    expect(turns.stateOf(first)).toBe('done')
    expect(turns.stateOf(second)).toBe('speaking')
    expect(turns.deadEpochs.has(1)).toBe(true)
  })

  it('means nothing when it tells of an epoch that is not playing', () => {
    const id = asked()
    turns.response(id)
    ends()
    turns.dispatch({ type: 'drained', epoch: 7 })
    expect(turns.stateOf(id)).toBe('speaking')
  })

  it('that never drains does not hold a turn for ever', () => {
    const id = asked()
    turns.response(id)
    ends()
    turns.advance(TURN_MS.playback + 10)
    expect(turns.stateOf(id)).toBe('done')
    expect(turns.deadEpochs.has(1)).toBe(true)
  })

  it('that fails is said, and the text goes on', () => {
    const id = asked()
    turns.response(id)
    const problem = { code: 'AUDIO_FAILED', message: 'no speaker', retryable: true } as const
    turns.dispatch({ type: 'playback-failed', failure: problem })
    says('still here')
    ends()
    expect(effectsOf('notice')).toEqual([{ type: 'notice', failure: problem }])
    expect(turns.view(id)).toMatchObject({ state: 'done', reply: { text: 'still here' } })
  })
})

describe('segments', () => {
  it('with nothing in them are not sent', () => {
    const id = turns.startSpeaking()
    turns.endSpeaking()
    expect(turns.view(id)).toMatchObject({ state: 'failed', failure: { code: 'NO_SPEECH' } })
    expect(turns.sentNames()).toEqual(['start_speaking'])
    expect(turns.outbox.size).toBe(0)
  })

  it('of digital silence are not sent, and blame the microphone', () => {
    const id = turns.startSpeaking()
    turns.audio()
    turns.endSpeaking(0)
    expect(turns.view(id)).toMatchObject({ state: 'failed', failure: { code: 'MIC_SILENT' } })
    expect(turns.sentNames()).toEqual(['start_speaking'])
  })

  it('that are cancelled are gone, on the server with the next start', () => {
    const id = turns.startSpeaking()
    turns.audio()
    turns.dispatch({ type: 'cancel-speaking' })
    expect(turns.views.has(id)).toBe(false)
    expect(turns.outbox.size).toBe(0)
    turns.speak()
    expect(turns.sentNames()).toEqual(['start_speaking', 'start_speaking', 'end_speaking'])
  })

  it('that began by themselves and hold no speech leave no trace, on a server that says so', () => {
    const id = turns.startSpeaking(true)
    turns.audio()
    turns.endSpeaking()
    begins('audio')
    turns.frame({ t: 'error', data: 'nothing recognised', code: 'NO_SPEECH' })
    ends()
    expect(turns.views.has(id)).toBe(false)
    expect(turns.state.voice).toBe('idle')
    expect(turns.outbox.size).toBe(0)
  })

  it('that began by themselves and hold no speech leave no trace, on a server that says nothing', () => {
    const id = turns.startSpeaking(true)
    turns.audio()
    turns.endSpeaking()
    begins('audio')
    turns.frame({ t: 'metrics', data: { stt: 'x' } })
    turns.dispatch({ type: 'timer', timer: 'watchdog' })
    expect(turns.views.has(id)).toBe(false)
    expect(turns.state.voice).toBe('idle')
    const next = turns.speak()
    begins('audio')
    hears('hello')
    expect(turns.view(next).input.text).toBe('hello')
  })

  it('end by themselves at the longest length: a stuck key must not record for hours', () => {
    const id = turns.startSpeaking()
    for (let minute = 0; minute < 5; minute += 1) turns.audio(60 * 32_000)
    expect(turns.stateOf(id)).toBe('listening')
    turns.audio()
    expect(turns.stateOf(id)).toBe('thinking')
    expect(turns.view(id).input.audioMs).toBe(300_000)
  })

  it('keep their place: text typed while one is open is served first', () => {
    const voice = turns.startSpeaking()
    turns.audio()
    const text = turns.type()
    begins('text')
    hears(text)
    says('typed')
    ends()
    turns.endSpeaking()
    begins('audio')
    hears('spoken')
    says('answer')
    ends()
    expect(turns.view(text).reply.text).toBe('typed')
    expect(turns.view(voice)).toMatchObject({ input: { text: 'spoken' }, reply: { text: 'answer' } })
  })
})

describe('limits', () => {
  it('bound the inputs on their way, and say so', () => {
    for (let index = 0; index < MAX_QUEUED; index += 1) turns.type()
    expect(hasRoom(turns.state)).toBe(false)
    const before = turns.sent.length
    turns.type()
    expect(turns.sent).toHaveLength(before)
    expect(effectsOf('notice')).toMatchObject([{ failure: { code: 'OUTBOX_FULL' } }])
  })

  it('bound what a hostile server can make a reply grow to', () => {
    const id = asked()
    const long = 'x'.repeat(400_000)
    for (let index = 0; index < 5; index += 1) says(long)
    for (let index = 0; index < 500; index += 1) {
      turns.frame({ t: 'file', data: { attachment_id: `a${index}`, filename: 'f' } })
      turns.frame({ t: 'tool_call', data: JSON.stringify({ id: `c${index}`, name: 'n' }) })
      turns.frame({ t: 'metrics', data: { [`key${index}`]: 'y'.repeat(1000) } })
    }
    const view = turns.view(id)
    expect(view.reply.text).toHaveLength(1_000_000)
    expect(view.reply.attachments).toHaveLength(100)
    expect(view.reply.tools).toHaveLength(200)
    expect(Object.keys(view.metrics)).toHaveLength(64)
    expect(view.metrics['key1']).toHaveLength(300)
  })

  it('keep the state small over 10,000 turns', () => {
    for (let index = 0; index < 10_000; index += 1) {
      const id = asked()
      says('ok')
      turns.response(id)
      ends()
      turns.frame({ t: 'metrics', data: { wav_to_tts_total_time: 1 } })
      turns.dispatch({ type: 'drained', epoch: turns.state.epoch })
      turns.effects.length = 0
      turns.sent.length = 0
      turns.views.clear()
      turns.chunkOwner.clear()
    }
    expect(turns.state.turns).toHaveLength(1)
    expect(turns.state.waiting).toEqual([])
  })
})

describe('files within the frames of a reply', () => {
  const frame = { t: 'image', data: { raw: 'base64://aGVsbG8=' } } as const
  const file = (bytes: number) => ({ id: 'inline-1', name: 'image.png', ref: new Uint8Array(bytes) })
  const give = (bytes: number): TurnEffect[] =>
    turns.dispatch({ type: 'frame', frame, audio: null, pushId: null, inline: file(bytes) })

  it('are kept before the turn shows them', () => {
    turns.online()
    const id = turns.type()
    turns.frame({ t: 'metrics', data: { input_type: 'text' } })
    const effects = give(5)
    expect(effects.map(({ type }) => type).filter((type) => type === 'keep-file' || type === 'turn')).toEqual(
      ['keep-file', 'turn'],
    )
    expect(turns.view(id).reply.attachments).toEqual([
      { attachmentId: 'inline-1', kind: 'image', name: 'image.png', size: 5 },
    ])
  })

  it('are not kept for a turn that is dead, or beyond what one reply may hold', () => {
    turns.online()
    const id = turns.type()
    turns.frame({ t: 'metrics', data: { input_type: 'text' } })
    give(40 * 1024 * 1024)
    expect(give(40 * 1024 * 1024).map(({ type }) => type)).not.toContain('keep-file')
    expect(turns.view(id).reply.attachments.map(({ attachmentId }) => attachmentId)).toEqual([
      'inline-1',
      null,
    ])
    turns.dispatch({ type: 'interrupt' })
    expect(give(5).map(({ type }) => type)).not.toContain('keep-file')
  })
})

describe('the outbox at the start', () => {
  it('offers what it held, and sends none of it unasked', () => {
    turns.dispatch({
      type: 'restored',
      inputs: [
        {
          turnId: 'old-voice',
          kind: 'voice',
          stamp: 'old-voice',
          text: '',
          attachments: [],
          drafts: [],
          audioBytes: 3200,
          createdAt: 5,
        },
        {
          turnId: 'old-text',
          kind: 'text',
          stamp: 'old-text',
          text: 'hello',
          attachments: [],
          drafts: [],
          audioBytes: 0,
          createdAt: 6,
        },
      ],
    })
    expect(turns.view('old-voice')).toMatchObject({
      state: 'unsent',
      startedAt: 5,
      input: { kind: 'voice', audioMs: 100 },
    })
    expect(turns.view('old-text')).toMatchObject({ state: 'unsent', input: { text: 'hello' } })
    expect(turns.sent).toEqual([])
  })
})
