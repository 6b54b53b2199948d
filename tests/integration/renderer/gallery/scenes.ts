import type { Page } from 'playwright'
import { failure } from '../../../../src/shared/failure.ts'
import type { Failure } from '../../../../src/shared/failure.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView, TurnView } from '../../../../src/shared/view.ts'
import { emit } from '../support/fake-bridge.ts'
import { draftView, emptyView, NOW, settings, turn } from '../support/views.ts'

/** One picture of the gallery. */
export interface Scene {
  readonly name: string
  readonly view: AppView
  readonly settings?: Settings
  readonly size?: { readonly width: number; readonly height: number }
  readonly page?: 'settings' | 'introduction'
  readonly dark?: boolean
  /** Only part of the settings page: scrolls to the section with this title. */
  readonly section?: string
  readonly language?: 'zh-CN'
  /** The system that the window believes to be on; by default Linux. */
  readonly platform?: NodeJS.Platform
  /** What answers requests, where the default (nothing) won't do. */
  readonly answers?: Record<string, unknown>
  /** What the person does before the picture is taken. */
  readonly act?: (page: Page) => Promise<unknown>
}

const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

const voice = (text: string | null, audioMs = 2400): TurnView['input'] => ({
  kind: 'voice',
  text,
  attachments: [],
  audioMs,
})

const LONG_REPLY = `Here is what I found about the **Tokaido Shinkansen**:

1. It opened on *1 October 1964*, just before the Tokyo Olympics.
2. Today’s fastest service, the Nozomi, takes about 2 h 22 min from Tokyo to Shin-Osaka.
3. The average delay is less than a minute, including those caused by typhoons.

| Service | Stops | Tokyo → Shin-Osaka |
| --- | ---: | --- |
| Nozomi | 6 | 2 h 22 min |
| Hikari | 7–11 | 2 h 57 min |
| Kodama | 17 | 3 h 54 min |

\`\`\`python
def speed(km: float, hours: float) -> float:
    return km / hours  # 515.4 km in 2.37 h is about 217 km/h, stops included
\`\`\`

> Reservations open one month ahead. See [the operator’s page](https://global.jr-central.co.jp/en/) for details.
`

const tools: TurnView['reply']['tools'] = [
  {
    id: 't1',
    name: 'get_time',
    args: '{"zone":"Asia/Tokyo"}',
    result: '{"time":"18:30","date":"2026-03-14"}',
    status: 'done',
  },
  {
    id: 't2',
    name: 'search_web',
    args: '{"query":"Tokaido Shinkansen timetable"}',
    result: null,
    status: 'running',
  },
]

const MOON = `On average, the Moon is about **384,400 kilometres** away from the Earth. Light takes 1.3 seconds for that.

- Nearest, it is at 363,300 kilometres.
- Farthest, it is at 405,500 kilometres: see [its orbit](https://example.org/moon).

\`\`\`
mean = (363300 + 405500) / 2
\`\`\``

const conversation: TurnView[] = [
  turn('1', {
    input: voice('What time is it in Tokyo?'),
    reply: { text: 'It is 18:30 in Tokyo.', tools: [], attachments: [], spoken: null },
  }),
  turn('2', {
    input: { kind: 'text', text: 'And tell me about the train to Osaka.', attachments: [], audioMs: null },
    reply: { text: LONG_REPLY, tools, attachments: [], spoken: null },
  }),
]

const withFiles: TurnView[] = [
  turn('1', {
    input: {
      kind: 'text',
      text: 'What is in this picture, and what does the report say?',
      attachments: [
        { attachmentId: 'pic', kind: 'image', name: 'harbour.png', size: 48_213 },
        {
          attachmentId: 'pdf',
          kind: 'file',
          name: 'A rather long report name about the third quarter.pdf',
          size: 1_834_112,
        },
      ],
      audioMs: null,
    },
    reply: {
      text: 'The picture shows a harbour at dusk. I made a short summary of the report for you.',
      spoken: null,
      tools: [],
      attachments: [
        { attachmentId: 'sum', kind: 'file', name: 'summary.md', size: 812 },
        { attachmentId: 'snd', kind: 'record', name: 'summary.wav', size: 96_044 },
      ],
    },
  }),
]

