import type { Failure } from '../../../shared/failure.ts'
import type { LiveClientFrame, LiveServerFrame } from '../../../shared/live-api/live-frames.ts'
import type { MessagePart } from '../../../shared/live-api/parts.ts'
import type { AttachmentView, ComposeView, Spoken, TurnView, VoiceState } from '../../../shared/view.ts'
import type { HeardChunk } from '../../../shared/voice-port.ts'
import type { InlineFile } from '../inline-file.ts'
import type { Passage } from './spoken-text.ts'

export type InputKind = 'voice' | 'text'

/** A piece of audio that the machine passes on and never looks into. */
export type AudioRef = Uint8Array

/** How a turn's generation came out; it becomes the turn's state once playback has drained. */
export interface Outcome {
  readonly state: 'done' | 'interrupted' | 'failed'
  readonly failure: Failure | null
}

/** One turn as the machine knows it. */
export interface Turn {
  readonly view: TurnView
  readonly kind: InputKind
  /** What is sent for a text turn. */
  readonly parts: readonly MessagePart[]
  /** Voice: names the segment; `-n` is added for each new sending, so that a stamp is never used twice. */
  readonly stamp: string
  readonly sendings: number
  /**
   * Where the input is: `held` here, waiting for a socket; `open` on the socket with its end still to come (voice);
   * `sent` to the socket in full; `gone`: on no socket, and not to be sent without being asked; `here`: speech that goes with
   * files, while its words are not known or its files not there.
   */
  readonly wire: 'held' | 'open' | 'sent' | 'gone' | 'here'
  readonly isRecording: boolean
  /** The segment began by itself (hands-free): when nothing was recognised in it, there is nothing to tell. */
  readonly isHandsFree: boolean
  readonly audioBytes: number
  /** When the input was complete (ms), for the age of what waits. */
  readonly readyAt: number
  /** In the outbox, until acknowledged or discarded. */
  readonly isStored: boolean
  /** The server has shown that it understood the input: recognised text, a reply, an error for it, or its end. */
  readonly isAcknowledged: boolean
  /** Interrupted: whatever still comes for it is dropped. */
  readonly isDead: boolean
  /** The interrupt for it was sent while it was being generated. */
  readonly wasStopAsked: boolean
  /** The server said `stop_play` for it. */
  readonly wasStopped: boolean
  /** Frames of the reply that came after it was interrupted. */
  readonly lateFrames: number
  /** How far the server has come with it. */
  readonly stage: 'waiting' | 'taken' | 'recognising' | 'answering'
  readonly outcome: Outcome | null
  /** The watchdog ended it; a late frame still revives it, until the person does something else. */
  readonly isGivenUp: boolean
  readonly hasDeltas: boolean
  /** The text of the next reply chunk: it comes right before its audio. */
  readonly nextSaid: string | null
  readonly busyTries: number
  /** Reply audio so far, in bytes. */
  readonly replyAudioBytes: number
}

/** One input on the socket that the server has yet to take, in the order in which it will. `id` null: nobody's any more. */
export interface Waiting {
  readonly id: string | null
  readonly kind: InputKind
}

/** The turn that the server is on. */
export interface Current {
  readonly id: string | null
  /** Its `user_msg` has come: another one belongs to the next turn. */
  readonly sawUser: boolean
  /** It failed, but its `end` may still come (our server sends one after an error; the reference server does not). */
  readonly isOver: boolean
}

/** A chunk at the speaker with the text that is said in it, until the next one is heard. */
export interface Said {
  readonly seq: number
  readonly text: string
  /** Where the text stands in the reply, once it was found there. */
  readonly passage?: Passage
}

/** The turn whose reply is at the speaker. At most one. */
export interface Playing {
  readonly id: string
  readonly epoch: number
  readonly nextSeq: number
  /** No more chunks will come. */
  readonly isEnded: boolean
  /** Length of what was given to the speaker, in ms, as far as it can be told. */
  readonly ms: number
  /** The chunk that was last heard of. */
  readonly heardSeq: number
  /** Texts of it and of those that follow, in order, as far as the server told them. */
  readonly said: readonly Said[]
}

export interface TurnState {
  /** Turns that are not final, not acknowledged, or may still get a frame. Oldest first. */
  readonly turns: readonly Turn[]
  readonly isOnline: boolean
  readonly waiting: readonly Waiting[]
  readonly current: Current | null
  /** The turn that ended last: one more `metrics` comes for it. */
  readonly last: string | null
  readonly playing: Playing | null
  /** What was silenced last, until the speaker has told how much of it was heard. */
  readonly silenced: Playing | null
  /** The last playback epoch given out; they only grow, in the order in which turns speak. */
  readonly epoch: number
  /** The server said that it is busy: hold everything until its turn ends. */
  readonly isBusy: boolean
  readonly shown: 'interrupted' | 'failed' | null
  readonly voice: VoiceState
  /** What the watchdog timer is set for. */
  readonly armed: string | null
  /** Counts frames, so that each re-arms the watchdog. */
  readonly progress: number
  /** Frames that belonged to nobody, for diagnostics. */
  readonly ignoredFrames: number
}

