import type { MessageKey } from '../../../shared/i18n/messages.ts'
import type { TextValues } from '../../../shared/i18n/translator.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { AppView, TurnView, VoiceState } from '../../../shared/view.ts'
import { lastWords, NO_WORDS, spokenWords } from './words.ts'
import type { HudWords } from './words.ts'

/** What the orb and the colours say: the state, and what stands in its way. */
export type HudLook = VoiceState | 'waiting' | 'unheard' | 'offline' | 'muted'

/** A text that is not translated yet. */
export interface HudTitle {
  readonly key: MessageKey
  readonly values?: TextValues
}

/** All that the HUD shows, chosen from the view. */
export interface HudFace {
  readonly look: HudLook
  readonly title: HudTitle
  /** What is said, by either side. */
  readonly words: HudWords
  /** The way out of a failure, in place of words. */
  readonly help: HudTitle | null
  /** What its button does: throw away what is being said, or stop the answer. Null: there is no button. */
  readonly action: 'cancel' | 'stop' | null
  /** When this talk is cut off, in ms since the epoch; null while nobody talks. */
  readonly cutAt: number | null
}

/** Chooses what the HUD says and shows. `longestTalkMs` is when a talk ends by itself. */
export function hudFace(
  view: AppView,
  settings: Pick<Settings, 'speaker'> | null,
  longestTalkMs: number,
): HudFace {
  const turn = view.turns.at(-1)
  const plain: HudFace = {
    look: view.voice,
    title: { key: `voice.${view.voice}` },
    words: NO_WORDS,
    help: null,
    action: null,
    cutAt: null,
  }
  const leaving: Partial<HudFace> = view.isLeaving ? { title: { key: 'voice.leaving' } } : {}
  switch (view.voice) {
    case 'listening':
      return {
        ...plain,
        ...unheard(view),
        action: 'cancel',
        cutAt: turn?.state === 'listening' ? turn.startedAt + longestTalkMs : null,
      }
    case 'thinking':
      return {
        ...plain,
        ...waiting(view, turn),
        ...leaving,
        words: lastWords(turn?.input.text ?? ''),
        action: 'stop',
      }
    case 'speaking': {
      const muted: Partial<HudFace> = settings?.speaker.muted
        ? { look: 'muted', title: { key: 'hud.speakingMuted' } }
        : {}
      return {
        ...plain,
        ...muted,
        ...leaving,
        words: turn ? spokenWords(turn.reply) : NO_WORDS,
        action: 'stop',
      }
    }
    case 'failed': {
      const code = (turn?.failure ?? view.audio.problem ?? view.connection.lastError)?.code ?? 'INTERNAL'
      return {
        ...plain,
        title: { key: `failures.${code}.title` },
        help: { key: `failures.${code}.action` },
      }
    }
    case 'idle':
      if (view.handsFree.on) return { ...plain, ...handsFree(view.handsFree.state) }
      // The end of an answer stays to be read while the HUD fades.
      return turn?.state === 'done' ? { ...plain, words: lastWords(turn.reply.text) } : plain
    case 'interrupted':
      return plain
  }
}

/** Why nobody thinks yet: the words wait for the connection, or the server is slow. */
function waiting(view: AppView, turn: TurnView | undefined): Partial<HudFace> {
  if (turn?.state === 'stalled') return { title: { key: 'turn.stalled' } }
  const isCutOff = turn?.state === 'sending' && view.connection.status !== 'connected'
  return isCutOff ? { look: 'offline', title: { key: 'hud.offline' } } : {}
}

/** Nobody speaks, and the microphone is open: that is what a person must see. */
function handsFree(state: AppView['handsFree']['state']): Partial<HudFace> {
  const isReady = state !== 'starting'
  return { look: 'waiting', title: { key: isReady ? 'hud.handsFree' : 'hud.handsFreeStarting' } }
}

/** That the microphone hears nothing, and which one it is. */
function unheard({ audio, turns }: AppView): Partial<HudFace> {
  if (audio.silence === null) return { words: lastWords(turns.at(-1)?.input.text ?? '') }
  return {
    look: 'unheard',
    title: { key: 'hud.nothingHeard' },
    help:
      audio.activeInput === null
        ? { key: 'hud.isUnnamedMuted' }
        : { key: 'hud.isMuted', values: { name: audio.activeInput } },
  }
}
