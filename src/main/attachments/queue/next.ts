import { failure } from '../../../shared/failure.ts'
import { safeExtension } from '../../media/shown-types.ts'
import { isProfileRelated, retryAfterMs } from './retry.ts'
import { spoolFilesOf } from './spool-files.ts'
import { PARALLEL_UPLOADS } from './state.ts'
import type {
  Draft,
  DraftFacts,
  DraftPhase,
  PictureWishes,
  QueueEffect,
  QueueEnv,
  QueueEvent,
  QueueState,
  QueueStep,
} from './state.ts'

const WAITING: DraftPhase = { at: 'waiting', until: null, failure: null }

/**
 * The life of the files beside the composer, as a pure function. Rules:
 * - a file is looked into as soon as it is chosen, then uploaded, a few at a time and in their order;
 * - only the chosen profile's drafts go up; the others wait as they are until it is chosen again;
 * - while offline nothing is begun; a failure that may pass is tried again with growing delays;
 * - nothing leaves with metadata that could not be removed unless the person said so for that file;
 * - an answer counts only for the run that asked for it.
 */
export function next(state: QueueState, event: QueueEvent, env: QueueEnv): QueueStep {
  const effects: QueueEffect[] = []
  const changed = apply(state, event, env, effects)
  const started = startUploads(changed, env, effects)
  const timed = setTimer(started, env, effects)
  if (timed.drafts !== state.drafts || timed.isOnline !== state.isOnline) {
    if (event.type !== 'progress') effects.push({ type: 'save' })
    effects.push({ type: 'changed' })
  } else if (timed.profileId !== state.profileId) effects.push({ type: 'changed' })
  return { state: timed, effects }
}

function apply(state: QueueState, event: QueueEvent, env: QueueEnv, effects: QueueEffect[]): QueueState {
  switch (event.type) {
    case 'restored':
      return state.drafts.reduce((before, draft) => {
        if (isRecovered(draft)) look(draft, effects)
        return draft.phase.at === 'ready' || draft.phase.at === 'failed'
          ? before
          : inspect(before, draft.id, effects)
      }, state)
    case 'found':
      return event.files.reduce((before, file) => found(before, file, effects), state)
    case 'added':
      return event.drafts.reduce(
        (before, added) =>
          inspect({ ...before, drafts: [...before.drafts, fresh(before, added)] }, added.id, effects),
        state,
      )
    case 'inspected':
      return update(state, event.id, (draft) => onInspected(draft, event))
    case 'scaled':
      return onScaled(state, event, effects)
    case 'progress':
      return update(state, event.id, (draft) =>
        draft.run === event.run && draft.phase.at === 'uploading'
          ? { ...draft, phase: { at: 'uploading', progress: event.progress } }
          : draft,
      )
    case 'uploaded':
      return update(state, event.id, (draft) => {
        if (draft.run !== event.run || draft.phase.at !== 'uploading') return draft
        const { attachmentId, kind } = event
        return { ...draft, tries: 0, phase: { at: 'ready', attachmentId, kind, server: state.server } }
      })
    case 'failed':
      return update(state, event.id, (draft) =>
        draft.run === event.run ? onFailed(draft, event.failure, env) : draft,
      )
    case 'retry':
      return onRetry(state, event.id, event.asIs, effects)
    case 'cancel':
      return onCancel(state, event.id, effects)
    case 'remove':
      return remove(state, (draft) => event.ids.includes(draft.id), effects)
    case 'move':
      return move(state, event.id, event.to)
    case 'describe':
      return update(state, event.id, (draft) => ({ ...draft, alt: event.alt }))
    case 'profile':
      return onProfile(state, event.id, event.server, effects)
    case 'profile-removed':
      return remove(state, (draft) => draft.profileId === event.id, effects)
    case 'network':
      return event.isOnline === state.isOnline ? state : hurry({ ...state, isOnline: event.isOnline })
    case 'reached':
      return hurry(state)
    case 'timer':
      return { ...state, timerAt: null }
  }
}

function fresh(
  state: QueueState,
  added: { readonly id: string; readonly source: Draft['source']; readonly name: string },
): Draft {
  return {
    ...added,
    profileId: state.profileId,
    alt: '',
    stamp: null,
    facts: null,
    edits: [],
    isStripped: false,
    copy: null,
    isAsIs: false,
    phase: { at: 'preparing' },
    tries: 0,
    run: 0,
  }
}