/** What main says of an attachment. */
const facts = (contentType: string, size: number, change: object = {}) => ({
  ok: true,
  data: {
    contentType,
    size,
    width: null,
    height: null,
    isTooLarge: false,
    canOpen: !contentType.startsWith('application/x-'),
    ...change,
  },
})

const media: TurnView[] = [
  turn('1', {
    input: {
      kind: 'text',
      text: 'Show me everything you have of the harbour.',
      attachments: [],
      audioMs: null,
    },
    reply: {
      text: 'A picture, a sound, a clip and some files:',
      tools: [],
      spoken: null,
      attachments: [
        { attachmentId: 'pic', kind: 'image', name: 'harbour.png', size: null },
        {
          attachmentId: 'snd',
          kind: 'record',
          name: 'gulls and waves at six in the morning.wav',
          size: null,
        },
        { attachmentId: 'vid', kind: 'video', name: 'ferry.webm', size: null },
        { attachmentId: 'pdf', kind: 'file', name: 'timetable.pdf', size: null },
        { attachmentId: 'exe', kind: 'file', name: 'tides.pdf', size: null },
        { attachmentId: 'bomb', kind: 'image', name: 'chart.png', size: null },
        { attachmentId: 'gone', kind: 'file', name: 'moorings.csv', size: null },
        { attachmentId: null, kind: 'image', name: 'lighthouse.jpg', size: null },
      ],
    },
  }),
]
const mediaAnswers: Scene['answers'] = {
  'attachment.describe pic': facts('image/png', 48_213, { width: 480, height: 300 }),
  'attachment.describe snd': facts('audio/wav', 96_044),
  'attachment.describe vid': facts('video/webm', 61_000),
  'attachment.describe pdf': facts('application/pdf', 1_834_112),
  'attachment.describe exe': facts('application/x-executable', 812_000),
  'attachment.describe bomb': facts('image/png', 41_000, { width: 60_000, height: 60_000, isTooLarge: true }),
  'attachment.describe gone': { ok: false, error: failure('NOT_FOUND', 'gone') },
}

/** Speech beside a picture, at one of its stages. */
const composed = (
  stage: NonNullable<TurnView['compose']>['stage'],
  problem: Failure | null = null,
  ids: readonly string[] = ['d1'],
): TurnView[] => [
  turn('1', {
    ...(stage === 'recording' ? { startedAt: Date.now() } : {}),
    state: stage === 'recording' ? 'listening' : 'sending',
    input: {
      ...voice(stage === 'unrecognised' || stage === 'recording' ? null : 'What is in this picture?'),
      attachments: [],
    },
    reply: { ...noSpeech },
    compose: { stage, drafts: [...ids], failure: problem },
    endedAt: null,
  }),
]
const noSpeech = { text: '', tools: [], attachments: [], spoken: null }

const last = (change: Partial<TurnView>): TurnView[] => [
  conversation[0]!,
  turn('x', { endedAt: null, ...change }),
]
const noReply = { text: '', tools: [], attachments: [], spoken: null }

const disconnected = (change: Partial<AppView['connection']>): AppView['connection'] => ({
  ...emptyView().connection,
  status: 'waiting',
  server: null,
  ...change,
})
const remote: AppView['profile'] = { id: 'home', name: 'Home server', kind: 'remote' }

const chinese: TurnView[] = [
  turn('1', {
    input: voice('明天早上八点提醒我开会，再帮我算一下 240 的 15% 是多少。', 6200),
    reply: {
      text: '好的，已经设好明天早上 8:00 的提醒。\n\n240 的 15% 是 **36**。\n\n- 计算：240 × 0.15 = 36\n- 提醒：`明天 08:00 开会`',
      spoken: null,
      tools: [
        {
          id: 'c',
          name: 'set_reminder',
          args: '{"when":"明天 08:00","what":"开会"}',
          result: '"ok"',
          status: 'done',
        },
      ],
      attachments: [],
    },
  }),
  turn('2', {
    state: 'failed',
    input: voice(null, 1800),
    reply: noReply,
    failure: failure('STT_FAILED', 'stt failed'),
  }),
]

