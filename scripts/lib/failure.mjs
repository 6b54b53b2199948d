/** What a person can act on: printed as it is, without a stack. */
export class SetupFailure extends Error {}

/**
 * The words of anything thrown.
 * @param {unknown} error
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/**
 * Prints why a command cannot go on, and sets the exit code. A fault of these scripts themselves keeps its stack.
 * @param {unknown} error
 */
export function fail(error) {
  const text =
    error instanceof SetupFailure ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`\n${text}\n`)
  process.exitCode = 1
}
