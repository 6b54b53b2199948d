import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { FailureError, failure, toFailure } from '../shared/failure.ts'
import { CLOSE } from '../shared/live-api/limits.ts'
import { accounts } from './auth/accounts.ts'
import { apiKeys } from './auth/api-keys.ts'
import type { KeySummary, NewKey } from './auth/api-keys.ts'
import type { Clock } from './clock.ts'
import { DEFAULT_LIMITS } from './config.ts'
import type { ServerLimits } from './config.ts'
import type { ServerContext } from './context.ts'
import { attachments } from './files/attachments.ts'
import { openBlobs } from './files/blobs.ts'
import { createApp } from './http/app.ts'
import type { Logger } from './log.ts'
import type { Engine } from './ports.ts'
import { createRingRouter } from './rings/router.ts'
import type { Assistant, Ring } from './skills/types.ts'
import type { SpeechEngineStatus } from './speech/types.ts'
import { openStore } from './store/index.ts'
import { createHub } from './ws/hub.ts'
import { attachSockets } from './ws/sockets.ts'

export type { KeySummary } from './auth/api-keys.ts'

/** How often the keys of open sockets are looked at again, ms: one may have expired, or been revoked by another process. */
const RECHECK_KEYS_MS = 15_000
/** How often old files and transcripts are cleared away, ms. */
const SWEEP_EVERY_MS = 60 * 60_000

export interface ServerOptions {
  dataDir: string
  host: string
  /** 0 for any free port. */
  port: number
  log: Logger
  clock: Clock
  /** BCP 47. */
  locale: string
  limits?: Partial<ServerLimits>
  /** Makes what answers; `onRing` is called when a timer rings. */
  createEngine(hooks: { onRing: (ring: Ring) => void }): Engine
}

export interface ServerStatus {
  url: string
  sockets: number
  speech: SpeechEngineStatus
}

export interface RunningServer {
  /** `http://host:port`. */
  readonly url: string
  /** Makes an API key. The plain key is in the answer and nowhere else. */
  createKey(key: NewKey): Promise<{ id: string; key: string }>
  listKeys(): KeySummary[]
  /** Revokes a key and closes its sockets. False when there was no such valid key. */
  revokeKey(id: string): boolean
  /** Makes a dashboard account, or changes its password. */
  createAccount(username: string, password: string): Promise<void>
  status(): ServerStatus
  /** Stops listening, closes every socket with 1001 and writes everything down. */
  close(): Promise<void>
}

/** Starts the Live API server around an engine. It listens when this resolves; speech goes on loading in the background. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDir, clock, log, locale } = options
  const limits: ServerLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const store = openStore(dataDir)
  const files = attachments(store.attachments, await openBlobs(join(dataDir, 'files')), clock, limits)
  const keys = apiKeys(store.keys, clock)
  const rings = createRingRouter(store.rings, log)
  const engine = options.createEngine({ onRing: (ring) => rings.ring(ring) })
  // It listens before the assistant has read its timers; a reply that is asked for that early waits.
  let markStarted: () => void = () => undefined
  const started = new Promise<void>((resolve) => (markStarted = resolve))
  const gated: Assistant = {
    ...engine.assistant,
    async *reply(input) {
      await started
      yield* engine.assistant.reply(input)
    },
  }
  const context: ServerContext = {
    store,
    keys,
    accounts: accounts(store.accounts, store.jwtSecret, clock, limits),
    attachments: files,
    engine: { ...engine, assistant: gated },
    locale,
    clock,
    limits,
    log,
  }
  const hub = createHub(limits)
  const app = await createApp(context)
  attachSockets(app.server, context, hub, { rings })

  engine.speech.warmUp().catch((thrown: unknown) => {
    const { code } = toFailure(thrown)
    // Text works without it, and each voice turn is told why it cannot. Cancelled: the server was closed before it was loaded.
    if (code !== 'CANCELLED') log.warn({ code }, 'speech is not available')
  })
  await app.listen({ host: options.host, port: options.port }).catch(async (thrown: unknown) => {
    await engine.assistant.close()
    await engine.speech.close()
    store.close()
    const why = (thrown as Error).message
    throw new FailureError(failure('ASSISTANT_FAILED', `The assistant cannot listen: ${why}`), {
      cause: thrown,
    })
  })
  const address = app.server.address() as AddressInfo
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  const url = `http://${host}:${address.port}`
  log.info({ url }, 'listening')
  const starting = engine.assistant
    .start()
    .catch((thrown: unknown) => log.error({ err: thrown }, 'timers could not be read'))
    .finally(markStarted)

  const sweep = (): void => {
    store.conversations.prune('live', clock.now() - limits.liveHistoryMs)
    files.sweep().catch((thrown: unknown) => log.error({ err: thrown }, 'clearing old files failed'))
  }
  sweep()
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS)
  sweeping.unref()

  const recheckKeys = (): void => {
    if (hub.size() === 0) return
    const valid = keys.validIds()
    hub.close(({ keyId }) => keyId !== null && !valid.has(keyId), CLOSE.policy, 'Invalid API key')
  }
  const rechecking = setInterval(recheckKeys, RECHECK_KEYS_MS)
  rechecking.unref()

  let closing: Promise<void> | null = null
  const shutDown = async (): Promise<void> => {
    clearInterval(sweeping)
    clearInterval(rechecking)
    hub.closeAll(CLOSE.goingAway, 'The server is shutting down', limits.closeGraceMs)
    await hub.empty(limits.closeGraceMs + 500)
    await app.close()
    await starting
    await engine.assistant.close()
    await engine.speech.close()
    store.close()
    log.info('closed')
  }

  return {
    url,
    createKey: (key) => keys.create(key),
    listKeys: () => keys.summaries(),
    revokeKey(id) {
      const wasValid = keys.revoke(id)
      recheckKeys()
      return wasValid
    },
    createAccount: (username, password) => context.accounts.create(username, password),
    status: () => ({ url, sockets: hub.size(), speech: engine.speech.status() }),
    close: () => (closing ??= shutDown()),
  }
}