const drafts: AppView['drafts'] = [
  draftView({
    id: 'pic',
    name: 'harbour at dusk.png',
    kind: 'image',
    size: 48_213,
    contentType: 'image/png',
    picture: { width: 480, height: 300 },
    alt: 'A harbour',
    notes: ['metadata-removed'],
  }),
  draftView({
    id: 'd2',
    name: 'meeting recording.wav',
    kind: 'record',
    size: 9_648_213,
    status: 'uploading',
    progress: 0.45,
  }),
  draftView({
    id: 'd3',
    name: 'archive.zip',
    size: 3_400_000_000,
    status: 'failed',
    progress: 0,
    failure: failure('FILE_TOO_BIG', 'too big'),
  }),
]

/** The first goes with what is said, the second with the next message. */
const spokenDrafts: AppView['drafts'] = [
  draftView({ kind: 'image', name: 'harbour.png', contentType: 'image/png' }),
  draftView({ id: 'd9', name: 'minutes.pdf', contentType: 'application/pdf' }),
]

/** Every state that a chip can be in. */
const everyDraft: AppView['drafts'] = [
  ...drafts,
  draftView({
    id: 'd4',
    name: 'IMG_20260314_093012 at the harbour, with everybody and the very long boat.heic',
    kind: 'image',
    status: 'failed',
    progress: 0,
    failure: failure('FILE_METADATA', 'stuck'),
  }),
  draftView({
    id: 'd5',
    name: 'curriculum vitae.pdf',
    kind: 'image',
    contentType: 'image/png',
    notes: ['type-differs', 'metadata-removed'],
  }),
  draftView({
    id: 'd6',
    name: '港口的黄昏，以及所有人和那条非常长的船.jpg',
    kind: 'image',
    status: 'preparing',
    scaleTo: 2048,
  }),
  draftView({
    id: 'd7',
    name: 'film.mp4',
    kind: 'video',
    status: 'waiting',
    waitsFor: 'network',
    progress: 0,
  }),
  draftView({ id: 'd8', name: 'notes.txt', status: 'waiting', waitsFor: 'turn', progress: 0 }),
  draftView({
    id: 'd9',
    name: 'Photos',
    status: 'failed',
    size: 0,
    progress: 0,
    failure: failure('FILE_IS_FOLDER', 'folder'),
  }),
]

/** Files hover over the window. */
const hover = (count: number) => (page: Page) =>
  page.evaluate((files) => {
    const dataTransfer = new DataTransfer()
    for (let i = 0; i < files; i++) dataTransfer.items.add(new File(['x'], `${i}.txt`))
    document
      .querySelector('.conversation')
      ?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }))
  }, count)

const longText =
  'Pneumonoultramicroscopicsilicovolcanoconiosis '.repeat(6) + 'https://example.org/' + 'path/'.repeat(40)

const profiles: Settings['profiles'] = [
  {
    id: 'home',
    name: 'Home server',
    kind: 'remote',
    baseUrl: 'https://astrbot.example.org',
    username: 'ada',
    signIn: 'api-key',
    account: '',
    pinnedCertificate: null,
  },
]

const narrow = { width: 360, height: 640 }

/** The form of a server whose certificate was refused, for the first time or in place of a trusted one. */
function refusedCertificate(
  isChanged: boolean,
): Pick<Scene, 'view' | 'settings' | 'page' | 'answers' | 'act'> {
  const [profile] = profiles
  if (!profile) throw new Error('no profile')
  const pinnedCertificate = isChanged ? SHA256.split('').toReversed().join('') : null
  const saved = { ...profile, baseUrl: 'https://parley.home.arpa:6185', pinnedCertificate }
  return {
    view: emptyView(),
    settings: settings({ profiles: [saved] }),
    page: 'settings',
    answers: {
      'profile.hasSecret': { ok: true, data: { stored: true } },
      'profile.test': {
        ok: true,
        data: {
          failure: failure('TLS_FAILED', 'refused'),
          certificate: { sha256: SHA256, isChanged },
          server: null,
          ms: 12,
        },
      },
    },
    act: async (page) => {
      await page.locator('.profile-actions button').first().click()
      await page.locator('.form-actions button').first().click()
      await page.locator('.certificate[data-tone]').waitFor()
    },
  }
}

