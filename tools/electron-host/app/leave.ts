/** What Node calls at the very end of `process.exit`, after all `exit` listeners; undocumented, but there to be replaced. */
interface Leaving {
  reallyExit(code: number): never
}

/** Files that Node still has to write at its end. */
function writesAtExit(): boolean {
  const flags = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ')
  return (
    process.env['NODE_V8_COVERAGE'] !== undefined || /--(cpu|heap)-prof|--trace-events|--prof\b/.test(flags)
  )
}

/**
 * Makes `process.exit` end the process even while a native call hangs. Node waits for every thread of its pool, and a call
 * such as one to a key ring that never answers would keep an app that has quit alive for ever. Becoming a shell that exits
 * with the same code leaves the threads behind.
 */
export function leaveWithoutWaiting(): void {
  if (process.platform === 'win32' || !process.execve || writesAtExit()) return
  const target = process as unknown as Leaving
  const leave = target.reallyExit.bind(process)
  target.reallyExit = (code) => {
    try {
      process.execve?.('/bin/sh', ['sh', '-c', `exit ${code & 0xff}`], {})
    } catch {
      // No shell: Node's own way out is the only one.
    }
    return leave(code)
  }
}
