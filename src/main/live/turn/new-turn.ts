import type { AttachmentView, TurnView } from '../../../shared/view.ts'
import type { Turn } from './state.ts'

/** A turn at its beginning: nothing sent, nothing known. `at` is in ms. */
export function newTurn(
  at: number,
  kind: TurnView['input']['kind'],
  id: string,
  text = '',
  attachments: readonly AttachmentView[] = [],
): Turn {
  return {
    view: {
      id,
      state: START[kind],
      input: { kind, text: kind === 'text' ? text : null, attachments: [...attachments], audioMs: null },
      reply: { text: '', tools: [], attachments: [], spoken: null },
      failure: null,
      metrics: {},
      startedAt: at,
      endedAt: null,
    },
    kind: kind === 'voice' ? 'voice' : 'text',
    parts: [],
    stamp: '',
    sendings: 0,
    wire: 'held',
    isRecording: false,
    isHandsFree: false,
    audioBytes: 0,
    readyAt: at,
    isStored: false,
    isAcknowledged: false,
    isDead: false,
    wasStopAsked: false,
    wasStopped: false,
    lateFrames: 0,
    stage: 'waiting',
    outcome: null,
    isGivenUp: false,
    hasDeltas: false,
    nextSaid: null,
    busyTries: 0,
    replyAudioBytes: 0,
  }
}

const START = { voice: 'listening', text: 'sending', push: 'thinking' } as const
