import { toAppUrl } from '../net/scheme-urls.ts'

/** One line for `console-message`. */
export interface ConsoleLine {
  level: 'info' | 'warning' | 'error' | 'debug'
  message: string
  lineNumber: number
  sourceId: string
}

interface RemoteObject {
  type: string
  value?: unknown
  unserializableValue?: string
  description?: string
}

interface StackTrace {
  callFrames: { url: string; lineNumber: number }[]
}

export interface ConsoleCall {
  type: string
  args: RemoteObject[]
  stackTrace?: StackTrace
}

export interface ThrownException {
  exceptionDetails: { text: string; url?: string; lineNumber: number; exception?: RemoteObject }
}

export interface LogEntry {
  entry: { level: string; text: string; url?: string; lineNumber?: number; source: string }
}

const LEVELS: Record<string, ConsoleLine['level']> = {
  error: 'error',
  assert: 'error',
  warning: 'warning',
  debug: 'debug',
  verbose: 'debug',
}

function text(value: RemoteObject): string {
  if (value.type === 'string') return String(value.value)
  return value.description ?? value.unserializableValue ?? String(value.value)
}

export function fromConsoleCall({ type, args, stackTrace }: ConsoleCall): ConsoleLine {
  const frame = stackTrace?.callFrames[0]
  return {
    level: LEVELS[type] ?? 'info',
    message: args.map(text).join(' '),
    lineNumber: (frame?.lineNumber ?? -1) + 1,
    sourceId: toAppUrl(frame?.url ?? ''),
  }
}

export function fromException({ exceptionDetails }: ThrownException): ConsoleLine {
  const { text: prefix, exception, url, lineNumber } = exceptionDetails
  const message = exception ? `${prefix} ${text(exception)}` : prefix
  return { level: 'error', message, lineNumber: lineNumber + 1, sourceId: toAppUrl(url ?? '') }
}

export function fromLogEntry({ entry }: LogEntry): ConsoleLine {
  const { level, text: message, url, lineNumber } = entry
  return {
    level: LEVELS[level] ?? 'info',
    message,
    lineNumber: (lineNumber ?? -1) + 1,
    sourceId: toAppUrl(url ?? ''),
  }
}
