import { describe, expect, it } from 'vitest'
import { addCounts, formatCounts } from '../../../scripts/lib/counts.ts'

describe('the closing line of a test run', () => {
  it('names passed and failed, and skipped only when there are any', () => {
    expect(formatCounts({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(formatCounts({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
  })

  it('adds the counts of several steps', () => {
    const one = { passed: 1, failed: 2, skipped: 3 }
    expect(addCounts([one, one, { passed: 5, failed: 0, skipped: 0 }])).toEqual({
      passed: 7,
      failed: 4,
      skipped: 6,
    })
    expect(addCounts([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })
})
