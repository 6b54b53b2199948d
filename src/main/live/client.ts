import { randomUUID } from 'node:crypto'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { parseLiveServerFrame } from '../../shared/live-api/parse.ts'
import type { Profile } from '../../shared/settings.ts'
import type {
  AttachmentView,
  ComposeView,
  ConnectionSnapshot,
  TurnView,
  VoiceState,
} from '../../shared/view.ts'
import type { HeardChunk } from '../../shared/voice-port.ts'
import { Emitter } from '../lib/emitter.ts'
import { decodeAudio } from './audio-wire.ts'
import { classifySignInError } from './connection/classify.ts'
import { Link } from './connection/link.ts'
import type { LinkDeps, ReadMessage } from './connection/link.ts'
import type { SuspendReason } from './connection/state.ts'
import { performTurnEffect } from './effects.ts'
import type { EffectContext } from './effects.ts'
import type { LiveClientEvents } from './events.ts'
import { inlineFile } from './inline-file.ts'
import type { Outbox } from './outbox-item.ts'

import { redactFrame } from './redact.ts'
import { Runner } from './runner.ts'
import { NamedTimers } from './timers.ts'
import { Transcript } from './transcript.ts'
import { next } from './turn/next.ts'
import { isPushBegin } from './turn/on-frame.ts'
import { hasRoom } from './turn/on-user.ts'
import { initialTurns } from './turn/state.ts'
import type { TurnEffect, TurnEvent, TurnState, TurnTimer } from './turn/state.ts'

export interface LiveClientDeps extends LinkDeps {
  outbox: Outbox
  /** Makes ids of turns and stamps of segments. */
  newId?: () => string
}

export type { LiveClientEvents } from './events.ts'

/** What the speaker tells of. */
export type PlaybackEvent =
  | { type: 'chunk-started'; epoch: number; seq: number }
  | ({ type: 'chunk-progress' } & HeardChunk)
  | { type: 'chunk-failed'; epoch: number; seq: number; failure: Failure }
  | { type: 'drained' | 'unplayed'; epoch: number }
  | { type: 'silenced'; epoch: number; heard: HeardChunk | null }
  | { type: 'playback-failed'; failure: Failure }

/** A file that was uploaded before. */
export interface SentAttachment {
  attachmentId: string
  kind: AttachmentView['kind']
  name: string
  size: number
  /** What the sender says is in the picture. */
  alt?: string
}

/**
 * The Live client: a voice and text conversation with one server at a time. It keeps the connection up, keeps what is not
 * acknowledged in the outbox, and knows which frame belongs to which turn. All of its decisions are in the two pure
 * machines, `connection/next.ts` and `turn/next.ts`; this performs their effects.
 */
export class LiveClient {
  readonly #deps: LiveClientDeps
  readonly #newId: () => string
  readonly #link: Link
  readonly #events = new Emitter<LiveClientEvents>()
  readonly #transcript = new Transcript()
  readonly #timers: NamedTimers<TurnTimer>
  readonly #machine: Runner<TurnState, TurnEvent, TurnEffect>
  /** Audio of segments that may still have to be sent from here, by turn. */
  readonly #kept = new Map<string, Uint8Array[]>()
  readonly #context: EffectContext
  #profile: Profile | null = null

