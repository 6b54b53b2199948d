import { claimedBy, claimedByAll } from '../../shared/claimed-drafts.ts'
import { failure, FailureError, toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { DraftAttachment } from '../../shared/view.ts'
import type { LiveClient, SentAttachment } from '../live/client.ts'
import type { SpeechSink } from '../voice/talk.ts'
import { stageOf } from './stage.ts'
import type { Composing } from './stage.ts'

export interface SpeechWithFilesOptions {
  readonly live: Pick<
    LiveClient,
    | 'on'
    | 'snapshot'
    | 'startSpeaking'
    | 'pushAudio'
    | 'endSpeaking'
    | 'cancelSpeaking'
    | 'compose'
    | 'sendWords'
    | 'sendSpeech'
    | 'sendText'
  >
  /** The files beside the composer. */
  readonly drafts: {
    views(): readonly DraftAttachment[]
    /** Their uploads; they stay where they are. Throws when one is not there. */
    peek(ids: readonly string[]): SentAttachment[]
    /** Takes them away, for a message that is safe by now. */
    take(ids: readonly string[]): unknown
  }
  readonly recognise: (pcm: Uint8Array<ArrayBuffer>) => Promise<string>
  /** Null, or why what is spoken can't be recognised here. */
  readonly refusal: () => Failure | null
  /** The person wants to see the words before they are sent. */
  readonly wantsReview: () => boolean
}

/**
 * Where speech goes: to the server as it is spoken; or, when files are attached at the moment when the key goes down, to the
 * embedded recogniser, whose words are sent with the files as one message. Nothing is lost on the way: the recording is in the
 * outbox until the words are, and files stay where they are until all is complete.
 */
export class SpeechWithFiles implements SpeechSink {
  readonly #options: SpeechWithFilesOptions
  /** What is known of the words, by turn; which files go with them, the turn itself says. */
  readonly #jobs = new Map<string, Composing>()

  constructor(options: SpeechWithFilesOptions) {
    this.#options = options
    const { live } = options
    live.on('recognise', ({ turnId, pcm }) => {
      void this.#recognise(turnId, pcm)
    })
    live.on('turn-removed', ({ turnId }) => {
      this.#jobs.delete(turnId)
    })
    live.on('turn', (turn) => {
      if (claimedBy(turn).length === 0) this.#jobs.delete(turn.id)
    })
  }

  startSpeaking(options: { handsFree: boolean }): { turnId: string } {
    const { live, drafts } = this.#options
    const claimed = claimedByAll(live.snapshot().turns)
    const ids = drafts.views().map(({ id }) => id)
    const free = ids.filter((id) => !claimed.has(id))
    return live.startSpeaking(free, options)
  }

  pushAudio(pcm: Uint8Array): void {
    this.#options.live.pushAudio(pcm)
  }

  endSpeaking(options: { peak?: number }): void {
    this.#options.live.endSpeaking(options)
  }

  cancelSpeaking(): void {
    this.#options.live.cancelSpeaking()
  }

  /** The files beside the composer changed: one has arrived, failed, or was removed. */
  draftsChanged(): void {
    for (const turnId of this.#jobs.keys()) this.#advance(turnId)
  }

  /** The person has read the words, and perhaps mended them. Throws `NOT_FOUND` when they are not asked for. */
  confirm(turnId: string, words: string): void {
    const job = this.#jobs.get(turnId)
    if (typeof job?.words !== 'string' || job.isConfirmed) throw new FailureError(noSuchTurn())
    this.#jobs.set(turnId, { ...job, words: words.trim(), isConfirmed: true })
    this.#options.live.compose(turnId, 'uploading', words.trim())
    this.#advance(turnId)
  }

  /** Sends the files as one message and the speech as another. Throws while the files are not there or too much waits. */
  sendApart(turnId: string): void {
    const { live, drafts } = this.#options
    const job = this.#jobs.get(turnId)
    if (!job?.problem) throw new FailureError(noSuchTurn())
    const ids = this.#present(turnId).map(({ id }) => id)
    if (ids.length > 0) live.sendText({ text: '', attachments: drafts.peek(ids) })
    // Only now: files whose message was refused stay beside the composer.
    drafts.take(ids)
    live.sendSpeech(turnId)
  }

  /** Another server: what is not sent stays in the outbox as it was recorded, with the names of its files. */
  clear(): void {
    this.#jobs.clear()
  }

  /** Begins only when all is recorded: loading the models beside the recording costs samples on a busy machine. */
  async #recognise(turnId: string, pcm: Uint8Array<ArrayBuffer>): Promise<void> {
    const { live, wantsReview } = this.#options
    // They were sent or removed meanwhile: what is left is speech.
    if (this.#present(turnId).length === 0) {
      live.sendSpeech(turnId)
      return
    }
    const begun: Composing = { words: null, problem: null, isConfirmed: false }
    this.#jobs.set(turnId, begun)
    const refused = this.#options.refusal()
    const outcome = refused ?? (await this.#options.recognise(pcm).catch(toFailure))
    // Thrown away, or another server's, meanwhile.
    if (this.#jobs.get(turnId) !== begun) return
    const text = typeof outcome === 'string' ? outcome.trim() : ''
    const problem =
      typeof outcome === 'string'
        ? text === ''
          ? failure('NO_SPEECH', 'No words were recognised', true)
          : null
        : outcome
    this.#jobs.set(
      turnId,
      problem ? { ...begun, problem } : { ...begun, words: text, isConfirmed: !wantsReview() },
    )
    if (!problem) live.compose(turnId, 'recognising', text)
    this.#advance(turnId)
  }

  #advance(turnId: string): void {
    const job = this.#jobs.get(turnId)
    if (!job) return
    const { live, drafts } = this.#options
    const files = this.#present(turnId)
    const stage = stageOf(job, files)
    // While it is recorded and recognised, the turn itself knows best where it is.
    if (stage === 'recognising') return
    if (stage !== 'ready') {
      live.compose(turnId, stage, null, job.problem)
      return
    }
    this.#jobs.delete(turnId)
    const ids = files.map(({ id }) => id)
    if (live.sendWords(turnId, job.words ?? '', drafts.peek(ids))) drafts.take(ids)
  }

  /** Its files, without those that the person has removed. */
  #present(turnId: string): DraftAttachment[] {
    const { live, drafts } = this.#options
    const turn = live.snapshot().turns.find(({ id }) => id === turnId)
    const claimed = turn ? claimedBy(turn) : []
    return drafts.views().filter(({ id }) => claimed.includes(id))
  }
}

function noSuchTurn(): Failure {
  return failure('NOT_FOUND', 'Nothing waits for that')
}
