import type { Settings } from '../../shared/settings.ts'
import type { VoiceConfig } from '../../shared/voice-port.ts'

/**
 * Audio kept from before the key press, in ms. People begin to speak while they press: 300 ms covers the reaction and is
 * above the budget of 200 ms.
 */
export const PRE_ROLL_MS = 300

/** The part of the settings that the audio window needs. */
export function voiceConfig(settings: Settings): VoiceConfig {
  const { label, echoCancellation, noiseSuppression, autoGainControl } = settings.microphone
  return {
    input: {
      label,
      keepOpenMs: keepOpenMs(settings.microphone),
      echoCancellation,
      noiseSuppression,
      autoGainControl,
    },
    output: { label: settings.speaker.label, volume: settings.speaker.volume, muted: settings.speaker.muted },
    preRollMs: PRE_ROLL_MS,
  }
}

function keepOpenMs({ warm, warmMinutes }: Settings['microphone']): number | null {
  switch (warm) {
    case 'always':
      return null
    case 'after-use':
      return warmMinutes * 60_000
    case 'never':
      return 0
  }
}