/** An input found in the outbox at the start. */
export interface RestoredInput {
  readonly turnId: string
  readonly kind: InputKind
  readonly stamp: string
  readonly text: string
  readonly attachments: readonly AttachmentView[]
  /** Of speech that goes with files: the ids of those. */
  readonly drafts: readonly string[]
  readonly audioBytes: number
  readonly createdAt: number
}

export type TurnTimer = 'watchdog' | 'playback' | 'held' | 'busy' | 'shown'

export type TurnEvent =
  // The person
  /** `drafts`: ids of the files that go with what is said; none, mostly. */
  | {
      type: 'start-speaking'
      turnId: string
      stamp: string
      drafts: readonly string[]
      isHandsFree?: boolean
    }
  | { type: 'audio'; ref: AudioRef }
  /** `peak` is 0 to 1 over the segment, null when unknown; 0 is digital silence. */
  | { type: 'end-speaking'; peak: number | null }
  | { type: 'cancel-speaking' }
  | { type: 'send-text'; turnId: string; text: string; attachments: readonly AttachmentView[] }
  /** How far speech that goes with files is; `text` null leaves the words as they are. */
  | {
      type: 'compose'
      turnId: string
      stage: ComposeView['stage']
      text: string | null
      failure: Failure | null
    }
  | { type: 'send-words'; turnId: string; text: string; attachments: readonly AttachmentView[] }
  | { type: 'send-speech'; turnId: string }
  | { type: 'interrupt' }
  | { type: 'keep-waiting'; turnId: string }
  | { type: 'retry'; turnId: string }
  | { type: 'discard'; turnId: string }
  | { type: 'restored'; inputs: readonly RestoredInput[] }
  /** Another server: everything is forgotten here, nothing in the outbox. */
  | { type: 'reset' }
  // The socket
  | { type: 'online' }
  | { type: 'lost'; failure: Failure }
  /** `audio` is the decoded audio of a `response` frame; `pushId` a new turn's id, for a frame that begins a push. */
  | {
      type: 'frame'
      frame: LiveServerFrame
      audio: { ref: AudioRef; ms: number } | null
      pushId: string | null
      /** The file in it, when its bytes came with it. */
      inline?: InlineFile | null
    }
  // The clock
  | { type: 'timer'; timer: TurnTimer }
  // The speaker
  | { type: 'chunk-started'; epoch: number; seq: number }
  /** `share` of the chunk's samples was heard, 0 to 1. */
  | { type: 'chunk-progress'; epoch: number; seq: number; share: number }
  | { type: 'chunk-failed'; epoch: number; seq: number; failure: Failure }
  | { type: 'drained'; epoch: number }
  /** The rest of it will not be heard: there is no device, or no window, to play it. */
  | { type: 'unplayed'; epoch: number }
  /** The order to be silent was carried out; `heard` is the chunk that it cut. */
  | { type: 'silenced'; epoch: number; heard: HeardChunk | null }
  /** The whole speaker failed: nothing more will be heard of what was given to it. */
  | { type: 'playback-failed'; failure: Failure }

export type TurnEffect =
  | { type: 'send'; frame: LiveClientFrame }
  /** One frame of speech, as it comes. */
  | { type: 'send-audio'; turnId: string; ref: AudioRef }
  /** All of the segment's audio so far. */
  | { type: 'send-kept-audio'; turnId: string }
  /** Add to the segment's audio, in memory and in the outbox. */
  | { type: 'keep-audio'; turnId: string; ref: AudioRef }
  /** It won't go out again without being asked: its audio need not stay in memory, the outbox has it. */
  | { type: 'release-audio'; turnId: string }
  /** Find the words of a recording that is complete. */
  | { type: 'recognise'; turnId: string }
  /** It is words with files now: the outbox keeps those in the place of the recording. */
  | { type: 'persist-words'; turnId: string }
  /** Write the input to the outbox; again when a recording is complete. */
  | { type: 'persist'; turnId: string }
  | { type: 'forget'; turnId: string }
  /** Keep a file that came with the reply. */
  | { type: 'keep-file'; id: string; ref: Uint8Array }
  | { type: 'play'; epoch: number; seq: number; ref: AudioRef }
  | { type: 'play-end'; epoch: number }
  | { type: 'silence'; epoch: number }
  | { type: 'set-timer'; timer: TurnTimer; ms: number }
  | { type: 'clear-timer'; timer: TurnTimer }
  | { type: 'turn'; view: TurnView }
  /** The reply grew by `text`; `view` is the turn with it. */
  | { type: 'reply'; text: string; view: TurnView }
  /** More of the reply was heard; `view` is the turn with it. */
  | { type: 'spoken'; spoken: Spoken; view: TurnView }
  | { type: 'turn-removed'; turnId: string }
  | { type: 'voice'; voice: VoiceState }
  | { type: 'notice'; failure: Failure }
  /** Whether the last interrupt stopped the server too. */
  | { type: 'interruptible'; value: boolean }

export interface TurnStep {
  readonly state: TurnState
  readonly effects: readonly TurnEffect[]
}

/** Nothing said yet, and no socket. */
export function initialTurns(): TurnState {
  return {
    turns: [],
    isOnline: false,
    waiting: [],
    current: null,
    last: null,
    playing: null,
    silenced: null,
    epoch: 0,
    isBusy: false,
    shown: null,
    voice: 'idle',
    armed: null,
    progress: 0,
    ignoredFrames: 0,
  }
}
