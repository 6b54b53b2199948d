import { failure } from '../../../shared/failure.ts'
import { find, patch, show } from './draft.ts'
import type { Draft } from './draft.ts'
import { endPlaying, finish, isAwaited, leavesNoTrace } from './life.ts'
import { TURN_MS } from './limits.ts'
import { audioMs } from './outbox-policy.ts'
import type { Turn } from './state.ts'

/*
 * No turn waits for ever, and none ends silently. The turn that is next to be answered is watched; every frame of any turn
 * shows that the server works and winds the clock up again. When it runs out, the turn is `stalled`: "no answer yet", and
 * the person goes on waiting, interrupts, or starts the connection again. When nobody chooses, it fails.
 */

/** The turn whose answer comes next, if anybody waits for one. */
export function watched(draft: Draft): Turn | null {
  const current = draft.current?.isOver === true ? null : find(draft, draft.current?.id ?? null)
  if (current !== null && isAwaited(current)) return current
  for (const { id } of draft.waiting) {
    const turn = find(draft, id)
    if (turn !== null && isAwaited(turn)) return turn
  }
  return null
}

/** Winds the watchdog: again for each frame, each stage and each choice of the person. */
export function wind(draft: Draft): void {
  const turn = watched(draft)
  const key = turn === null ? null : `${turn.view.id} ${turn.stage} ${turn.view.state} ${draft.progress}`
  if (key === draft.armed) return
  draft.armed = key
  if (turn === null) draft.effects.push({ type: 'clear-timer', timer: 'watchdog' })
  else draft.effects.push({ type: 'set-timer', timer: 'watchdog', ms: patience(turn) })
}

/** The clock ran out. */
export function bark(draft: Draft): void {
  const turn = watched(draft)
  draft.armed = null
  if (turn === null) return
  const { id } = turn.view
  // A sound in the room began it, and the server, having listened to it, has nothing to say.
  if (leavesNoTrace(turn) && turn.stage === 'recognising') {
    return finish(draft, id, { state: 'failed', failure: reasonOf(turn) })
  }
  if (turn.view.state !== 'stalled') {
    show(draft, id, { state: 'stalled', failure: reasonOf(turn) })
    return
  }
  if (draft.playing?.id === id) endPlaying(draft)
  patch(draft, id, { isGivenUp: true })
  draft.effects.push({ type: 'release-audio', turnId: id })
  show(draft, id, { state: 'failed', failure: reasonOf(turn), endedAt: draft.at })
  draft.shown = 'failed'
}

function patience(turn: Turn): number {
  if (turn.view.state === 'stalled') return TURN_MS.giveUp
  if (turn.stage === 'waiting') return TURN_MS.firstFrame
  const isHearing = turn.kind === 'voice' && turn.stage !== 'answering'
  return isHearing ? TURN_MS.recognition + audioMs(turn.audioBytes) : TURN_MS.silence
}

/** On the reference server, an empty recognition is followed by nothing: that is the likely reason for silence there. */
function reasonOf(turn: Turn) {
  return turn.stage === 'recognising'
    ? failure('NO_SPEECH', 'No answer yet; perhaps no speech was recognised', true)
    : failure('NO_ANSWER', 'No answer yet', true)
}
