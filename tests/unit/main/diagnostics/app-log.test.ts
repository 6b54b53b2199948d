import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAppLog } from '../../../../src/main/diagnostics/app-log.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('a secret is never written, whatever object it hides in', () => {
  const log = createAppLog({ folder, verbose: false })
  log.info({ key: 'abk_1', profile: { token: 'abk_2', password: 'abk_3' } }, 'signing in')
  const text = readFileSync(join(folder, 'parley.log'), 'utf8')
  expect(text).toContain('signing in')
  expect(text).not.toContain('abk_')
})

test('a large log is set aside at the next start', () => {
  writeFileSync(join(folder, 'parley.log'), 'x'.repeat(6 * 1024 * 1024))
  createAppLog({ folder, verbose: false }).info('fresh')
  expect(readFileSync(join(folder, 'parley.log'), 'utf8')).toMatch(/^\{.*fresh/)
  expect(readFileSync(join(folder, 'parley.old.log'), 'utf8')).toMatch(/^x+$/)
})

test.runIf(process.platform === 'linux')('a full disk stops nobody who logs', () => {
  symlinkSync('/dev/full', join(folder, 'parley.log'))
  const log = createAppLog({ folder, verbose: false })
  expect(() => {
    log.info('no room for this')
    log.error('nor for this')
  }).not.toThrow()
})