  constructor(deps: LiveClientDeps) {
    this.#deps = deps
    this.#newId = deps.newId ?? randomUUID
    this.#timers = new NamedTimers(deps.clock)
    this.#link = new Link('live', deps, {
      onSnapshot: (snapshot) => this.#events.emit('connection', snapshot),
      onReady: () => this.#dispatch({ type: 'online' }),
      onLost: (reason) => this.#dispatch({ type: 'lost', failure: reason }),
      read: (text) => this.#read(text),
      onWire: (direction, text) => {
        if (this.#events.count('frame') > 0)
          this.#events.emit('frame', { direction, text: redactFrame(text) })
      },
    })
    this.#context = {
      link: this.#link,
      outbox: deps.outbox,
      events: this.#events,
      transcript: this.#transcript,
      kept: this.#kept,
      profileId: () => this.#profile?.id ?? '',
      setTimer: (timer, ms) => this.#timers.set(timer, ms, () => this.#dispatch({ type: 'timer', timer })),
      clearTimer: (timer) => this.#timers.clear(timer),
    }
    this.#machine = new Runner(
      initialTurns(),
      (state, event) => next(state, event, deps.clock.now()),
      (effect) => performTurnEffect(this.#context, effect),
      deps.log,
    )
  }

  /** Listens; call the result to stop. */
  on<Name extends keyof LiveClientEvents>(
    name: Name,
    listener: (...payload: LiveClientEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener)
  }

  snapshot(): { connection: ConnectionSnapshot; turns: TurnView[]; voice: VoiceState } {
    return { connection: this.#link.snapshot, turns: this.#transcript.turns, voice: this.#turns.voice }
  }

  /** Chooses the server. The conversation is cleared; what the outbox has for that server is offered. */
  useProfile(profile: Profile | null): void {
    const isWanted = this.#link.snapshot.desired === 'connected'
    this.#link.useProfile(null)
    this.#dispatch({ type: 'reset' })
    for (const turnId of this.#kept.keys()) this.#deps.outbox.seal(turnId)
    this.#kept.clear()
    for (const turnId of this.#transcript.clear()) this.#events.emit('turn-removed', { turnId })
    this.#profile = profile
    if (profile === null) return
    this.#dispatch({ type: 'restored', inputs: this.#deps.outbox.items(profile.id) })
    this.#link.useProfile(profile)
    if (isWanted) this.#link.connect()
  }

  connect(): void {
    this.#link.connect()
  }

  disconnect(): void {
    this.#link.disconnect()
  }

  /** Tries now, when waiting for the next try or failed. */
  retryNow(): void {
    this.#link.retryNow()
  }

  /** Closes the socket and opens a new one: stops a reply on any server, and begins a new conversation on some. */
  restart(): void {
    this.#link.restart()
  }

  suspend(reason: SuspendReason): void {
    this.#link.suspend(reason)
  }

  /** Without a reason, everything that suspended it is over. */
  resume(reason: SuspendReason | null = null): void {
    this.#link.resume(reason)
  }

  /**
   * Begins a segment, whether there is a connection or not; silences and interrupts a reply. While one is being recorded,
   * it is that one that is given back. With ids of files that go with it, it is not sent as speech: `recognise` asks for its
   * words when it is complete. `handsFree`: it began by itself, by a sound. Throws a `FailureError` (`OUTBOX_FULL`) when too
   * much waits already.
   */
  startSpeaking(
    drafts: readonly string[] = [],
    { handsFree = false }: { handsFree?: boolean } = {},
  ): { turnId: string; stamp: string } {
    const open = this.#turns.turns.find((turn) => turn.isRecording)
    if (open) return { turnId: open.view.id, stamp: open.stamp }
    this.#checkRoom()
    const turnId = this.#newId()
    const stamp = this.#newId()
    this.#dispatch({ type: 'start-speaking', turnId, stamp, drafts, isHandsFree: handsFree })
    return { turnId, stamp }
  }

  /** Adds audio: 16 kHz, mono, 16-bit little-endian, whole samples. The bytes are kept, and must not change afterwards. */
  pushAudio(pcm: Uint8Array): void {
    if (pcm.byteLength % 2 !== 0)
      throw new FailureError(failure('INVALID_INPUT', 'Audio must be whole samples'))
    this.#dispatch({ type: 'audio', ref: pcm })
  }

  /** Ends the segment. `peak` (0 to 1) of 0 means digital silence, which is not sent. */
  endSpeaking(options: { peak?: number } = {}): void {
    this.#dispatch({ type: 'end-speaking', peak: options.peak ?? null })
  }

  /** Throws the segment being recorded away. */
  cancelSpeaking(): void {
    this.#dispatch({ type: 'cancel-speaking' })
  }

  /** Sends typed text, uploaded files, or both. Throws a `FailureError`: `INVALID_INPUT` or `OUTBOX_FULL`. */
  sendText(input: { text: string; attachments?: readonly SentAttachment[] }): string {
    const attachments = input.attachments ?? []
    if (input.text.trim() === '' && attachments.length === 0) {
      throw new FailureError(failure('INVALID_INPUT', 'There is nothing to send'))
    }
    this.#checkRoom()
    const turnId = this.#newId()
    this.#dispatch({ type: 'send-text', turnId, text: input.text, attachments })
    return turnId
  }

  /** Says how far speech that goes with files is. */
  compose(
    turnId: string,
    stage: ComposeView['stage'],
    text: string | null = null,
    problem: Failure | null = null,
  ): void {
    this.#dispatch({ type: 'compose', turnId, stage, text, failure: problem })
  }

  /** Sends the words of such speech, with its files, as one message. False: it waits for no words, and nothing is sent. */
  sendWords(turnId: string, text: string, attachments: readonly SentAttachment[]): boolean {
    const turn = this.#turns.turns.find((one) => one.view.id === turnId)
    if (turn?.wire !== 'here' || turn.isRecording) return false
    this.#dispatch({ type: 'send-words', turnId, text, attachments })
    return true
  }

  /** Sends such speech as speech, without files. */
  sendSpeech(turnId: string): void {
    this.#dispatch({ type: 'send-speech', turnId })
  }

  /** Silence at once, and stop the reply. */
  interrupt(): void {
    this.#dispatch({ type: 'interrupt' })
  }

  keepWaiting(turnId: string): void {
    this.#dispatch({ type: 'keep-waiting', turnId })
  }

  /** Throws an unsent input away, for good. */
  discard(turnId: string): void {
    this.#dispatch({ type: 'discard', turnId })
  }

  /**
   * Sends an input again. One that was never acknowledged goes out as it is; a typed one that was, but whose answer
   * failed, is asked anew as a turn of its own. The answer is null, or why it can't be done.
   */
  async retry(turnId: string): Promise<Failure | null> {
    const turn = this.#turns.turns.find((one) => one.view.id === turnId)
    if (turn === undefined || turn.isAcknowledged) return this.#askAgain(turnId)
    if (!hasRoom(this.#turns)) return tooMany()
    if (turn.kind === 'voice' && !this.#kept.has(turnId)) {
      const audio = await this.#deps.outbox.readAudio(turnId)
      if (audio === null || audio.byteLength === 0) {
        return failure('FILE_UNREADABLE', 'The recording cannot be read any more')
      }
      this.#kept.set(turnId, [audio])
    }
    this.#dispatch({ type: 'retry', turnId })
    return null
  }

  /** What the speaker did. */
  playback(event: PlaybackEvent): void {
    this.#dispatch(event)
  }

  /** Closes for good; resolves when the outbox is on disk. */
  async dispose(): Promise<void> {
    this.#link.dispose()
    this.#timers.clearAll()
    await this.#deps.outbox.settled()
  }

  #askAgain(turnId: string): Failure | null {
    const view = this.#transcript.get(turnId)
    const isOver = view?.state === 'failed' || view?.state === 'interrupted'
    if (!view || !isOver || (view.input.kind !== 'text' && view.compose === undefined)) {
      return failure('NOT_FOUND', 'There is nothing of this turn that could be sent again')
    }
    if (!hasRoom(this.#turns)) return tooMany()
    const { text, attachments } = view.input
    this.#dispatch({ type: 'send-text', turnId: this.#newId(), text: text ?? '', attachments })
    return null
  }

  #checkRoom(): void {
    if (!hasRoom(this.#turns)) throw new FailureError(tooMany())
  }

  #read(text: string): ReadMessage {
    const parsed = parseLiveServerFrame(text)
    switch (parsed.kind) {
      case 'sign-in-error':
        return { kind: 'refusal', failure: classifySignInError(parsed.frame) }
      case 'unknown':
        return { kind: 'other', reason: `unknown frame ${parsed.name}` }
      case 'bad':
        return { kind: 'other', reason: parsed.reason }
      case 'frame': {
        const { frame } = parsed
        const audio = frame.t === 'response' ? decodeAudio(frame.data) : null
        const pushId = frame.t === 'metrics' && isPushBegin(frame.data) ? this.#newId() : null
        const inline = inlineFile(frame, this.#newId)
        return {
          kind: 'frame',
          handle: () => this.#dispatch({ type: 'frame', frame, audio, pushId, inline }),
        }
      }
    }
  }

  get #turns(): TurnState {
    return this.#machine.state
  }

  #dispatch(event: TurnEvent): void {
    this.#machine.dispatch(event)
  }
}

function tooMany(): Failure {
  return failure(
    'OUTBOX_FULL',
    'Too many inputs wait; send or throw away what is unsent, or start the connection again',
    true,
  )
}
