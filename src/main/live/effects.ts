import { claimedBy } from '../../shared/claimed-drafts.ts'
import type { Failure } from '../../shared/failure.ts'
import type { LiveClientFrame } from '../../shared/live-api/live-frames.ts'
import type { TurnView } from '../../shared/view.ts'
import { speakingPart, speakingParts } from './audio-wire.ts'
import type { LiveClientEvents } from './events.ts'
import type { Emitter } from '../lib/emitter.ts'
import type { Outbox, OutboxItem } from './outbox-item.ts'
import type { Transcript } from './transcript.ts'
import type { TurnEffect, TurnTimer } from './turn/state.ts'

/** What the effects of the turn machine act on. */
export interface EffectContext {
  link: { send(text: string): boolean; noteInterruptible(value: boolean): void }
  outbox: Outbox
  events: Emitter<LiveClientEvents>
  transcript: Transcript
  kept: Map<string, Uint8Array[]>
  profileId(): string
  setTimer(timer: TurnTimer, ms: number): void
  clearTimer(timer: TurnTimer): void
}

/** Performs one effect. None of them decides anything. */
export function performTurnEffect(context: EffectContext, effect: TurnEffect): void {
  const { link, outbox, events, kept } = context
  switch (effect.type) {
    case 'send':
      return void link.send(JSON.stringify(effect.frame satisfies LiveClientFrame))
    case 'send-audio':
      return void link.send(speakingPart(effect.ref))
    case 'send-kept-audio':
      for (const part of speakingParts(kept.get(effect.turnId) ?? [])) link.send(part)
      return
    case 'keep-audio':
      append(kept, effect.turnId, effect.ref)
      return tell(events, outbox.append(effect.turnId, effect.ref))
    case 'release-audio':
      if (outbox.isWhole(effect.turnId)) kept.delete(effect.turnId)
      return
    case 'persist':
      return persist(context, effect.turnId)
    case 'recognise':
      return events.emit('recognise', {
        turnId: effect.turnId,
        pcm: new Uint8Array(Buffer.concat(kept.get(effect.turnId) ?? [])),
      })
    case 'persist-words':
      return persistWords(context, effect.turnId)
    case 'forget':
      kept.delete(effect.turnId)
      return outbox.forget(effect.turnId)
    case 'keep-file':
      return events.emit('file', { attachmentId: effect.id, bytes: effect.ref })
    case 'play':
      return events.emit('play', { epoch: effect.epoch, seq: effect.seq, bytes: effect.ref })
    case 'play-end':
      return events.emit('play-end', { epoch: effect.epoch })
    case 'silence':
      return events.emit('silence', { epoch: effect.epoch })
    case 'set-timer':
      return context.setTimer(effect.timer, effect.ms)
    case 'clear-timer':
      return context.clearTimer(effect.timer)
    case 'turn':
      remember(context, effect.view)
      return events.emit('turn', effect.view)
    case 'reply':
      remember(context, effect.view)
      return events.emit('reply', { turnId: effect.view.id, text: effect.text })
    case 'spoken':
      remember(context, effect.view)
      return events.emit('spoken', { turnId: effect.view.id, spoken: effect.spoken })
    case 'turn-removed':
      kept.delete(effect.turnId)
      context.transcript.remove(effect.turnId)
      return events.emit('turn-removed', { turnId: effect.turnId })
    case 'voice':
      return events.emit('voice', effect.voice)
    case 'notice':
      return events.emit('notice', effect.failure)
    case 'interruptible':
      return link.noteInterruptible(effect.value)
  }
}

function persist(context: EffectContext, turnId: string): void {
  const view = context.transcript.get(turnId)
  if (view === undefined) return
  if (view.input.audioMs !== null) return context.outbox.seal(turnId)
  tell(context.events, context.outbox.put(itemOf(view, context.profileId())))
}

function persistWords(context: EffectContext, turnId: string): void {
  const view = context.transcript.get(turnId)
  context.kept.delete(turnId)
  if (view !== undefined) context.outbox.replace({ ...itemOf(view, context.profileId()), kind: 'text' })
}

function itemOf(view: TurnView, profileId: string): OutboxItem {
  return {
    version: 1,
    turnId: view.id,
    profileId,
    kind: view.input.kind === 'voice' ? 'voice' : 'text',
    // A segment is always sent again under a stamp of its own, so the turn's id is as good as the first one.
    stamp: view.id,
    text: view.input.text ?? '',
    attachments: view.input.attachments,
    drafts: [...claimedBy(view)],
    createdAt: view.startedAt,
  }
}

function remember(context: EffectContext, view: TurnView): void {
  for (const turnId of context.transcript.put(view)) context.events.emit('turn-removed', { turnId })
}

function append(kept: Map<string, Uint8Array[]>, turnId: string, ref: Uint8Array): void {
  const list = kept.get(turnId)
  if (list) list.push(ref)
  else kept.set(turnId, [ref])
}

function tell(events: Emitter<LiveClientEvents>, problem: Failure | null): void {
  if (problem !== null) events.emit('notice', problem)
}