/** A picture that is in no list waits for the person, who sees it: nobody knows whether it was to be sent, or where to. */
function found(state: QueueState, file: string, effects: QueueEffect[]): QueueState {
  const reason = failure('FILE_RECOVERED', 'It was pasted before, and in no list any more')
  const draft: Draft = {
    ...fresh(state, { id: file, source: { kind: 'spool', file }, name: 'recovered' }),
    phase: { at: 'failed', failure: reason },
  }
  look(draft, effects)
  return { ...state, drafts: [...state.drafts, draft] }
}

function isRecovered({ phase, facts }: Draft): boolean {
  return facts === null && phase.at === 'failed' && phase.failure.code === 'FILE_RECOVERED'
}

function look({ id, run, source, stamp }: Draft, effects: QueueEffect[]): void {
  effects.push({ type: 'inspect', id, run, source, stamp })
}

/** Looks into a draft's file, whatever was known of it. */
function inspect(state: QueueState, id: string, effects: QueueEffect[]): QueueState {
  return update(state, id, (draft) => {
    discard(draft.copy === null ? [] : [draft.copy], effects)
    const run = draft.run + 1
    look({ ...draft, run }, effects)
    return {
      ...draft,
      run,
      facts: null,
      edits: [],
      isStripped: false,
      copy: null,
      phase: { at: 'preparing' },
      tries: 0,
    }
  })
}

function onInspected(draft: Draft, event: Extract<QueueEvent, { type: 'inspected' }>): Draft {
  const { facts, stamp, wishes } = event
  if (draft.run !== event.run) return draft
  if (isRecovered(draft))
    return { ...draft, stamp, facts, name: `${draft.name}${safeExtension(facts.contentType) ?? ''}` }
  if (draft.phase.at !== 'preparing') return draft
  const edits = wishes.removeMetadata && !draft.isAsIs ? event.withoutMetadata : []
  const known: Draft = {
    ...draft,
    stamp,
    facts,
    edits,
    isStripped: edits.length > 0,
    isAsIs: draft.isAsIs || !wishes.removeMetadata,
  }
  const maxSide = sideToScaleTo(facts, wishes)
  return maxSide === null ? enqueue(known) : { ...known, phase: { at: 'scaling', maxSide } }
}

function sideToScaleTo(facts: DraftFacts, wishes: PictureWishes): number | null {
  if (wishes.maxSide === null || !facts.picture || !facts.scalable) return null
  return Math.max(facts.picture.width, facts.picture.height) > wishes.maxSide ? wishes.maxSide : null
}

function onScaled(
  state: QueueState,
  event: Extract<QueueEvent, { type: 'scaled' }>,
  effects: QueueEffect[],
): QueueState {
  const draft = state.drafts.find(({ id }) => id === event.id)
  if (draft?.phase.at !== 'scaling') {
    // Removed or begun anew meanwhile.
    discard(event.copy === null ? [] : [event.copy], effects)
    return state
  }
  return update(state, event.id, (known) => enqueue({ ...known, copy: event.copy }))
}

/** A draft that is known takes its place in the queue, if it may leave at all. */
function enqueue(draft: Draft): Draft {
  // A copy is made of the pixels alone.
  if (draft.copy !== null || draft.isAsIs || draft.facts?.metadata !== 'stuck')
    return { ...draft, phase: WAITING }
  const reason = failure('FILE_METADATA', 'The file may tell where it was taken, and that cannot be removed')
  return { ...draft, phase: { at: 'failed', failure: reason } }
}

function onFailed(
  draft: Draft,
  reason: Extract<QueueEvent, { type: 'failed' }>['failure'],
  env: QueueEnv,
): Draft {
  if (draft.phase.at === 'preparing') return { ...draft, phase: { at: 'failed', failure: reason } }
  if (draft.phase.at !== 'uploading') return draft
  const tries = draft.tries + 1
  const delay = retryAfterMs(reason, tries, env.random)
  if (delay === null) return { ...draft, tries, phase: { at: 'failed', failure: reason } }
  return { ...draft, tries, phase: { at: 'waiting', until: env.now + delay, failure: reason } }
}

function onRetry(state: QueueState, id: string, asIs: boolean, effects: QueueEffect[]): QueueState {
  const draft = state.drafts.find((each) => each.id === id)
  if (draft?.phase.at !== 'failed') return state
  // The file may have been mended, or be another one by now: it is looked into again, as whatever it is.
  const forgotten = update(state, id, (each) => ({ ...each, stamp: null, isAsIs: asIs }))
  return inspect(forgotten, id, effects)
}

