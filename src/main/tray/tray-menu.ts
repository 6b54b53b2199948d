import type { Translate } from '../../shared/i18n/translator.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AppView, TurnView } from '../../shared/view.ts'
import { statusText } from './tray-icon.ts'
import type { TrayStatus } from './tray-icon.ts'

/** What a line of the menu does. */
export type TrayCommand =
  | {
      readonly type: 'open' | 'talk' | 'interrupt' | 'hands-free' | 'mute' | 'settings' | 'quit'
    }
  /** Null: the system's default. */
  | { readonly type: 'microphone'; readonly label: string | null }
  | { readonly type: 'profile'; readonly id: string }
  | { readonly type: 'turn'; readonly id: string }

/** One line of the menu, ready to be drawn, and plain data: two menus can be compared. */
export type TrayItem =
  | { readonly type: 'separator' }
  | { readonly type: 'text'; readonly label: string }
  | { readonly type: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] }
  | {
      readonly type: 'normal' | 'checkbox' | 'radio'
      readonly label: string
      readonly command: TrayCommand
      readonly checked?: boolean
      readonly enabled?: boolean
    }

/** Everything that the tray shows. */
export interface TrayModel extends TrayStatus {
  /** Parley goes when the answer is over. */
  readonly isLeaving: boolean
  readonly inputs: readonly string[]
  /** The chosen microphone, or null for the system's default. */
  readonly input: string | null
  readonly profiles: readonly {
    readonly id: string
    readonly name: string
    readonly kind: 'local' | 'remote'
  }[]
  readonly profile: AppView['profile']
  /** The newest turns, newest first; a title is null where nothing was said or typed that could name it. */
  readonly recent: readonly { readonly id: string; readonly title: string | null }[]
}

/** How many turns the menu remembers: what a glance takes in. */
const RECENT_TURNS = 5
/** Characters of a turn's title, so that the menu stays narrow. */
const TITLE_LENGTH = 44

/** Takes from the app's state what the tray shows. */
export function trayModel(view: Omit<AppView, 'seq'>, settings: Settings): TrayModel {
  return {
    voice: view.voice,
    connection: view.connection.status,
    muted: settings.speaker.muted,
    handsFree: view.handsFree.on,
    isLeaving: view.isLeaving,
    inputs: [...new Set(view.audio.inputs.flatMap(({ label }) => (label === '' ? [] : [label])))],
    input: settings.microphone.label,
    profiles: settings.profiles.map(({ id, name, kind }) => ({ id, name, kind })),
    profile: view.profile,
    recent: view.turns
      .filter(({ state }) => state !== 'listening')
      .slice(-RECENT_TURNS)
      .reverse()
      .map((turn) => ({ id: turn.id, title: titleOf(turn) })),
  }
}

/** The menu: what can be done now comes first, leaving comes last, and nothing moves while it is used. */
export function trayMenu(model: TrayModel, t: Translate): TrayItem[] {
  const hasReply = model.voice === 'speaking' || model.voice === 'thinking'
  return [
    { type: 'text', label: t(statusText(model)) },
    { type: 'separator' },
    { type: 'normal', label: t('tray.open'), command: { type: 'open' } },
    {
      type: 'normal',
      label: t(model.voice === 'listening' ? 'tray.stopTalking' : 'tray.talk'),
      command: { type: 'talk' },
    },
    { type: 'normal', label: t('tray.stopReply'), command: { type: 'interrupt' }, enabled: hasReply },
    handsFreeItem(model, t),
    { type: 'checkbox', label: t('tray.mute'), command: { type: 'mute' }, checked: model.muted },
    { type: 'separator' },
    { type: 'submenu', label: t('tray.microphone'), items: microphones(model, t) },
    { type: 'submenu', label: t('tray.profile'), items: profiles(model, t) },
    ...(model.recent.length === 0 ? [] : [recent(model, t)]),
    { type: 'separator' },
    { type: 'normal', label: t('tray.settings'), command: { type: 'settings' } },
    { type: 'normal', label: t(model.isLeaving ? 'tray.quitNow' : 'tray.quit'), command: { type: 'quit' } },
  ]
}

function handsFreeItem({ handsFree }: TrayModel, t: Translate): TrayItem {
  return { type: 'checkbox', label: t('tray.handsFree'), command: { type: 'hands-free' }, checked: handsFree }
}

function microphones({ inputs, input }: TrayModel, t: Translate): TrayItem[] {
  const choice = (label: string | null, text: string, enabled = true): TrayItem => ({
    type: 'radio',
    label: text,
    command: { type: 'microphone', label },
    checked: input === label,
    enabled,
  })
  const isMissing = input !== null && !inputs.includes(input)
  return [
    choice(null, t('settings.microphone.systemDefault')),
    ...inputs.map((label) => choice(label, literal(label))),
    ...(isMissing ? [choice(input, t('settings.microphone.missing', { name: literal(input) }), false)] : []),
  ]
}

function profiles({ profiles: known, profile }: TrayModel, t: Translate): TrayItem[] {
  // A server that the environment names is for this run only: there is nothing to choose.
  const isFixed = known.every(({ id }) => id !== profile.id)
  const shown = isFixed ? [profile] : known
  return [
    ...shown.map(({ id, name, kind }): TrayItem => ({
      type: 'radio',
      label: kind === 'local' ? t('settings.server.local') : literal(name),
      command: { type: 'profile', id },
      checked: id === profile.id,
      enabled: !isFixed,
    })),
    { type: 'separator' },
    { type: 'normal', label: t('tray.addServer'), command: { type: 'settings' } },
  ]
}

function recent({ recent: turns }: TrayModel, t: Translate): TrayItem {
  return {
    type: 'submenu',
    label: t('tray.recent'),
    items: turns.map(({ id, title }) => ({
      type: 'normal',
      label: title === null ? t('turn.voiceMessage') : literal(shortened(title)),
      command: { type: 'turn', id },
    })),
  }
}

function titleOf({ input, reply }: TurnView): string | null {
  const text = [input.text, input.attachments[0]?.name, input.kind === 'push' ? reply.text : null].find(
    (each) => each?.trim(),
  )
  return text?.replace(/\s+/g, ' ').trim() ?? null
}

function shortened(title: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(title), ({ segment }) => segment)
  if (characters.length <= TITLE_LENGTH) return title
  return `${characters
    .slice(0, TITLE_LENGTH - 1)
    .join('')
    .trimEnd()}…`
}

/** A text from outside: `&` would underline the next letter. */
function literal(text: string): string {
  return text.replaceAll('&', '&&')
}
