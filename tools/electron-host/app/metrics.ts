import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second in /proc; 100 on every Linux that Chromium runs on. */
const TICKS = 100
const PAGE_KB = 4

interface Usage {
  /** CPU time used so far, in seconds. */
  cpu: number
  /** Monotonic time of the reading, in seconds. */
  at: number
}

const previous = new Map<number, Usage>()

function cpuUsage(pid: number, cpu: number): Electron.CPUUsage {
  const at = performance.now() / 1000
  const before = previous.get(pid)
  previous.set(pid, { cpu, at })
  const percent = before && at > before.at ? ((cpu - before.cpu) / (at - before.at)) * 100 : 0
  return { percentCPUUsage: percent, cumulativeCPUUsage: cpu, idleWakeupsPerSecond: 0 }
}

function ownMetric(): Electron.ProcessMetric {
  const { user, system } = process.cpuUsage()
  const workingSetSize = Math.round(process.memoryUsage.rss() / 1024)
  return {
    pid: process.pid,
    type: 'Browser',
    creationTime: Date.now() - process.uptime() * 1000,
    cpu: cpuUsage(process.pid, (user + system) / 1e6),
    memory: { workingSetSize, peakWorkingSetSize: process.resourceUsage().maxRSS },
  }
}

const TYPES: Record<string, Electron.ProcessMetric['type']> = {
  renderer: 'Tab',
  'gpu-process': 'GPU',
  utility: 'Utility',
  zygote: 'Zygote',
}

/** The processes of Chromium's process group; Linux only, elsewhere none. */
function groupMetrics(group: number): Electron.ProcessMetric[] {
  if (process.platform !== 'linux' || group === 0) return []
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      // The name in the second field may hold spaces; it ends at the last parenthesis.
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(fields[2]) !== group) return []
      const type = /--type=([\w-]+)/.exec(readFileSync(`/proc/${entry}/cmdline`, 'utf8'))?.[1] ?? ''
      const workingSetSize = Number(fields[21]) * PAGE_KB
      return [
        {
          pid: Number(entry),
          type: TYPES[type] ?? 'Unknown',
          creationTime: 0,
          cpu: cpuUsage(Number(entry), (Number(fields[11]) + Number(fields[12])) / TICKS),
          memory: { workingSetSize, peakWorkingSetSize: workingSetSize },
          ...(type === '' ? { name: 'Chromium' } : {}),
        },
      ]
    } catch {
      // It ended while it was being read.
      return []
    }
  })
}

/** `app.getAppMetrics()`: this process as 'Browser', then those of Chromium. CPU shares are since the last call. */
export function processMetrics(chromiumPid: number): Electron.ProcessMetric[] {
  return [ownMetric(), ...groupMetrics(chromiumPid)]
}
