import type { Draft, EventOf } from './draft.ts'
import { endPlaying, hush, stopPlaying } from './life.ts'
import { TURN_MS } from './limits.ts'
import { fallSilent, hear, heardAll, unsaid } from './spoken.ts'

/** A chunk reached the speaker: playback is alive, so the time for losing it begins again. */
export function chunkStarted(draft: Draft, event: EventOf<'chunk-started'>): void {
  hear(draft, event.epoch, event.seq, 0)
  const { playing } = draft
  if (playing?.epoch !== event.epoch || !playing.isEnded) return
  draft.effects.push({ type: 'set-timer', timer: 'playback', ms: TURN_MS.playback + playing.ms })
}

/** The chunk at the speaker goes on. */
export function chunkProgress(draft: Draft, event: EventOf<'chunk-progress'>): void {
  hear(draft, event.epoch, event.seq, event.share)
}

/** A chunk could not be decoded: the others play on, and the person is told. */
export function chunkFailed(draft: Draft, event: EventOf<'chunk-failed'>): void {
  if (draft.playing?.epoch !== event.epoch) return
  unsaid(draft, event.epoch, event.seq)
  draft.effects.push({ type: 'notice', failure: event.failure })
}

/** All that was given to the speaker has been heard. Means something only after `play-end`. */
export function drained(draft: Draft, event: EventOf<'drained'>): void {
  if (draft.playing?.epoch !== event.epoch || !draft.playing.isEnded) return
  heardAll(draft, draft.playing)
  stopPlaying(draft)
}

/** Nobody hears the rest: the turn must not wait for it. Means something only after `play-end`. */
export function unplayed(draft: Draft, event: EventOf<'unplayed'>): void {
  if (draft.playing?.epoch !== event.epoch || !draft.playing.isEnded) return
  fallSilent(draft, draft.playing.id)
  stopPlaying(draft)
}

/** The speaker is silent, and tells what was heard of what it was playing. */
export function silenced(draft: Draft, event: EventOf<'silenced'>): void {
  if (draft.silenced === null || draft.silenced.epoch > event.epoch) return
  const { id } = draft.silenced
  if (event.heard !== null) hear(draft, event.heard.epoch, event.heard.seq, event.heard.share)
  fallSilent(draft, id)
  draft.silenced = null
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
  hush(draft)
  stopPlaying(draft)
}