/** Everything worth a look. Each chat scene is taken in light, and those marked `dark` in dark too. */
export const SCENES: readonly Scene[] = [
  { name: 'empty', view: emptyView(), dark: true },
  {
    name: 'empty-remote-toggle',
    view: emptyView({
      profile: remote,
      hotkey: {
        accelerator: 'Control+Alt+Space',
        mode: 'toggle',
        doubleTap: false,
        trigger: null,
        problem: null,
      },
    }),
  },
  { name: 'empty-narrow', view: emptyView(), size: narrow },
  { name: 'conversation', view: emptyView({ turns: conversation }), dark: true },
  { name: 'conversation-narrow', view: emptyView({ turns: conversation }), size: narrow },
  { name: 'files', view: emptyView({ turns: withFiles, drafts }), dark: true },
  { name: 'files-narrow', view: emptyView({ turns: withFiles, drafts }), size: narrow },
  { name: 'files-many', view: emptyView({ drafts: everyDraft }), dark: true },
  { name: 'files-many-narrow', view: emptyView({ drafts: everyDraft }), size: narrow },
  { name: 'files-many-chinese', view: emptyView({ drafts: everyDraft }), language: 'zh-CN' },
  {
    name: 'files-described',
    view: emptyView({ drafts }),
    act: (page) =>
      page.getByRole('button', { name: 'Change the description of harbour at dusk.png' }).click(),
  },
  { name: 'files-hover', view: emptyView({ turns: conversation }), act: hover(3), dark: true },
  { name: 'files-hover-too-many', view: emptyView({ drafts: everyDraft }), act: hover(14), size: narrow },
  {
    name: 'listening',
    view: emptyView({
      voice: 'listening',
      turns: last({ state: 'listening', input: voice(null), reply: noReply }),
    }),
    dark: true,
  },
  {
    name: 'hands-free',
    view: emptyView({ handsFree: { on: true, state: 'waiting', problem: null } }),
    dark: true,
  },
  {
    name: 'hands-free-hearing-narrow',
    view: emptyView({
      voice: 'listening',
      handsFree: { on: true, state: 'hearing', problem: null },
      turns: conversation,
    }),
    size: narrow,
  },
  {
    name: 'hands-free-chinese',
    view: emptyView({ handsFree: { on: true, state: 'starting', problem: null } }),
    language: 'zh-CN',
  },
  {
    name: 'hands-free-ended',
    view: emptyView({
      handsFree: { on: false, state: 'off', problem: failure('HANDS_FREE_ENDED', 'Nobody spoke.') },
      notices: [
        { id: 'HANDS_FREE_ENDED', kind: 'info', failure: failure('HANDS_FREE_ENDED', 'Nobody spoke.') },
      ],
    }),
  },
  {
    name: 'thinking',
    view: emptyView({
      voice: 'thinking',
      turns: last({ state: 'thinking', input: voice('Set a timer for ten minutes'), reply: noReply }),
    }),
  },
  {
    name: 'speaking',
    view: emptyView({
      voice: 'speaking',
      turns: last({
        state: 'speaking',
        input: voice('How far is the moon?'),
        reply: {
          text: MOON,
          tools: [],
          attachments: [],
          spoken: { from: 0, to: MOON.indexOf(' Light'), heard: MOON.indexOf(' away') },
        },
      }),
    }),
    dark: true,
  },
  {
    name: 'interrupted',
    view: emptyView({
      voice: 'interrupted',
      turns: last({
        state: 'interrupted',
        endedAt: NOW,
        reply: {
          text: MOON,
          tools: [],
          attachments: [],
          spoken: { from: 137, to: 137, heard: MOON.indexOf(' takes') },
        },
      }),
    }),
    dark: true,
  },
  {
    name: 'interrupted-chinese',
    view: emptyView({
      turns: last({
        state: 'interrupted',
        endedAt: NOW,
        input: voice('柏林天气怎么样？'),
        reply: {
          text: '柏林今天晴，气温十八度，西风微风。\n\n- 上午适合散步\n- 晚上带一件外套',
          tools: [],
          attachments: [],
          spoken: { from: 5, to: 5, heard: 5 },
        },
      }),
    }),
    size: narrow,
    language: 'zh-CN',
  },
  {
    name: 'stalled',
    view: emptyView({ voice: 'thinking', turns: last({ state: 'stalled', reply: noReply }) }),
    dark: true,
  },
  {
    name: 'stalled-narrow',
    view: emptyView({ voice: 'thinking', turns: last({ state: 'stalled', reply: noReply }) }),
    size: narrow,
  },
  {
    name: 'unsent',
    view: emptyView({
      profile: remote,
      connection: disconnected({
        nextRetryAt: Date.now() + 8000,
        lastError: failure('CONNECTION_LOST', 'lost', true),
      }),
      turns: last({ state: 'unsent', reply: noReply }),
    }),
  },
  {
    name: 'failed',
    view: emptyView({
      voice: 'failed',
      turns: last({ state: 'failed', reply: noReply, failure: failure('PROCESSING_FAILED', 'failed') }),
      notices: [{ id: 'n', kind: 'warning', failure: failure('HOTKEY_CONFLICT', 'taken') }],
    }),
    dark: true,
  },
  {
    name: 'unauthorized',
    view: emptyView({
      profile: remote,
      connection: disconnected({ status: 'failed', lastError: failure('UNAUTHORIZED', '401') }),
    }),
    dark: true,
  },
  {
    name: 'waiting-narrow',
    view: emptyView({
      profile: remote,
      connection: disconnected({
        nextRetryAt: Date.now() + 60_000,
        lastError: failure('CONNECTION_REFUSED', 'refused', true),
      }),
      turns: conversation,
    }),
    size: narrow,
  },
  {
    name: 'assistant-starting',
    view: emptyView({
      assistant: { status: 'starting', speech: false, problem: null },
      connection: disconnected({ status: 'connecting' }),
    }),
  },
  {
    name: 'models-missing',
    view: emptyView({
      assistant: { status: 'ready', speech: false, problem: failure('MODELS_MISSING', 'missing') },
    }),
  },
  {
    name: 'long-text',
    view: emptyView({
      turns: [
        turn('1', {
          input: { kind: 'text', text: longText, attachments: [], audioMs: null },
          reply: {
            text: longText + '\n\n```\n' + 'x'.repeat(300) + '\n```',
            spoken: null,
            tools: [
              {
                id: 'l',
                name: 'a_tool_with_a_remarkably_long_name_indeed',
                args: JSON.stringify({ text: longText }),
                result: null,
                status: 'closed',
              },
            ],
            attachments: [],
          },
        }),
      ],
    }),
    size: narrow,
  },
  { name: 'chinese', view: emptyView({ turns: chinese }), language: 'zh-CN', dark: true },
  { name: 'chinese-empty', view: emptyView(), language: 'zh-CN' },
  {
    name: 'chinese-settings',
    view: emptyView(),
    language: 'zh-CN',
    page: 'settings',
    size: { width: 760, height: 900 },
  },
  {
    name: 'settings',
    view: emptyView(),
    settings: settings({ profiles, activeProfileId: 'home' }),
    page: 'settings',
    size: { width: 760, height: 1000 },
    dark: true,
  },
  {
    name: 'settings-narrow',
    view: emptyView({
      hotkey: {
        accelerator: 'Control+Alt+Space',
        mode: 'toggle',
        doubleTap: false,
        trigger: null,
        problem: failure('HOTKEY_UNSUPPORTED', 'no'),
      },
    }),
    settings: settings({ profiles }),
    page: 'settings',
    size: { width: 360, height: 1400 },
  },
  {
    name: 'pointed',
    view: emptyView({ turns: conversation }),
    dark: true,
    act: async (page) => {
      await emit(page, 'chat.show', { view: 'conversation', turnId: '1' })
      await page.locator('.pointed').waitFor()
    },
  },
  {
    name: 'settings-hands-free',
    view: emptyView(),
    page: 'settings',
    section: 'Hands-free',
    dark: true,
  },
  {
    name: 'settings-hands-free-chinese',
    view: emptyView(),
    language: 'zh-CN',
    page: 'settings',
    section: '免提对话',
    size: narrow,
  },
  {
    name: 'settings-general',
    view: emptyView(),
    page: 'settings',
    section: 'General',
    size: { width: 760, height: 520 },
    dark: true,
  },
  {
    name: 'settings-general-no-tray',
    view: emptyView({
      desktop: { tray: false, openAtLogin: true },
      notices: [{ id: 'n', kind: 'warning', failure: failure('TRAY_UNAVAILABLE', 'none') }],
    }),
    page: 'settings',
    section: 'General',
    size: { width: 360, height: 700 },
  },
  {
    name: 'no-tray',
    view: emptyView({
      desktop: { tray: false, openAtLogin: true },
      notices: [{ id: 'n', kind: 'warning', failure: failure('TRAY_UNAVAILABLE', 'none') }],
    }),
  },
  {
    name: 'settings-chinese-narrow',
    view: emptyView(),
    page: 'settings',
    size: { width: 360, height: 4200 },
    language: 'zh-CN',
    dark: true,
  },
  {
    name: 'microphone-denied',
    view: emptyView({ notices: [{ id: 'n', kind: 'error', failure: failure('MIC_DENIED', 'no') }] }),
    platform: 'darwin',
    dark: true,
  },
  {
    name: 'microphone-denied-chinese-narrow',
    view: emptyView({ notices: [{ id: 'n', kind: 'error', failure: failure('MIC_DENIED', 'no') }] }),
    platform: 'win32',
    size: { width: 360, height: 640 },
    language: 'zh-CN',
  },
  {
    name: 'key-lost-chinese-narrow',
    view: emptyView({
      hotkey: {
        ...emptyView().hotkey,
        mode: 'none',
        doubleTap: false,
        problem: failure('HOTKEY_LOST', 'none', true),
      },
      notices: [{ id: 'n', kind: 'warning', failure: failure('HOTKEY_LOST', 'none', true) }],
    }),
    size: { width: 360, height: 640 },
    language: 'zh-CN',
  },
  {
    name: 'settings-microphone',
    view: emptyView({
      audio: {
        ...emptyView().audio,
        microphone: { status: 'open', until: NOW + 5 * 60_000 },
        processing: {
          asked: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
          real: { echoCancellation: false, noiseSuppression: true, autoGainControl: true },
        },
        problem: failure('MIC_DENIED', 'no'),
      },
    }),
    page: 'settings',
    section: 'Microphone',
    dark: true,
    size: { width: 560, height: 900 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Test the microphone' }).click()
      await emit(page, 'microphone.level', { peak: 0.08 })
    },
  },
  {
    name: 'unheard',
    view: emptyView({
      voice: 'listening',
      audio: { ...emptyView().audio, microphone: { status: 'recording', until: null }, silence: 'digital' },
      turns: [...conversation, turn('9', { input: voice(null), state: 'listening' })],
    }),
    dark: true,
  },
  {
    name: 'unheard-chinese-narrow',
    view: emptyView({
      voice: 'listening',
      audio: { ...emptyView().audio, microphone: { status: 'recording', until: null }, silence: 'quiet' },
      turns: [turn('9', { input: voice(null), state: 'listening' })],
    }),
    language: 'zh-CN',
    size: narrow,
  },
  { name: 'settings-files', view: emptyView(), page: 'settings', section: 'Files', size: narrow },
  {
    name: 'settings-end',
    view: emptyView(),
    page: 'settings',
    section: 'About',
    size: { width: 760, height: 800 },
  },
  {
    name: 'drop',
    view: emptyView({ turns: conversation }),
    dark: true,
    act: (page) =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(['x'], 'a.txt'))
        document
          .querySelector('.conversation')
          ?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }))
      }),
  },
  {
    name: 'tool-open',
    view: emptyView({
      turns: [turn('1', { reply: { text: 'It is 18:30 in Tokyo.', tools, attachments: [], spoken: null } })],
    }),
    dark: true,
    act: (page) => page.getByText('get_time').click(),
  },
  {
    name: 'picture-open',
    view: emptyView({ turns: withFiles }),
    dark: true,
    act: async (page) => {
      await page.getByRole('button', { name: 'Open harbour.png at full size' }).click()
      for (const _ of [1, 2, 3]) await page.keyboard.press('+')
    },
  },
  {
    name: 'picture-open-narrow',
    view: emptyView({ turns: withFiles }),
    size: narrow,
    act: (page) => page.getByRole('button', { name: 'Open harbour.png at full size' }).click(),
  },
  {
    name: 'compose-recording',
    view: emptyView({ turns: composed('recording'), drafts: spokenDrafts, voice: 'listening' }),
    dark: true,
  },
  {
    name: 'compose-recording-narrow',
    view: emptyView({
      turns: composed('recording', null, ['d4', 'd7']),
      drafts: everyDraft,
      voice: 'listening',
    }),
    size: narrow,
  },
  {
    name: 'compose-review',
    view: emptyView({ turns: composed('review'), drafts: spokenDrafts }),
    dark: true,
  },
  {
    name: 'compose-restored',
    view: emptyView({
      turns: composed('recognising').map((each) => ({
        ...each,
        state: 'unsent',
        failure: failure('CONNECTION_LOST', 'It was not answered before Parley was closed'),
      })),
      drafts: spokenDrafts,
    }),
  },
  {
    name: 'compose-unrecognised',
    view: emptyView({ turns: composed('unrecognised', failure('STT_LANGUAGE', 'other')) }),
    size: narrow,
  },
  {
    name: 'compose-failed-chinese',
    view: emptyView({
      turns: composed('upload-failed'),
      drafts: [
        draftView({ ...spokenDrafts[0]!, status: 'failed', failure: failure('UPLOAD_FAILED', 'cut') }),
        ...spokenDrafts.slice(1),
      ],
    }),
    language: 'zh-CN',
  },
  {
    name: 'media',
    view: emptyView({ turns: media }),
    answers: mediaAnswers,
    size: { width: 720, height: 1500 },
    dark: true,
  },
  {
    name: 'media-narrow',
    view: emptyView({ turns: media }),
    answers: mediaAnswers,
    size: { width: 360, height: 1700 },
  },
  {
    name: 'media-chinese',
    view: emptyView({ turns: media }),
    answers: mediaAnswers,
    size: { width: 720, height: 1500 },
    language: 'zh-CN',
  },
  {
    name: 'writing',
    view: emptyView({ turns: conversation.slice(0, 1), voice: 'speaking' }),
    act: (page) =>
      page
        .getByLabel('Message', { exact: true })
        .fill('A longer message\nof three lines\nthat is not sent yet.'),
  },
  {
    name: 'server-form',
    view: emptyView(),
    settings: settings({ profiles }),
    page: 'settings',
    size: { width: 620, height: 760 },
    dark: true,
    answers: {
      'profile.hasSecret': { ok: true, data: { stored: true } },
      'profile.test': {
        ok: true,
        data: {
          failure: null,
          certificate: null,
          server: { kind: 'astrbot', live: true, chat: true, files: false },
          ms: 84,
        },
      },
    },
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit Home server' }).click()
      await page.locator('form').getByRole('button', { name: 'Test' }).click()
      await page.getByText('Works.').waitFor()
    },
  },
  {
    name: 'server-form-errors',
    view: emptyView(),
    page: 'settings',
    size: narrow,
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a server' }).click()
      await page.getByRole('button', { name: 'Save and use' }).click()
    },
  },
  { name: 'certificate', ...refusedCertificate(false), size: { width: 620, height: 940 }, dark: true },
  { name: 'certificate-narrow', ...refusedCertificate(false), size: { width: 360, height: 1100 } },
  {
    name: 'certificate-changed',
    ...refusedCertificate(true),
    size: { width: 620, height: 1100 },
    dark: true,
  },
  { name: 'certificate-changed-narrow', ...refusedCertificate(true), size: { width: 360, height: 1300 } },
  {
    name: 'certificate-chinese',
    ...refusedCertificate(true),
    language: 'zh-CN',
    size: { width: 360, height: 1200 },
    dark: true,
  },
  {
    name: 'recorder',
    view: emptyView(),
    page: 'settings',
    size: { width: 620, height: 640 },
    act: async (page) => {
      await page.getByRole('button', { name: 'Change…' }).click()
      await page.keyboard.press('a')
      await page.keyboard.down('Control')
      await page.keyboard.down('Alt')
    },
  },
]
