import type { BaseLogger } from 'pino'

/** What a part of main writes its log to: any pino logger. Secrets and what people say never go here. */
export type Log = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>

const nothing = (): void => undefined

/** A log that is thrown away, for tests and tools. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
