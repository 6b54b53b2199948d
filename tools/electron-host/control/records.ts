/** One call of a dialog, the shell or a notification, in the order they were made. */
export interface RecordedCall {
  method: string
  args: unknown[]
}

/** Whether a test drives this process; it then decides what dialogs answer, and nothing is opened outside. */
export const driven = process.send !== undefined

export const dialogLog: RecordedCall[] = []
/** Results for the next dialogs, first in, first out. */
export const dialogAnswers: unknown[] = []
export const shellLog: RecordedCall[] = []
