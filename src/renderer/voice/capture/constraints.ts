import type { SoundProcessing } from '../../../shared/view.ts'
import type { InputConfig } from './machine.ts'

/** What is asked of `getUserMedia`. Only the device is a must: a microphone that can't cancel echo is better than none. */
export function constraints(deviceId: string | null, config: InputConfig): MediaTrackConstraints {
  return {
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
    channelCount: { ideal: 1 },
    echoCancellation: config.echoCancellation,
    noiseSuppression: config.noiseSuppression,
    autoGainControl: config.autoGainControl,
  }
}

/** What an open track says it does, beside what it was asked for. */
export function processingOf(track: MediaStreamTrack, config: InputConfig): SoundProcessing {
  const { echoCancellation, noiseSuppression, autoGainControl } = track.getSettings()
  return {
    asked: {
      echoCancellation: config.echoCancellation,
      noiseSuppression: config.noiseSuppression,
      autoGainControl: config.autoGainControl,
    },
    real: {
      // Newer browsers name the way in which they cancel echo.
      echoCancellation: typeof echoCancellation === 'string' ? true : (echoCancellation ?? null),
      noiseSuppression: noiseSuppression ?? null,
      autoGainControl: autoGainControl ?? null,
    },
  }
}
