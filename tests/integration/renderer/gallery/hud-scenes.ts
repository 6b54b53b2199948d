import { failure } from '../../../../src/shared/failure.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView, TurnView } from '../../../../src/shared/view.ts'
import { emptyView, settings, turn } from '../support/views.ts'

/** One state of the HUD. */
export interface HudScene {
  readonly name: string
  readonly view: AppView
  readonly settings?: Settings
  /** What is to be seen, as it is written. */
  readonly says: string
  /** Which sound moves the orb in the picture. */
  readonly sound?: 'microphone' | 'speaker'
  /** In the README's picture. */
  readonly shown?: true
}

const heard = (text: string | null): Partial<TurnView> => ({
  input: { kind: 'voice', text, attachments: [], audioMs: 2400 },
  reply: { text: '', spoken: null, tools: [], attachments: [] },
})
/** A reply, heard up to the bar. */
const said = (marked: string): Partial<TurnView> => {
  const text = marked.replace('|', '')
  const at = marked.indexOf('|')
  return {
    ...heard('What is the weather like in Berlin today?'),
    reply: {
      text,
      spoken: at === -1 ? null : { from: 0, to: text.length, heard: at },
      tools: [],
      attachments: [],
    },
  }
}
const view = (voice: AppView['voice'], change: Partial<TurnView>, rest: Partial<AppView> = {}): AppView =>
  emptyView({ voice, turns: [turn('1', { endedAt: null, state: 'thinking', ...change })], ...rest })

const LONG =
  'The Moon is on average 384,400 kilometres away, which is about thirty times the diameter of the Earth, and light takes a second and a quarter for it. '

/** Every state that the HUD knows. */
export const HUD_SCENES: readonly HudScene[] = [
  { name: 'idle', view: emptyView(), says: 'Ready' },
  {
    name: 'hands-free',
    view: emptyView({ handsFree: { on: true, state: 'waiting', problem: null } }),
    says: 'Hands-free: just speak',
    shown: true,
  },
  {
    name: 'listening',
    view: view('listening', { ...heard(null), state: 'listening', startedAt: Date.now() }),
    says: 'Listening',
    sound: 'microphone',
    shown: true,
  },
  {
    name: 'listening-words',
    view: view('listening', {
      ...heard('What is the weather like'),
      state: 'listening',
      startedAt: Date.now(),
    }),
    says: 'What is the weather like',
    sound: 'microphone',
  },
  {
    name: 'listening-long',
    view: view('listening', { ...heard(null), state: 'listening', startedAt: Date.now() - 282_000 }),
    says: 'left',
  },
  {
    name: 'unheard',
    view: view(
      'listening',
      { ...heard(null), state: 'listening', startedAt: Date.now() },
      { audio: { ...emptyView().audio, silence: 'digital' } },
    ),
    says: 'Is Built-in Microphone muted?',
    shown: true,
  },
  {
    name: 'thinking',
    view: view('thinking', heard('What is the weather like in Berlin today?')),
    says: 'Thinking',
    shown: true,
  },
  {
    name: 'stalled',
    view: view('thinking', { ...heard('What is the weather like in Berlin?'), state: 'stalled' }),
    says: 'No answer yet',
  },
  {
    name: 'offline',
    view: view(
      'thinking',
      { ...heard('Remind me to call Ada'), state: 'sending' },
      { connection: { ...emptyView().connection, status: 'waiting' } },
    ),
    says: 'Waiting for the connection',
    shown: true,
  },
  {
    name: 'speaking',
    view: view(
      'speaking',
      said('It is **18 degrees** and sunny in Berlin, with a light wind from the west.'),
    ),
    says: 'It is 18 degrees',
    sound: 'speaker',
    shown: true,
  },
  {
    name: 'speaking-muted',
    view: view('speaking', said('It is 18 degrees and sunny in Berlin.')),
    settings: settings({ speaker: { label: null, volume: 1, muted: true } }),
    says: 'Speaking, muted',
  },
  {
    name: 'leaving',
    view: view('speaking', said('It is 18 degrees and sunny in Berlin.'), { isLeaving: true }),
    says: 'Quits after this answer',
    sound: 'speaker',
  },
  {
    name: 'speaking-long',
    view: view('speaking', said(`${LONG.repeat(2)}|${LONG.repeat(2)}`)),
    says: 'quarter for it.',
  },
  {
    name: 'speaking-unbroken',
    view: view('speaking', said('https://example.org/' + 'path/'.repeat(60))),
    says: 'path/path',
  },
  { name: 'interrupted', view: view('interrupted', said('The history of')), says: 'Stopped', shown: true },
  {
    name: 'failed',
    view: view('failed', { failure: failure('MIC_DENIED', 'no') }),
    says: 'The system keeps the microphone from Parley',
    shown: true,
  },
  {
    name: 'chinese',
    view: view(
      'speaking',
      said('柏林今天晴，气温十八度，西风微风，适合出门散步。|明天转多云，午后有小雨，记得带伞。'),
    ),
    settings: settings({ language: 'zh-CN' }),
    says: '记得带伞',
  },
  {
    name: 'chinese-unheard',
    view: view(
      'listening',
      { ...heard(null), state: 'listening', startedAt: Date.now() - 282_000 },
      { audio: { ...emptyView().audio, silence: 'digital' } },
    ),
    settings: settings({ language: 'zh-CN' }),
    says: '是否已静音',
  },
  {
    name: 'chinese-hands-free',
    view: view('idle', {}, { handsFree: { ...emptyView().handsFree, on: true } }),
    settings: settings({ language: 'zh-CN' }),
    says: '免提',
  },
  {
    name: 'chinese-failed',
    view: view('failed', { failure: failure('TLS_FAILED', 'no') }),
    settings: settings({ language: 'zh-CN' }),
    says: '连接不安全',
  },
]
