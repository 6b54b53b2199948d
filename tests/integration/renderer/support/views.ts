import { settingsSchema } from '../../../../src/shared/settings.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import { NO_AUDIO } from '../../../../src/shared/view.ts'
import type { AppView, DraftAttachment, TurnView } from '../../../../src/shared/view.ts'

/** A moment that all scripted views are set in. */
export const NOW = Date.UTC(2026, 2, 14, 9, 30)

/** A connected window with nothing said yet. */
export function emptyView(change: Partial<AppView> = {}): AppView {
  return {
    seq: 0,
    profile: { id: 'local', name: 'Local assistant', kind: 'local' },
    connection: {
      status: 'connected',
      desired: 'connected',
      attempt: 0,
      nextRetryAt: null,
      connectedAt: NOW,
      suspendReason: null,
      lastError: null,
      server: { kind: 'parley', interruptible: true, live: true, chat: true, files: true },
    },
    voice: 'idle',
    hotkey: { accelerator: 'Control+Alt+Space', mode: 'hold', doubleTap: true, trigger: null, problem: null },
    audio: {
      ...NO_AUDIO,
      inputs: [
        { id: 'a', label: 'Built-in Microphone' },
        { id: 'b', label: 'USB Headset' },
      ],
      outputs: [{ id: 'c', label: 'Built-in Speakers' }],
      activeInput: 'Built-in Microphone',
      microphone: { status: 'open', until: null },
    },
    handsFree: { on: false, state: 'off', problem: null },
    assistant: { status: 'ready', speech: true, problem: null },
    desktop: { tray: true, openAtLogin: false },
    isLeaving: false,
    drafts: [],
    notices: [],
    turns: [],
    ...change,
  }
}

/** One turn of typed text, answered. */
export function turn(id: string, change: Partial<TurnView> = {}): TurnView {
  return {
    id,
    state: 'done',
    input: { kind: 'text', text: 'What time is it in Tokyo?', attachments: [], audioMs: null },
    reply: { text: 'It is 18:30 in Tokyo.', tools: [], attachments: [], spoken: null },
    failure: null,
    metrics: {},
    startedAt: NOW,
    endedAt: NOW + 800,
    ...change,
  }
}

/** Default settings of somebody who knows Parley, changed. */
export function settings(change: Partial<Settings> = {}): Settings {
  return { ...settingsSchema.parse({ introduced: true }), ...change }
}

/** A file beside the composer that is ready to be sent. */
export function draftView(change: Partial<DraftAttachment> = {}): DraftAttachment {
  return {
    id: 'd1',
    name: 'plan.pdf',
    kind: 'file',
    size: 1000,
    contentType: 'application/pdf',
    status: 'ready',
    waitsFor: null,
    progress: 1,
    alt: '',
    picture: null,
    scaleTo: null,
    notes: [],
    failure: null,
    ...change,
  }
}
