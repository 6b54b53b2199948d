import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Report } from '../../../scripts/lib/report.mjs'

/** @type {string} */
let shown

beforeEach(() => {
  shown = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text)
    return true
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what set-up tells', () => {
  it('is shown at once when nothing has to come first', async () => {
    const report = new Report({ hold: false })
    await report.stage('Building', () => expect(shown).toBe('Building …\n'))
    expect(shown).toMatch(/^Building …\nBuilding: \d+\.\d s\n$/)
  })

  it('is held back until the first line is known, also over a change of process', async () => {
    const first = new Report({ hold: true })
    await first.stage('Installing npm packages', () => undefined)
    expect(shown).toBe('')
    const second = new Report({ hold: true, held: first.held })
    second.line('more')
    second.open('Parley starts on Electron.')
    second.line('last')
    expect(shown.replace(/\d+\.\d s/, 'N s')).toBe(
      'Parley starts on Electron.\nInstalling npm packages: N s\nmore\nlast\n',
    )
  })

  it('passes on the result of a stage, and its failure with the duration told', async () => {
    const report = new Report({ hold: true })
    expect(await report.stage('one', () => 7)).toBe(7)
    await expect(report.stage('two', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(report.held.map((line) => line.replace(/: .*/, ''))).toEqual(['one', 'two'])
  })
})
