import type { Draft, EventOf } from './draft.ts'
import { endPlaying, stopPlaying } from './life.ts'
import { TURN_MS } from './limits.ts'

/** A chunk reached the speaker: playback is alive, so the time for losing it begins again. */
export function chunkStarted(draft: Draft, event: EventOf<'chunk-started'>): void {
  const { playing } = draft
  if (playing?.epoch !== event.epoch || !playing.isEnded) return
  draft.effects.push({ type: 'set-timer', timer: 'playback', ms: TURN_MS.playback + playing.ms })
}

/** A chunk could not be decoded: the others play on, and the person is told. */
export function chunkFailed(draft: Draft, event: EventOf<'chunk-failed'>): void {
  if (draft.playing?.epoch === event.epoch) draft.effects.push({ type: 'notice', failure: event.failure })
}

/** All that was given to the speaker has been heard. Means something only after `play-end`. */
export function drained(draft: Draft, event: EventOf<'drained'>): void {
  if (draft.playing?.epoch === event.epoch && draft.playing.isEnded) stopPlaying(draft)
}

/** The speaker is gone. The text goes on; nothing more of this epoch will sound. */
export function playbackFailed(draft: Draft, event: EventOf<'playback-failed'>): void {
  draft.effects.push({ type: 'notice', failure: event.failure })
  loseSpeaker(draft)
}

/** The epoch is dead, even if the speaker comes back. */
export function loseSpeaker(draft: Draft): void {
  if (draft.playing === null) return
  endPlaying(draft)
  draft.effects.push({ type: 'silence', epoch: draft.playing.epoch })
  stopPlaying(draft)
}
