import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'
import { formatCounts, type Counts } from '../../scripts/lib/counts.ts'

/** Set by `npm test`, which adds up several steps and prints the line itself: a file to leave this run's counts in. */
const SUMMARY_FILE = 'PARLEY_TEST_SUMMARY'

/**
 * Prints `N passed, N failed` alone on the run's last line. A file that could not be loaded and an error outside every
 * test count as one failure each, so that the line can never say "0 failed" of a run that failed.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts: Counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') counts.passed++
        else if (state === 'skipped') counts.skipped++
        else failedTests++ // 'pending' too: a test that never came to an end did not pass
      }
      counts.failed += failedTests === 0 && !module.ok() ? 1 : failedTests
    }
    const file = process.env[SUMMARY_FILE]
    if (file === undefined) {
      // After the default reporter's own summary, which is written in the same tick.
      process.once('exit', () => process.stdout.write(`${formatCounts(counts)}\n`))
    } else {
      writeFileSync(file, JSON.stringify(counts))
    }
  }
}
