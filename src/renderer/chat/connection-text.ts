import type { Failure } from '../../shared/failure.ts'
import type { MessageKey } from '../../shared/i18n/messages.ts'
import type { TextValues } from '../../shared/i18n/translator.ts'
import type { AppView } from '../../shared/view.ts'

/** What the bar under the header says about reaching the assistant. */
export interface ConnectionText {
  readonly tone: 'busy' | 'warning' | 'error'
  readonly key: MessageKey
  readonly values: TextValues
  /** Why, when something failed. */
  readonly failure: Failure | null
  readonly action: 'retry' | 'connect' | null
  /** The person can mend it in the settings. */
  readonly settings: boolean
}

/** Failures that only a change of the settings mends. */
const SETTINGS_CODES: readonly string[] = [
  'BAD_ADDRESS',
  'BAD_PASSWORD',
  'BAD_USER',
  'DNS_FAILED',
  'FORBIDDEN_SCOPE',
  'NOT_ASTRBOT',
  'NO_CREDENTIAL',
  'NO_LIVE_ENDPOINT',
  'REDIRECTED',
  'TLS_FAILED',
  'TOKEN_EXPIRED',
  'UNAUTHORIZED',
]

/** Null when all is well. `now` in ms since the epoch. */
export function connectionText(
  view: Pick<AppView, 'connection' | 'assistant' | 'profile'>,
  now: number,
): ConnectionText | null {
  const { connection, assistant, profile } = view
  const failure = connection.lastError
  const settings = failure !== null && profile.kind === 'remote' && SETTINGS_CODES.includes(failure.code)
  const base = { values: {}, failure, action: null, settings } as const

  if (profile.kind === 'local') {
    if (assistant.status === 'starting') {
      return { ...base, tone: 'busy', key: 'assistant.starting', failure: null }
    }
    if (assistant.status === 'failed') {
      return { ...base, tone: 'error', key: 'connection.failed', failure: assistant.problem, action: 'retry' }
    }
  }
  switch (connection.status) {
    case 'connected':
      if (profile.kind === 'local' && assistant.status === 'ready' && !assistant.speech) {
        return { ...base, tone: 'warning', key: 'assistant.noSpeech', failure: assistant.problem }
      }
      return null
    case 'connecting':
      return {
        ...base,
        tone: 'busy',
        key: 'connection.connectingTo',
        values: { name: profile.name },
        settings: false,
      }
    case 'waiting': {
      const seconds = Math.ceil(((connection.nextRetryAt ?? now) - now) / 1000)
      if (seconds <= 0) return { ...base, tone: 'warning', key: 'connection.waitingNow' }
      return { ...base, tone: 'warning', key: 'connection.waiting', values: { seconds }, action: 'retry' }
    }
    case 'suspended':
      return connection.suspendReason === 'offline'
        ? { ...base, tone: 'warning', key: 'connection.suspendedOffline', failure: null, action: 'retry' }
        : { ...base, tone: 'warning', key: 'connection.suspendedSleep', failure: null }
    case 'failed':
      return { ...base, tone: 'error', key: 'connection.failed', action: 'retry' }
    case 'idle':
      return { ...base, tone: 'warning', key: 'connection.idle', action: 'connect' }
  }
}
