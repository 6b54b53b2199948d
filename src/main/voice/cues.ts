import type { Settings } from '../../shared/settings.ts'
import type { ToVoice } from '../../shared/voice-port.ts'

export type Cue = Extract<ToVoice, { type: 'cue' }>

/**
 * What is to be heard of the interface, and how loud (0 to 1); null for nothing. The sound that a segment begins with is
 * one's own choice, and left out when echo is not cancelled: the microphone is open already, and would record it. The one
 * at its end comes after the last sample. A timer that rings was asked for, so it rings whatever the setting.
 */
export function cueFor(
  name: Cue['name'],
  { sounds, microphone }: Pick<Settings, 'sounds' | 'microphone'>,
): Cue | null {
  if (name === 'ring') return { type: 'cue', name, volume: 1 }
  if (!sounds.on || sounds.volume === 0) return null
  if (name === 'start' && (!sounds.start || !microphone.echoCancellation)) return null
  return { type: 'cue', name, volume: sounds.volume }
}
