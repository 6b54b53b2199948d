import type { Failure } from '../../shared/failure.ts'
import type { ConnectionSnapshot, Spoken, TurnView, VoiceState } from '../../shared/view.ts'

/** What the Live client tells of. */
export type LiveClientEvents = {
  connection: [snapshot: ConnectionSnapshot]
  /** A turn is new or changed, whole. */
  turn: [turn: TurnView]
  /** The reply of a turn grew. */
  reply: [grown: { turnId: string; text: string }]
  /** Speech that goes with files is complete: its words are wanted. 16 kHz mono PCM16. */
  recognise: [recording: { turnId: string; pcm: Uint8Array<ArrayBuffer> }]
  /** A file whose bytes came with a reply, before the turn that shows it. The bytes are the listener's to keep. */
  file: [kept: { attachmentId: string; bytes: Uint8Array }]
  /** More of a reply was heard. */
  spoken: [heard: { turnId: string; spoken: Spoken }]
  'turn-removed': [removed: { turnId: string }]
  voice: [state: VoiceState]
  /** One chunk of reply audio; chunks of one epoch in the order of `seq`. The bytes are the listener's to keep. */
  play: [chunk: { epoch: number; seq: number; bytes: Uint8Array }]
  'play-end': [over: { epoch: number }]
  silence: [dead: { epoch: number }]
  /** Something that people should know, and that no turn shows. */
  notice: [failure: Failure]
  /** Every message both ways, redacted; made only when somebody listens. */
  frame: [message: { direction: 'in' | 'out'; text: string }]
}
