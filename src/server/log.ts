import pino from 'pino'
import type { Logger } from 'pino'

export type { Logger }

/** Fields that never reach a log, wherever an object carries them. */
const SECRETS = [
  'key',
  'token',
  'password',
  'authorization',
  'api_key',
  'apiKey',
  'headers',
  'query',
  'secret',
]

/**
 * The server's logger: JSON lines, with secrets cut out. URLs are logged as paths only (see `pathOf`), because the JWT
 * endpoints carry their token in the query.
 */
export function createLogger(level = 'info', destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name: 'assistant',
    level,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A request's path without its query. */
export function pathOf(url: string | undefined): string {
  return (url ?? '').split('?', 1)[0] ?? ''
}
