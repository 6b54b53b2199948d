import { readdirSync, readFileSync } from 'node:fs'

/**
 * CPU time that the threads of a process have used so far, in ms, to the nanosecond. Linux only: it is the first number of
 * `/proc/<pid>/task/<tid>/schedstat`.
 */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const nanoseconds = threads.map((thread) => {
    const [used] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    return Number(used)
  })
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
}
