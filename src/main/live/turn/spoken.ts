import type { Spoken, TurnView } from '../../../shared/view.ts'
import { find, replace } from './draft.ts'
import type { Draft } from './draft.ts'
import { heardUpTo, locate } from './spoken-text.ts'
import type { Playing } from './state.ts'

/*
 * What of a reply is heard: the speaker tells which chunk it plays and how far it is; the text that came with the chunk is
 * looked for in the reply. A passage that can't be found is not shown, and the next one goes on.
 */

/** A chunk goes to the speaker. `text` is what is said in it; null when the server did not tell. */
export function willSay(draft: Draft, playing: Playing, text: string | null): Playing {
  const turn = find(draft, playing.id)
  if (turn?.view.reply.spoken === null) tell(draft, turn.view, { from: 0, to: 0, heard: 0 })
  return text === null ? playing : { ...playing, said: [...playing.said, { seq: playing.nextSeq, text }] }
}

/** So much of a chunk was heard: `share` is 0 to 1 of its samples. */
export function hear(draft: Draft, epoch: number, seq: number, share: number): void {
  const playing = draft.playing?.epoch === epoch ? draft.playing : draft.silenced
  const turn = find(draft, playing?.id ?? null)
  if (playing?.epoch !== epoch || turn === null) return
  const before = turn.view.reply.spoken
  if (before === null || seq < playing.heardSeq) return
  // Chunks are heard in order: those before it are over.
  const past = playing.said.filter((each) => each.seq < seq)
  const done = past.reduce((end, each) => Math.max(end, each.passage?.to ?? 0), before.heard)
  const { text } = turn.view.reply
  // The words may come after their sound: what was not found is looked for again.
  const [current, ...later] = playing.said.filter((each) => each.seq >= seq)
  const isKnown = current?.seq === seq
  const passage = isKnown ? (current.passage ?? locate(text, current.text, done)) : null
  const said = current ? [passage ? { ...current, passage } : current, ...later] : []
  remember(draft, { ...playing, heardSeq: seq, said })
  if (!passage) return tell(draft, turn.view, { from: done, to: done, heard: done })
  const heard = Math.max(done, heardUpTo(text, passage, share))
  tell(draft, turn.view, { from: passage.from, to: passage.to, heard })
}

/** A chunk was skipped: its text was not heard. */
export function unsaid(draft: Draft, epoch: number, seq: number): void {
  const { playing } = draft
  if (playing?.epoch !== epoch) return
  draft.playing = { ...playing, said: playing.said.filter((each) => each.seq !== seq) }
}

/** All that was given to the speaker was heard. */
export function heardAll(draft: Draft, { id, said }: Playing): void {
  const turn = find(draft, id)
  const spoken = turn?.view.reply.spoken
  if (!turn || !spoken) return
  const rest = said.reduce((end, { text, passage }) => {
    const found = passage ?? locate(turn.view.reply.text, text, end)
    return found ? found.to : end
  }, spoken.heard)
  tell(draft, turn.view, { from: rest, to: rest, heard: rest })
}

/** Nothing of it sounds any more; what was heard stays. */
export function fallSilent(draft: Draft, id: string): void {
  const turn = find(draft, id)
  const spoken = turn?.view.reply.spoken
  if (turn && spoken) tell(draft, turn.view, { from: spoken.heard, to: spoken.heard, heard: spoken.heard })
}

function remember(draft: Draft, playing: Playing): void {
  if (draft.playing?.epoch === playing.epoch) draft.playing = playing
  else draft.silenced = playing
}

function tell(draft: Draft, view: TurnView, spoken: Spoken): void {
  const before = view.reply.spoken
  const isSame =
    before !== null && before.from === spoken.from && before.to === spoken.to && before.heard === spoken.heard
  if (isSame) return
  const turn = find(draft, view.id)
  if (turn === null) return
  const shown = { ...view, reply: { ...view.reply, spoken } }
  replace(draft, { ...turn, view: shown })
  draft.effects.push({ type: 'spoken', spoken, view: shown })
}
