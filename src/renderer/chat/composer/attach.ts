import type { Failure } from '../../../shared/failure.ts'

/** Why files could not be attached; `not-files` are things without a path, such as a picture copied in a browser. */
export type AttachProblem = Failure | 'not-files'

/** Begins the upload of dropped or pasted files. Null: all went well. */
export async function attachFiles(files: readonly File[]): Promise<AttachProblem | null> {
  const paths = files.map((file) => window.parley.pathForFile(file)).filter((path) => path !== '')
  if (paths.length === 0) return 'not-files'
  const answer = await window.parley.invoke('attachment.add', { paths })
  if (!answer.ok) return answer.error
  return paths.length < files.length ? 'not-files' : null
}

/** Lets the person choose files. Null: all went well, or nothing was chosen. */
export async function pickFiles(): Promise<AttachProblem | null> {
  const answer = await window.parley.invoke('attachment.pick', undefined)
  return answer.ok || answer.error.code === 'CANCELLED' ? null : answer.error
}
