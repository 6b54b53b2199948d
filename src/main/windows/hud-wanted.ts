import type { AppView, VoiceState } from '../../shared/view.ts'

/** Whether the HUD shows, or how long it stays if it does and should not any more. */
export interface HudWanted {
  readonly shown: boolean
  /** In ms. */
  readonly lingerMs: number
}

/** How long the HUD stays after a turn, in ms: long enough to read the last words, or why there are none. */
const LINGER_MS: Readonly<Record<VoiceState, number>> = {
  idle: 900,
  interrupted: 900,
  failed: 4000,
  listening: 0,
  thinking: 0,
  speaking: 0,
}

/** The HUD is there while a turn runs, and for a moment after it; and all the time while the microphone listens by itself. */
export function hudWanted(
  { voice, handsFree }: Pick<AppView, 'voice' | 'handsFree'>,
  isAllowed: boolean,
): HudWanted {
  const isBusy = voice === 'listening' || voice === 'thinking' || voice === 'speaking'
  return { shown: isAllowed && (isBusy || handsFree.on), lingerMs: LINGER_MS[voice] }
}
