import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Logger } from 'pino'

/** A log file is set aside at the next start when it is larger than this, in bytes; one old file is kept. */
const ROTATE_ABOVE_BYTES = 5 * 1024 * 1024

/** What is kept of lines that could not be written, in characters; further ones are dropped. */
const MAX_UNWRITTEN_CHARACTERS = 1024 * 1024

/** Names under which a secret could ever be logged by mistake, at the top and one level down. */
const SECRET_NAMES = ['key', 'apiKey', 'token', 'secret', 'password', 'authorization', 'credential']

export interface AppLogOptions {
  /** The folder for log files. */
  readonly folder: string
  /** Also write to standard error, for people who start Parley from a terminal. */
  readonly verbose: boolean
}

/** The app's log: JSON lines in `parley.log`. What people say and secrets never go into it. */
export function createAppLog(options: AppLogOptions): Logger {
  mkdirSync(options.folder, { recursive: true })
  const path = join(options.folder, 'parley.log')
  if (existsSync(path) && statSync(path).size > ROTATE_ABOVE_BYTES) {
    renameSync(path, join(options.folder, 'parley.old.log'))
  }
  const redact = {
    paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]),
    censor: '[secret]',
  }
  // Synchronous, so that the last line before a crash is there; the log is a few lines a turn.
  const file = pino.destination({ dest: path, sync: true, maxLength: MAX_UNWRITTEN_CHARACTERS })
  // On a full disk each line would throw wherever it is logged from. It is written with the first one that there is room for.
  file.on('error', () => undefined)
  const streams = options.verbose ? pino.multistream([{ stream: file }, { stream: process.stderr }]) : file
  return pino({ level: options.verbose ? 'debug' : 'info', base: null, redact }, streams)
}
