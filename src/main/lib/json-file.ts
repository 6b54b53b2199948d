import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { failure } from '../../shared/failure.ts'
import { fail, ok } from './result.ts'
import type { Result } from './result.ts'

/** What a JSON file held. `damaged`: there is a file, and it is not JSON. */
export type JsonRead =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly failure: Failure }

/** Reads a JSON file. A byte order mark, which some Windows editors add, is not damage. */
export function readJsonFile(path: string): JsonRead {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return { kind: 'absent' }
    return {
      kind: 'unreadable',
      failure: failure('FILE_UNREADABLE', `Cannot read the file (${errorCode(thrown)}).`),
    }
  }
  try {
    return { kind: 'value', value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown }
  } catch (thrown) {
    return { kind: 'damaged', reason: toFailure(thrown).message }
  }
}

/**
 * Replaces a file with `value` as JSON: written beside it, flushed, then renamed over it, so that a crash or a full disk
 * leaves either the old file or the new one. Only the owner can read it.
 */
export function writeJsonFile(path: string, value: unknown): Result<void> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(beside, 'wx', 0o600)
    try {
      // Unlike writeSync, it goes on until all is written.
      writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
    return ok(undefined)
  } catch (thrown) {
    removeLeftover(beside)
    return fail(writeFailure(thrown))
  }
}

function removeLeftover(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // What kept the file from being written keeps this one from being removed, and that is told already.
  }
}

/** One JSON file as something to read and replace. */
export interface JsonStore {
  read(): JsonRead
  write(value: unknown): Result<void>
}

export interface JsonFile extends JsonStore {
  /** Keeps what is there, as it is, beside it; of several times, the last. */
  setAside(): Result<void>
}

/** The JSON file at `path`, which need not exist yet. */
export function jsonFileStore(path: string): JsonFile {
  return {
    read: () => readJsonFile(path),
    write: (value) => writeJsonFile(path, value),
    setAside: () => setAside(path, `${path}.damaged`),
  }
}

function setAside(path: string, aside: string): Result<void> {
  try {
    copyFileSync(path, aside)
    return ok(undefined)
  } catch {
    // What can't be read can't be copied, but it may be moved.
  }
  try {
    renameSync(path, aside)
    return ok(undefined)
  } catch (thrown) {
    return errorCode(thrown) === 'ENOENT' ? ok(undefined) : fail(writeFailure(thrown))
  }
}

/** Names what kept a file from being written. */
export function writeFailure(thrown: unknown): Failure {
  const code = errorCode(thrown)
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('DISK_FULL', 'The disk is full.', true)
  return failure('SETTINGS_NOT_SAVED', `The file cannot be written (${code}).`, true)
}

/** The system's name of an error, such as `EACCES`. */
export function errorCode(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof Error ? thrown.name : 'unknown'
}
