import { useEffect, useRef } from 'react'
import type { Settings } from '../../../../shared/settings.ts'
import type { VoiceState } from '../../../../shared/view.ts'
import { chooseDevice, listDevices } from '../../../ui/audio-devices.ts'
import { amplitudeOf } from '../../../ui/loudness.ts'

type SpeakerSettings = Settings['speaker']

/**
 * Keeps the window's sounds and videos out of the conversation: they stop when somebody talks, or would be recorded with it,
 * and when an answer is spoken. They are heard where answers are, as loud; their own controls may change that afterwards.
 */
export function usePlayers(voice: VoiceState, speaker: SpeakerSettings | null): void {
  const isTalk = voice === 'listening' || voice === 'speaking'
  useEffect(() => {
    if (isTalk) for (const player of players()) player.pause()
  }, [isTalk])

  const known = useRef(new WeakSet<HTMLMediaElement>())
  const { label = null, volume = 1, muted = false } = speaker ?? {}
  useEffect(() => {
    const settings = { label, volume, muted }
    for (const player of players()) if (known.current.has(player)) void adjust(player, settings)
    const onPlay = ({ target }: Event) => {
      if (!(target instanceof HTMLMediaElement) || known.current.has(target)) return
      known.current.add(target)
      void adjust(target, settings)
    }
    // It does not bubble.
    document.addEventListener('play', onPlay, true)
    return () => {
      document.removeEventListener('play', onPlay, true)
    }
  }, [label, volume, muted])
}

function players(): NodeListOf<HTMLMediaElement> {
  return document.querySelectorAll('audio, video')
}

async function adjust(player: HTMLMediaElement, { label, volume, muted }: SpeakerSettings): Promise<void> {
  player.volume = amplitudeOf(volume)
  player.muted = muted
  const { id } = chooseDevice(
    label,
    listDevices(await navigator.mediaDevices.enumerateDevices(), 'audiooutput'),
  )
  // One that was unplugged this moment: it is heard at the system's default.
  await player.setSinkId(id ?? '').catch(() => player.setSinkId(''))
}
