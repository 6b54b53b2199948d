import type { Settings } from '../../shared/settings.ts'
import type { HandsFreeConfig } from '../../shared/voice-port.ts'
import type { HandsFreeRules } from './next.ts'

/**
 * Thresholds of the detector. `medium` is what the reference web client uses (positive 0.3, negative 0.25, pad 800 ms,
 * shortest speech 400 ms); `low` is for noisy rooms, `high` for soft voices.
 */
const THRESHOLDS = {
  low: { positive: 0.5, negative: 0.35 },
  medium: { positive: 0.3, negative: 0.25 },
  high: { positive: 0.2, negative: 0.15 },
} as const

const PAD_MS = 800
const MIN_SPEECH_MS = 400

/** What the detector needs to know of the settings. */
export function handsFreeConfig({ sensitivity, pauseMs, bargeIn }: Settings['handsFree']): HandsFreeConfig {
  return {
    ...THRESHOLDS[sensitivity],
    redemptionMs: pauseMs,
    padMs: PAD_MS,
    minSpeechMs: MIN_SPEECH_MS,
    bargeIn,
  }
}

/** What the machine needs to know of the settings. */
export function handsFreeRules({ bargeIn, offAfterMinutes }: Settings['handsFree']): HandsFreeRules {
  return { bargeIn, offAfterMs: offAfterMinutes === null ? null : offAfterMinutes * 60_000 }
}
