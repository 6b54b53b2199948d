import { describe, expect, it } from 'vitest'
import { reasonIn, stillCounts } from '../../../scripts/lib/electron.mjs'

const HOUR = 60 * 60 * 1000
const failed = { version: '45.4.1', at: 1_000_000, reason: 'github.com could not be reached (ENOTFOUND)' }

describe('a failed attempt to fetch Electron', () => {
  it('counts for a day', () => {
    expect(stillCounts(failed, '45.4.1', failed.at + 23 * HOUR)).toBe(true)
    expect(stillCounts(failed, '45.4.1', failed.at + 24 * HOUR)).toBe(false)
  })

  it('does not count for another version, after the clock was set back, or when there was none', () => {
    expect(stillCounts(failed, '45.4.2', failed.at + HOUR)).toBe(false)
    expect(stillCounts(failed, '45.4.1', failed.at - HOUR)).toBe(false)
    expect(stillCounts(null, '45.4.1', failed.at)).toBe(false)
  })
})

describe('why the installer failed', () => {
  it('is the line of the error, without its class and its stack', () => {
    const output =
      'Downloading\nError: github.com could not be reached (ENOTFOUND)\n    at fetch (file.js:1:1)\n'
    expect(reasonIn(output)).toBe('github.com could not be reached (ENOTFOUND)')
    expect(reasonIn('HTTPError: Response code 403 (Forbidden).\n')).toBe('Response code 403 (Forbidden)')
  })

  it('is the first line when none is an error’s, and never empty', () => {
    expect(reasonIn('\n  Segmentation fault\n')).toBe('Segmentation fault')
    expect(reasonIn('')).not.toBe('')
  })
})
