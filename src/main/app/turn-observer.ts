import type { TurnView } from '../../shared/view.ts'
import { writeReport } from '../diagnostics/report-files.ts'
import { TurnRecorder } from '../diagnostics/turn-recorder.ts'
import type { Step } from '../diagnostics/turn-report.ts'
import { realClock } from '../lib/clock.ts'
import type { LiveClient } from '../live/client.ts'
import type { TurnObserver } from './conversation.ts'

/**
 * Records the first turn into a folder, and prints each of its steps as it happens (`[turn] keyUp +1234 ms`), so that a
 * script can follow it.
 */
export function reportFirstTurn(
  folder: string,
  about: () => { profile: string; kind: string },
): TurnObserver & { watch(live: LiveClient): void } {
  const startedAt = realClock.elapsed()
  const recorder = new TurnRecorder({
    now: realClock.elapsed,
    cpuMicros: () => {
      const { user, system } = process.cpuUsage()
      return user + system
    },
    residentBytes: () => process.memoryUsage().rss,
    setTimer: realClock.setTimer,
    finished: (report, sound) => {
      const { electron, chrome, node } = process.versions
      const runtime = { electron, chromium: chrome, node }
      writeReport(folder, { ...report, runtime, server: about() }, sound)
    },
  })
  const mark = (step: Step) => {
    recorder.mark(step)
    process.stdout.write(`[turn] ${step} +${Math.round(realClock.elapsed() - startedAt)} ms\n`)
  }
  return {
    mark,
    played: (bytes) => {
      recorder.played(bytes)
    },
    heard: (samples, sampleRate) => {
      recorder.heard(samples, sampleRate)
    },
    turn: (turn: TurnView) => {
      recorder.turn(turn)
    },
    watch: (live) => {
      live.on('frame', ({ direction, text }) => {
        const type = (JSON.parse(text) as { t?: unknown }).t
        if (typeof type !== 'string') return
        if (direction === 'out') recorder.sent(type)
        else recorder.received({ t: type } as Parameters<TurnRecorder['received']>[0])
      })
    },
  }
}
