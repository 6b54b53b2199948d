import { beforeEach, expect, test, vi } from 'vitest'
import { switchProfile } from '../../../../src/main/app/active-profile.ts'
import { Conversation } from '../../../../src/main/app/conversation.ts'
import type { TalkKey } from '../../../../src/main/app/conversation.ts'
import { Emitter } from '../../../../src/main/lib/emitter.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { LiveClient } from '../../../../src/main/live/client.ts'
import { MemoryOutbox } from '../../../../src/main/live/memory-outbox.ts'
import { initialView } from '../../../../src/main/view/initial-view.ts'
import { ViewStore } from '../../../../src/main/view/view-store.ts'
import { LOCAL_PROFILE, settingsSchema } from '../../../../src/shared/settings.ts'
import type { FromVoice, ToVoice } from '../../../../src/shared/voice-port.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

const FIRST = { ...LOCAL_PROFILE, id: 'first' }
const SECOND = { ...LOCAL_PROFILE, id: 'second', kind: 'remote' as const }

type KeyEvents = { 'talk-start': []; 'talk-stop': []; 'talk-cancel': []; 'hands-free': [] }

/** A conversation with a live client that is not connected; the test is the key and the audio window. */
function start() {
  const clock = new FakeClock()
  const outbox = new MemoryOutbox()
  const live = new LiveClient({
    clock,
    random: () => 0,
    log: silentLog,
    outbox,
    credentials: () => Promise.reject(new Error('not wanted here')),
    resolveBaseUrl: () => Promise.reject(new Error('not wanted here')),
  })
  live.useProfile(FIRST)
  const keys = new Emitter<KeyEvents>()
  let presses = 0
  const key: TalkKey = { on: keys.on.bind(keys), ended: () => (presses = 0) }
  let isAway = false
  const view = new ViewStore(initialView(FIRST), () => undefined)
  const conversation = new Conversation({
    live,
    speech: {
      startSpeaking: (options) => live.startSpeaking([], options),
      pushAudio: (frame) => {
        live.pushAudio(frame)
      },
      endSpeaking: (options) => {
        live.endSpeaking(options)
      },
      cancelSpeaking: () => {
        live.cancelSpeaking()
      },
    },
    key,
    view,
    settings: () => settingsSchema.parse({}),
    mayTalk: () => !isAway,
    clock,
    notice: () => undefined,
    badMessage: (reason) => expect.unreachable(reason),
    level: () => undefined,
    explain: (problem) => problem,
    observer: null,
  })
  const sent: ToVoice[] = []
  let hear: (data: unknown) => void = () => undefined
  conversation.lane.attach({
    postMessage: (message) => sent.push(message),
    onMessage: (listener) => (hear = listener),
    close: () => undefined,
  })
  const say = (message: FromVoice) => {
    hear(message)
  }
  say({ type: 'ready' })
  return {
    conversation,
    live,
    outbox,
    view,
    sent,
    say,
    /** The window has handed over its last frame. */
    captured: (segment: string) => {
      say({ type: 'capture-ended', segment, frames: 1, peak: 0.5 })
    },
    press: () => {
      presses = 1
      keys.emit('talk-start')
    },
    doubleTap: () => {
      keys.emit('hands-free')
    },
    isDown: () => presses > 0,
    setAway: (away: boolean) => (isAway = away),
  }
}

let here: ReturnType<typeof start>

beforeEach(() => {
  here = start()
})

const pcm = (bytes: number) => new Uint8Array(bytes).fill(1).buffer
const startedSegments = () =>
  here.sent.flatMap((message) => (message.type === 'capture-start' ? [message.segment] : []))

test('a talk that another server cuts short is ended, and kept whole for the server that it was for', async () => {
  here.press()
  const [segment = ''] = startedSegments()
  here.say({ type: 'frame', segment, seq: 0, pcm: pcm(640) })
  const profile = () => SECOND
  const rest = vi.fn(() => Promise.resolve())
  const nothing = { useProfile: () => undefined, clear: () => undefined }
  const { live, view } = here
  const parts = { profile, live, view, drafts: nothing, speech: nothing, assistant: { rest } }
  const switched = switchProfile(parts, here.conversation)
  expect(here.sent).toContainEqual({ type: 'capture-stop', segment })
  expect(here.isDown()).toBe(false)
  expect(here.view.fields.profile.id).toBe('first')
  here.say({ type: 'frame', segment, seq: 1, pcm: pcm(320) })
  here.captured(segment)
  await switched
  expect(here.outbox.items('first')).toMatchObject([{ kind: 'voice', audioBytes: 960 }])
  expect(here.live.snapshot()).toMatchObject({ turns: [], voice: 'idle' })
  expect(here.view.fields.profile.id).toBe('second')
  // It is another server, so the local assistant is not needed any more.
  expect(rest).toHaveBeenCalledOnce()
})

test('a press while the talk is ending does not slip through', async () => {
  here.press()
  const ended = here.conversation.endTalk()
  here.press()
  const [first = ''] = startedSegments()
  here.captured(first)
  const second = startedSegments()[1] ?? ''
  expect(here.conversation.talk.segment).toBe(second)
  await Promise.resolve()
  await Promise.resolve()
  here.captured(second)
  await ended
  expect(here.conversation.talk.segment).toBeNull()
  expect(here.isDown()).toBe(false)
})

test('nothing listens while nobody is there, whoever asks for it', () => {
  here.setAway(true)
  here.doubleTap()
  here.conversation.handsFree.set(true)
  here.press()
  expect(here.view.fields.handsFree.on).toBe(false)
  expect(here.sent).toEqual([])

  here.setAway(false)
  here.doubleTap()
  expect(here.view.fields.handsFree.on).toBe(true)
  here.doubleTap()
  expect(here.view.fields.handsFree.on).toBe(false)
})
