import { beforeEach, describe, expect, test } from 'vitest'
import { Harness } from './harness.ts'

/*
 * What of a reply was heard, as the speaker tells it: two sentences, each a chunk with its text right before its sound.
 */

const FIRST = 'It is half past six in Tokyo.'
const SECOND = ' The sun has **set** there.'

let turns: Harness
let id: string

beforeEach(() => {
  turns = new Harness()
  turns.online()
  id = turns.type()
  turns.frame({ t: 'metrics', data: { input_type: 'text' } })
  turns.frame({ t: 'bot_delta_chunk', data: { text: FIRST } })
})

function speaks(text: string): void {
  turns.frame({ t: 'bot_text_chunk', data: { text } })
  turns.response(id)
}

const spoken = () => turns.view(id).reply.spoken
const heard = () => turns.view(id).reply.text.slice(0, spoken()?.heard)
const now = () => turns.view(id).reply.text.slice(spoken()?.from, spoken()?.to)

const progress = (seq: number, share: number, epoch = 1) =>
  turns.dispatch({ type: 'chunk-progress', epoch, seq, share })

/** Both sentences are at the speaker, and the first one has begun. */
function bothSpeak(): void {
  speaks(FIRST)
  turns.frame({ t: 'bot_delta_chunk', data: { text: SECOND } })
  speaks('The sun has set there.')
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 0 })
}

test('nothing is spoken of a reply without sound', () => {
  expect(spoken()).toBeNull()
  turns.dispatch({ type: 'interrupt' })
  expect(spoken()).toBeNull()
})

test('the sentence at the speaker is told, and its words as they are heard', () => {
  bothSpeak()
  expect([now(), heard()]).toEqual([FIRST, ''])
  progress(0, 0.5)
  expect([now(), heard()]).toEqual([FIRST, 'It is half'])
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
  expect([now(), heard()]).toEqual(['The sun has **set** there.', `${FIRST} `])
})

test('it goes to windows as a small change, and only when it changed', () => {
  bothSpeak()
  const [effect, ...others] = progress(0, 0.5)
  expect(others).toEqual([])
  expect(effect).toMatchObject({ type: 'spoken', spoken: { from: 0, to: FIRST.length, heard: 10 } })
  expect(progress(0, 0.51)).toEqual([])
})

test('all of it was heard when the speaker has drained', () => {
  bothSpeak()
  turns.frame({ t: 'end' })
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
  turns.dispatch({ type: 'drained', epoch: 1 })
  expect([turns.stateOf(id), now(), heard()]).toEqual(['done', '', FIRST + SECOND])
})

describe('when it is interrupted', () => {
  test('what was heard until then stays, up to a whole word', () => {
    bothSpeak()
    progress(0, 0.2)
    turns.dispatch({ type: 'interrupt' })
    expect([turns.stateOf(id), now(), heard()]).toEqual(['interrupted', '', 'It is'])
  })

  test('the speaker has the last word: it knows to the sample what it gave out', () => {
    bothSpeak()
    progress(0, 0.2)
    turns.dispatch({ type: 'interrupt' })
    turns.dispatch({ type: 'silenced', epoch: 1, heard: { epoch: 1, seq: 1, share: 0.6 } })
    expect([now(), heard()]).toEqual(['', `${FIRST} The sun has`])
    expect(turns.state.silenced).toBeNull()
  })

  test('before the first sound, nothing was heard', () => {
    speaks(FIRST)
    turns.dispatch({ type: 'interrupt' })
    turns.dispatch({ type: 'silenced', epoch: 1, heard: null })
    expect(spoken()).toEqual({ from: 0, to: 0, heard: 0 })
  })

  test('after the last sound, all of it was', () => {
    bothSpeak()
    turns.frame({ t: 'end' })
    turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
    turns.dispatch({ type: 'interrupt' })
    turns.dispatch({ type: 'silenced', epoch: 1, heard: { epoch: 1, seq: 1, share: 1 } })
    expect(heard()).toBe(FIRST + SECOND)
  })

  test('it is told after the end of the turn, too', () => {
    bothSpeak()
    turns.dispatch({ type: 'interrupt' })
    turns.frame({ t: 'end' })
    turns.frame({ t: 'metrics', data: { wav_to_tts_total_time: 1 } })
    const next = turns.type()
    turns.frame({ t: 'metrics', data: { input_type: 'text' } })
    turns.frame({ t: 'user_msg', data: { text: next, ts: 1 } })
    turns.dispatch({ type: 'silenced', epoch: 1, heard: { epoch: 1, seq: 0, share: 1 } })
    expect(heard()).toBe(FIRST)
  })

  test('what the speaker tells of it late changes nothing any more', () => {
    bothSpeak()
    turns.dispatch({ type: 'interrupt' })
    turns.dispatch({ type: 'silenced', epoch: 1, heard: { epoch: 1, seq: 0, share: 0.2 } })
    progress(1, 1)
    turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
    expect(heard()).toBe('It is')
  })
})

test('a chunk that would not decode was not heard, and the next one was', () => {
  bothSpeak()
  turns.dispatch({
    type: 'chunk-failed',
    epoch: 1,
    seq: 1,
    failure: { code: 'AUDIO_UNDECODABLE', message: 'no', retryable: false },
  })
  turns.frame({ t: 'end' })
  turns.dispatch({ type: 'drained', epoch: 1 })
  expect(heard()).toBe(FIRST)
})

test('words that come after their sound are found when they are there', () => {
  speaks(FIRST)
  speaks('The sun has set there.')
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
  expect(now()).toBe('')
  turns.frame({ t: 'bot_delta_chunk', data: { text: SECOND } })
  progress(1, 0.3)
  expect(now()).toBe('The sun has **set** there.')
})

test('sound without a text ends the passage before it, and is none itself', () => {
  speaks(FIRST)
  turns.response(id)
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 0 })
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
  expect([now(), heard()]).toEqual(['', FIRST])
})

test('a report that is behind the others changes nothing', () => {
  bothSpeak()
  turns.dispatch({ type: 'chunk-started', epoch: 1, seq: 1 })
  expect(progress(0, 0.9)).toEqual([])
})

test('without a device the rest of it was not heard, and the turn ends', () => {
  bothSpeak()
  progress(0, 0.5)
  turns.frame({ t: 'end' })
  turns.dispatch({ type: 'unplayed', epoch: 1 })
  expect([turns.stateOf(id), heard()]).toEqual(['done', 'It is half'])
})
