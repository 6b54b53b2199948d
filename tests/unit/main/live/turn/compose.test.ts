import { expect, test } from 'vitest'
import { failure } from '../../../../../src/shared/failure.ts'
import { Harness } from './harness.ts'

/** Speech that was recorded while a file was attached. */
function spoken(harness: Harness, isOnline = true): string {
  if (isOnline) harness.dispatch({ type: 'online' })
  const turnId = harness.newId('v')
  harness.dispatch({ type: 'start-speaking', turnId, stamp: turnId, drafts: ['d1'] })
  harness.audio()
  harness.endSpeaking()
  return turnId
}

const picture = { attachmentId: 'pic', kind: 'image', name: 'cat.png', size: 3 } as const

test('speech with files is not sent as speech, and is kept until its words are', () => {
  const harness = new Harness()
  const turnId = spoken(harness)
  expect(harness.sent).toEqual([])
  expect(harness.outbox.has(turnId)).toBe(true)
  expect(harness.views.get(turnId)).toMatchObject({ state: 'sending', compose: { stage: 'recognising' } })
  expect(harness.effects.filter(({ type }) => type === 'recognise')).toHaveLength(1)
})

test('words and files go out as one message', () => {
  const harness = new Harness()
  const turnId = spoken(harness)
  harness.dispatch({ type: 'compose', turnId, stage: 'uploading', text: 'What is this?', failure: null })
  expect(harness.views.get(turnId)?.input.text).toBe('What is this?')
  harness.dispatch({ type: 'send-words', turnId, text: 'What is this?', attachments: [picture] })
  expect(harness.sent).toEqual([
    {
      t: 'text_input',
      message: [
        { type: 'plain', text: 'What is this?' },
        { type: 'image', attachment_id: 'pic' },
      ],
    },
  ])
  expect(harness.views.get(turnId)).toMatchObject({
    state: 'thinking',
    input: { kind: 'voice', text: 'What is this?', attachments: [picture] },
    compose: { stage: 'sent' },
  })
})

test('they wait for the connection like any message', () => {
  const harness = new Harness()
  const turnId = spoken(harness, false)
  harness.dispatch({ type: 'send-words', turnId, text: 'Hello', attachments: [picture] })
  expect(harness.sent).toEqual([])
  harness.dispatch({ type: 'online' })
  expect(harness.sent).toHaveLength(1)
})

test('without words it goes out as the speech that it is', () => {
  const harness = new Harness()
  const turnId = spoken(harness)
  const problem = failure('STT_LANGUAGE', 'other')
  harness.dispatch({ type: 'compose', turnId, stage: 'unrecognised', text: null, failure: problem })
  expect(harness.views.get(turnId)?.compose).toMatchObject({ stage: 'unrecognised', failure: problem })
  harness.dispatch({ type: 'send-speech', turnId })
  expect(harness.sent.map(({ t }) => t)).toEqual(['start_speaking', 'end_speaking'])
})

test('a lost connection changes nothing for it', () => {
  const harness = new Harness()
  const turnId = spoken(harness)
  harness.dispatch({ type: 'lost', failure: failure('CONNECTION_LOST', 'gone', true) })
  expect(harness.views.get(turnId)).toMatchObject({ state: 'sending', compose: { stage: 'recognising' } })
  expect(harness.outbox.has(turnId)).toBe(true)
})

test('thrown away while it waits, it is gone for good', () => {
  const harness = new Harness()
  const turnId = spoken(harness)
  harness.dispatch({ type: 'discard', turnId })
  harness.dispatch({ type: 'send-words', turnId, text: 'late', attachments: [] })
  expect(harness.sent).toEqual([])
  expect(harness.outbox.has(turnId)).toBe(false)
})

test('a restart of Parley keeps speech and files together; sent again, its words are found first', () => {
  const harness = new Harness()
  harness.dispatch({ type: 'online' })
  const input = { stamp: 's', text: '', attachments: [], audioBytes: 3200, createdAt: 5 }
  harness.dispatch({
    type: 'restored',
    inputs: [{ ...input, turnId: 'old', kind: 'voice', drafts: ['d1', 'd2'] }],
  })
  expect(harness.views.get('old')).toMatchObject({ state: 'unsent', compose: { drafts: ['d1', 'd2'] } })
  expect(harness.sent).toEqual([])

  harness.dispatch({ type: 'retry', turnId: 'old' })
  expect(harness.views.get('old')).toMatchObject({ state: 'sending', compose: { stage: 'recognising' } })
  expect(harness.effects.filter(({ type }) => type === 'recognise')).toHaveLength(1)
  expect(harness.sent).toEqual([])
  harness.dispatch({ type: 'send-words', turnId: 'old', text: 'What is this?', attachments: [picture] })
  expect(harness.sent.map(({ t }) => t)).toEqual(['text_input'])
})
