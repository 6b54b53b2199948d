import type { Failure } from '../../shared/failure.ts'
import type { Settings } from '../../shared/settings.ts'
import type { TurnView } from '../../shared/view.ts'
import { withoutNotice } from '../lib/notices.ts'
import type { LiveClient } from '../live/client.ts'
import type { ViewStore } from '../view/view-store.ts'
import { cueFor } from '../voice/cues.ts'
import type { Cue } from '../voice/cues.ts'
import { HandsFree } from '../hands-free/hands-free.ts'
import type { Clock } from '../lib/clock.ts'
import { Talk } from '../voice/talk.ts'
import type { SpeechSink } from '../voice/talk.ts'
import { VoiceLane } from '../voice/voice-lane.ts'

/** The talk key, as far as the conversation needs it. */
export interface TalkKey {
  on(event: 'talk-start' | 'talk-stop' | 'talk-cancel' | 'hands-free', listener: () => void): () => void
  /** The talk ended without the key. */
  ended(): void
}

/** What may watch a turn from inside; see `diagnostics/turn-recorder.ts`. */
export interface TurnObserver {
  mark(step: 'keyDown' | 'keyUp' | 'captureStarted' | 'firstSound' | 'lastSound' | 'silence'): void
  played(bytes: number): void
  heard(samples: Float32Array, sampleRate: number): void
  turn(turn: TurnView): void
}

export interface ConversationOptions {
  readonly live: LiveClient
  /** Where speech goes. */
  readonly speech: SpeechSink
  readonly key: TalkKey
  readonly view: ViewStore
  readonly settings: () => Settings
  /** False while nobody is there to talk: a locked screen, a computer that sleeps. */
  readonly mayTalk: () => boolean
  readonly clock: Clock
  readonly notice: (problem: Failure) => void
  /** A message on the audio lane that is not in the contract. */
  readonly badMessage: (reason: string) => void
  /** Peak of the microphone, 0 to 1, while a window watches it. */
  readonly level: (peak: number) => void
  /** Says more of why the microphone failed than the audio window can know. */
  readonly explain: (problem: Failure) => Failure
  readonly observer: TurnObserver | null
}

/**
 * Ties the voice loop together: key to microphone, microphone to server, server to speaker, and all of it to the view. It
 * decides nothing: each part does.
 */
export class Conversation {
  readonly lane: VoiceLane
  readonly talk: Talk
  readonly #settings: () => Settings
  /** The failed turn whose sound was heard. */
  #failed: string | null = null
  readonly handsFree: HandsFree
  readonly #key: TalkKey

  constructor(options: ConversationOptions) {
    const { live, key, view, observer, notice } = options
    this.#settings = options.settings
    this.#key = key
    this.lane = new VoiceLane({
      frame: (segment, pcm) => {
        this.talk.onFrame(segment, pcm)
      },
      captureStarted: () => observer?.mark('captureStarted'),
      captureEnded: (segment, peak) => {
        // Only now: nothing of the sound can be in the recording.
        if (segment === this.talk.segment) this.cue('stop')
        this.talk.onCaptureEnded(segment, peak)
      },
      captureFailed: (segment, problem) => {
        this.talk.onCaptureFailed(segment, problem)
        this.handsFree.microphoneFailed(problem)
      },
      explain: options.explain,
      chunkStarted: (epoch, seq) => {
        observer?.mark('firstSound')
        live.playback({ type: 'chunk-started', epoch, seq })
      },
      chunkProgress: (heard) => {
        live.playback({ type: 'chunk-progress', ...heard })
      },
      chunkFailed: (epoch, seq, problem) => {
        live.playback({ type: 'chunk-failed', epoch, seq, failure: problem })
      },
      drained: (epoch) => {
        observer?.mark('lastSound')
        live.playback({ type: 'drained', epoch })
      },
      unplayed: (epoch) => {
        observer?.mark('lastSound')
        live.playback({ type: 'unplayed', epoch })
      },
      silenced: (epoch, heard) => {
        observer?.mark('silence')
        live.playback({ type: 'silenced', epoch, heard })
      },
      audio: (audio) => {
        view.set({ audio })
      },
      speaker: (problem) => {
        if (problem) return notice(problem)
        const { notices } = view.fields
        view.set({ notices: withoutNotice(withoutNotice(notices, 'SPEAKER_LOST'), 'AUDIO_FAILED') })
      },
      level: options.level,
      detector: (event) => {
        this.handsFree.heard(event)
      },
      tap: (samples, sampleRate) => observer?.heard(samples, sampleRate),
      bad: options.badMessage,
    })
    this.talk = new Talk(options.speech, this.lane, {
      setTimer: (run, ms) => options.clock.setTimer(run, ms),
      onFailed: (problem) => {
        key.ended()
        notice(problem)
        this.cue('error')
      },
      onLongest: () => {
        key.ended()
      },
      onOver: () => {
        this.handsFree.segmentOver()
      },
    })
    this.handsFree = new HandsFree({
      clock: options.clock,
      settings: () => options.settings().handsFree,
      mayListen: options.mayTalk,
      listen: (config) => {
        this.lane.setHandsFree(config)
      },
      rearm: () => {
        this.lane.rearmHandsFree()
      },
      talk: this.talk,
      changed: (handsFree) => {
        view.set({ handsFree })
      },
      notice,
    })
    this.#followKey(options)
    this.#followServer(live, view, observer, notice)
  }

