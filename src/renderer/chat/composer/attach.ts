import type { Failure } from '../../../shared/failure.ts'
import { MAX_PASTED_BYTES } from '../../../shared/ipc/limits.ts'
import { pastedName } from './pasted-name.ts'

/** Why things could not be attached: `not-files` are neither; what has no path here can be `too-big` to be copied. */
export type AttachProblem = Failure | 'not-files' | 'too-big'

/** What Chromium calls every picture in the clipboard: no name that a person gave. */
const CLIPBOARD_NAME = /^image\.\w+$/i

/**
 * Begins the upload of dropped or pasted files, and of what has no path on this computer: a screenshot, a picture from a web
 * page, a mail's attachment. Null: all went well; else the first thing that did not, with all others on their way.
 */
export async function attachFiles(files: readonly File[], at: Date): Promise<AttachProblem | null> {
  if (files.length === 0) return 'not-files'
  const paths = files.map(pathOf).filter((path) => path !== '')
  const others = files.filter((file) => pathOf(file) === '')
  const outcomes = [
    paths.length === 0 ? null : await addPaths(paths),
    ...(await Promise.all(others.map((file, index) => addBytes(file, at, index)))),
  ]
  return outcomes.find((outcome) => outcome !== null) ?? null
}

/** Lets the person choose files. Null: all went well, or nothing was chosen. */
export async function pickFiles(): Promise<AttachProblem | null> {
  const answer = await window.parley.invoke('attachment.pick', undefined)
  return answer.ok || answer.error.code === 'CANCELLED' ? null : answer.error
}

/**
 * What a paste brings to attach. Office programs put a picture of copied text beside it: there the text is what is meant.
 */
export function pastedFiles(clipboard: DataTransfer): File[] {
  const files = [...clipboard.files]
  const isText = clipboard.types.includes('text/plain') && files.every((file) => pathOf(file) === '')
  return isText ? [] : files
}

async function addPaths(paths: string[]): Promise<Failure | null> {
  const answer = await window.parley.invoke('attachment.add', { paths })
  return answer.ok ? null : answer.error
}

async function addBytes(file: File, at: Date, index: number): Promise<AttachProblem | null> {
  if (file.size > MAX_PASTED_BYTES) return 'too-big'
  const hasName = file.name !== '' && !CLIPBOARD_NAME.test(file.name)
  const name = hasName ? file.name : pastedName(file.type, at, index)
  let bytes: ArrayBuffer
  try {
    bytes = await file.arrayBuffer()
  } catch (error) {
    return { code: 'FILE_UNREADABLE', message: String(error), retryable: false }
  }
  const answer = await window.parley.invoke('attachment.addBytes', { name, bytes })
  return answer.ok ? null : answer.error
}

function pathOf(file: File): string {
  return window.parley.pathForFile(file)
}
