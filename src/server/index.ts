import { FailureError, failure, toFailure } from '../shared/failure.ts'
import type { Failure } from '../shared/failure.ts'
import { assistantConfigSchema } from './assistant-config.ts'
import type { AssistantConfig } from './assistant-config.ts'
import { systemClock } from './clock.ts'
import type { ServerLimits } from './config.ts'
import { createEngine } from './engine.ts'
import { createLogger } from './log.ts'
import type { Logger } from './log.ts'
import { startServer } from './server.ts'
import type { RunningServer } from './server.ts'
import type { Ring } from './skills/types.ts'

export { openAdmin } from './admin.ts'
export { createLogger } from './log.ts'
export type { KeySummary, RunningServer, ServerStatus } from './server.ts'

export interface AssistantServerOptions {
  /** Where the database, the files and the notes are kept; made when it is not there. */
  dataDir: string
  /** The folder with the speech models. Where they are missing, text works and speech is a coded failure. */
  modelDir: string
  /** Default: loopback only. */
  host?: string
  /** Default 0: any free port. */
  port?: number
  log?: Logger
  /** BCP 47; default: the machine's. */
  locale?: string
  limits?: Partial<ServerLimits>
  /** Endpoints, voice and the like: see `assistantConfigSchema`. */
  config?: unknown
  /** Called beside the delivery when a timer rings, for a notification. */
  onRing?(ring: Ring): void
  /** Called with how many timers run, at the start and whenever that changes. */
  onTimers?(running: number): void
  /** Called once when speech is loaded (null), or cannot be. */
  onSpeech?(failed: Failure | null): void
}

/**
 * Starts the local assistant: the Live API server with recognition, skills and a voice. It listens when this resolves; speech
 * loads in the background, and a voice turn that comes earlier waits for it.
 * @throws FailureError `INVALID_INPUT` for a config that is none; `ASSISTANT_FAILED` when the port is taken.
 */
export async function startAssistantServer(options: AssistantServerOptions): Promise<RunningServer> {
  const { dataDir, modelDir, host = '127.0.0.1', port = 0, log = createLogger() } = options
  const onTimers = options.onTimers?.bind(options)
  const config = readConfig(options.config)
  return startServer({
    dataDir,
    host,
    port,
    log,
    clock: systemClock,
    locale: options.locale ?? Intl.DateTimeFormat().resolvedOptions().locale,
    ...(options.limits ? { limits: options.limits } : {}),
    createEngine({ onRing }) {
      const ringBoth = (ring: Ring): void => {
        onRing(ring)
        options.onRing?.(ring)
      }
      const engine = createEngine({
        dataDir,
        modelDir,
        config,
        log,
        onRing: ringBoth,
        ...(onTimers ? { onTimers } : {}),
      })
      engine.speech.ready.then(
        () => options.onSpeech?.(null),
        (thrown: unknown) => {
          const failed = toFailure(thrown)
          if (failed.code !== 'CANCELLED') options.onSpeech?.(failed)
        },
      )
      return engine
    },
  })
}

/** Reads a config that somebody wrote. Throws `INVALID_INPUT` for one that is none. */
export function readConfig(value: unknown): AssistantConfig {
  const parsed = assistantConfigSchema.safeParse(value ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  throw new FailureError(failure('INVALID_INPUT', `The assistant's config: ${where} ${issue?.message ?? ''}`))
}