  /**
   * Ends the talk, if there is one, as if the key had come up; resolves when all of what was said is with the live client.
   * What comes next (another server, the end of Parley) must not cut it off, nor leave the microphone on for nobody.
   */
  async endTalk(): Promise<void> {
    // A press that comes meanwhile begins the next one.
    while (this.talk.segment !== null) {
      this.#key.ended()
      await this.talk.finish()
    }
  }

  /** Plays a sound of the interface, as far as the settings want it. */
  cue(name: Cue['name']): void {
    const cue = cueFor(name, this.#settings())
    if (cue) this.lane.cue(cue)
  }

  #followKey({ key, observer, notice, mayTalk }: ConversationOptions): void {
    key.on('talk-start', () => {
      if (!mayTalk()) {
        key.ended()
        return
      }
      observer?.mark('keyDown')
      this.handsFree.keyDown()
      const problem = this.talk.start()
      if (!problem) return this.cue('start')
      this.handsFree.segmentOver()
      key.ended()
      notice(problem)
      this.cue('error')
    })
    key.on('talk-stop', () => {
      observer?.mark('keyUp')
      this.talk.stop()
    })
    key.on('talk-cancel', () => {
      this.talk.cancel()
    })
    key.on('hands-free', () => {
      this.handsFree.toggle()
    })
  }

  #followServer(
    live: LiveClient,
    view: ViewStore,
    observer: TurnObserver | null,
    notice: (problem: Failure) => void,
  ): void {
    live.on('play', ({ epoch, seq, bytes }) => {
      observer?.played(bytes.byteLength)
      this.lane.play(epoch, seq, bytes)
    })
    live.on('play-end', ({ epoch }) => {
      this.lane.playEnd(epoch)
    })
    live.on('silence', ({ epoch }) => {
      this.lane.silence(epoch)
    })
    live.on('connection', (connection) => {
      view.set({ connection })
    })
    live.on('voice', (voice) => {
      view.set({ voice })
      this.handsFree.answering(voice === 'thinking' || voice === 'speaking')
    })
    live.on('turn', (turn) => {
      view.upsertTurn(turn)
      observer?.turn(turn)
      if (turn.state !== 'failed' || turn.id === this.#failed) return
      this.#failed = turn.id
      this.cue('error')
    })
    live.on('reply', ({ turnId, text }) => {
      view.appendReply(turnId, text)
    })
    live.on('spoken', ({ turnId, spoken }) => {
      view.setSpoken(turnId, spoken)
    })
    live.on('turn-removed', ({ turnId }) => {
      view.removeTurn(turnId)
    })
    live.on('notice', notice)
  }
}
