import { z } from 'zod'
import { failureSchema } from '../../shared/failure.ts'
import { turnStateSchema } from '../../shared/view.ts'

/** Steps of a turn, in the order in which they usually come. */
export const STEPS = [
  'keyDown',
  'captureStarted',
  'firstFrameSent',
  'keyUp',
  'endSpeakingSent',
  'textSent',
  'userMessage',
  'firstDelta',
  'firstAudioReceived',
  'firstSound',
  'end',
  'interruptSent',
  'silence',
  'lastSound',
  'finished',
] as const
export type Step = (typeof STEPS)[number]

/** What `turn.json` holds: one turn, measured from inside. */
export const turnReportSchema = z.object({
  outcome: turnStateSchema,
  /** What the server says it heard, or what was typed. */
  recognised: z.string().nullable(),
  reply: z.string(),
  failure: failureSchema.nullable(),
  /** As the server sent them: seconds, and names of providers. */
  metrics: z.record(z.string(), z.unknown()),
  /** Each step in ms since key-up (since sending, for typed text). Steps that did not happen are absent. */
  times: z.partialRecord(z.enum(STEPS), z.number()),
  /** Reply audio as it arrived, in bytes, and its number of chunks. */
  audio: z.object({ chunks: z.number(), bytes: z.number() }),
  /** Versions of what is running Parley. */
  runtime: z.object({ electron: z.string(), chromium: z.string(), node: z.string() }),
  /** Whether that is Electron itself; added by whoever started it. */
  host: z.enum(['electron', 'electron-host']).optional(),
  /** The main process over the turn: CPU as a share of one core (1 = all of it), memory in bytes at its end. */
  mainProcess: z.object({ cpu: z.number(), residentBytes: z.number() }),
  server: z.object({ profile: z.string(), kind: z.string() }),
})
export type TurnReport = z.infer<typeof turnReportSchema>

/**
 * Gathers the times of one turn. Each step counts once, the first time, except those that are about the last of something.
 */
export class StepTimes {
  readonly #at = new Map<Step, number>()

  mark(step: Step, now: number): void {
    if (step === 'lastSound' || step === 'finished' || !this.#at.has(step)) this.#at.set(step, now)
  }

  has(step: Step): boolean {
    return this.#at.has(step)
  }

  /** All steps in ms since key-up, or since the text was sent, or since the first step that there is. */
  relative(): Partial<Record<Step, number>> {
    const first = Math.min(...this.#at.values())
    const origin = this.#at.get('keyUp') ?? this.#at.get('textSent') ?? first
    return Object.fromEntries(
      STEPS.flatMap((step) => {
        const at = this.#at.get(step)
        return at === undefined ? [] : [[step, Math.round((at - origin) * 10) / 10]]
      }),
    )
  }
}
