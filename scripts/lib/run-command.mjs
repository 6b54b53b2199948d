import { spawn } from 'node:child_process'

/**
 * @typedef {object} CommandResult
 * @property {number | null} code Null when a signal ended it.
 * @property {string} output Standard output and error, as they came.
 */

/**
 * Runs a program to its end and keeps what it says. Rejects only when it could not be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean, signal?: AbortSignal }} [options]
 *   `echo`: also show the output while it comes, and let the program ask (a password, say).
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, { cwd, env, echo = false, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      signal,
      killSignal: 'SIGKILL',
      stdio: [echo ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    })
    let output = ''
    /** @param {NodeJS.WriteStream} stream @returns {(chunk: string) => void} */
    const keep = (stream) => (chunk) => {
      output += chunk
      if (echo) stream.write(chunk)
    }
    child.stdout?.setEncoding('utf8').on('data', keep(process.stdout))
    child.stderr?.setEncoding('utf8').on('data', keep(process.stderr))
    child.once('error', (error) => {
      if (error.name !== 'AbortError') reject(error)
    })
    child.once('close', (code) => resolve({ code, output }))
  })
}

/**
 * The first lines of a program's output, indented.
 * @param {string} output
 */
export const head = (output, lines = 10) => indent(output.trim().split('\n').slice(0, lines))

/**
 * The last lines of a program's output, indented.
 * @param {string} output
 */
export const tail = (output, lines = 15) => indent(output.trimEnd().split('\n').slice(-lines))

/** @param {readonly string[]} lines */
const indent = (lines) => lines.map((line) => `  ${line}`).join('\n')