function onCancel(state: QueueState, id: string, effects: QueueEffect[]): QueueState {
  return update(state, id, (draft) => {
    const { at } = draft.phase
    if (at === 'ready' || at === 'failed') return draft
    if (at === 'uploading') effects.push({ type: 'abort', id })
    const phase: DraftPhase = { at: 'failed', failure: failure('CANCELLED', 'Cancelled') }
    return { ...draft, run: draft.run + 1, tries: 0, phase }
  })
}

function remove(state: QueueState, isGone: (draft: Draft) => boolean, effects: QueueEffect[]): QueueState {
  const gone = state.drafts.filter(isGone)
  if (gone.length === 0) return state
  for (const { id, phase } of gone) if (phase.at === 'uploading') effects.push({ type: 'abort', id })
  discard(gone.flatMap(spoolFilesOf), effects)
  return { ...state, drafts: state.drafts.filter((draft) => !isGone(draft)) }
}

function move(state: QueueState, id: string, to: number): QueueState {
  const mine = state.drafts.filter(({ profileId }) => profileId === state.profileId)
  const from = mine.findIndex((draft) => draft.id === id)
  const place = Math.min(Math.max(to, 0), mine.length - 1)
  if (from < 0 || from === place) return state
  const reordered = mine.toSpliced(from, 1)
  reordered.splice(place, 0, mine[from] as Draft)
  const others = state.drafts.filter(({ profileId }) => profileId !== state.profileId)
  return { ...state, drafts: [...others, ...reordered] }
}

function onProfile(state: QueueState, id: string, server: string, effects: QueueEffect[]): QueueState {
  const isOther = id !== state.profileId || server !== state.server
  let changed: QueueState = { ...state, profileId: id, server }
  for (const draft of state.drafts) {
    const { phase } = draft
    if (phase.at === 'uploading' && isOther) {
      effects.push({ type: 'abort', id: draft.id })
      changed = update(changed, draft.id, (each) => ({ ...each, run: each.run + 1, phase: WAITING }))
    }
    if (draft.profileId !== id) continue
    // What another server at this profile's old address knows, this one does not.
    const isElsewhere = phase.at === 'ready' && phase.server !== server
    const isMended = phase.at === 'failed' && isProfileRelated(phase.failure)
    if (isElsewhere || isMended) changed = inspect(changed, draft.id, effects)
  }
  return changed
}

/** What waits to be tried again need not wait any longer. */
function hurry(state: QueueState): QueueState {
  return state.drafts.reduce(
    (before, { id, phase }) =>
      phase.at === 'waiting' && phase.until !== null
        ? update(before, id, (draft) => ({ ...draft, phase: { ...phase, until: null } }))
        : before,
    state,
  )
}

/** Begins as many uploads as there is room for. */
function startUploads(state: QueueState, env: QueueEnv, effects: QueueEffect[]): QueueState {
  if (!state.isOnline) return state
  let running = state.drafts.filter(({ phase }) => phase.at === 'uploading').length
  let changed = state
  for (const draft of state.drafts) {
    if (running >= PARALLEL_UPLOADS) break
    const { phase, profileId } = draft
    if (profileId !== state.profileId || phase.at !== 'waiting') continue
    if (phase.until !== null && phase.until > env.now) continue
    running++
    const begun: Draft = { ...draft, run: draft.run + 1, phase: { at: 'uploading', progress: 0 } }
    effects.push({ type: 'upload', draft: begun })
    changed = update(changed, draft.id, () => begun)
  }
  return changed
}

/** One timer for whatever is next to be tried again. */
function setTimer(state: QueueState, env: QueueEnv, effects: QueueEffect[]): QueueState {
  const times = state.drafts.flatMap(({ phase, profileId }) =>
    // What could be tried now waits for room, not for time.
    phase.at === 'waiting' && profileId === state.profileId && (phase.until ?? 0) > env.now
      ? [phase.until ?? 0]
      : [],
  )
  const timerAt = times.length === 0 || !state.isOnline ? null : Math.min(...times)
  if (timerAt === state.timerAt) return state
  effects.push({ type: 'timer', at: timerAt })
  return { ...state, timerAt }
}

function discard(files: readonly string[], effects: QueueEffect[]): void {
  if (files.length > 0) effects.push({ type: 'discard', files })
}

function update(state: QueueState, id: string, change: (draft: Draft) => Draft): QueueState {
  const index = state.drafts.findIndex((draft) => draft.id === id)
  const before = state.drafts[index]
  if (!before) return state
  const after = change(before)
  return after === before ? state : { ...state, drafts: state.drafts.with(index, after) }
}
