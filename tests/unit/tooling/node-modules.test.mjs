import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdsAll, packagesAreCurrent } from '../../../scripts/lib/node-modules.mjs'

const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/ws': { version: '8.23.0' },
    'node_modules/only-on-macos': { version: '1.0.0', optional: true },
  },
}
const INSTALLED = { packages: { 'node_modules/ws': { version: '8.23.0' } } }

/** @type {string} */
let root

/** @param {string} path @param {unknown} content */
const write = (path, content) => writeFileSync(join(root, path), JSON.stringify(content))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-node-modules-'))
  mkdirSync(join(root, 'node_modules'))
  write('package-lock.json', LOCK)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('whether all packages of the lock file are installed', () => {
  it('does not miss what is optional', () => {
    expect(holdsAll(LOCK, INSTALLED)).toBe(true)
  })

  it('sees another version and a missing package', () => {
    expect(holdsAll(LOCK, { packages: { 'node_modules/ws': { version: '8.22.0' } } })).toBe(false)
    expect(holdsAll(LOCK, {})).toBe(false)
  })

  it('is no on a fresh clone', () => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    expect(packagesAreCurrent(root)).toBe(false)
  })

  it('takes npm’s own record, and remembers the answer', () => {
    expect(packagesAreCurrent(root)).toBe(false)
    write('node_modules/.package-lock.json', INSTALLED)
    expect(packagesAreCurrent(root)).toBe(true)
    rmSync(join(root, 'node_modules/.package-lock.json'))
    expect(packagesAreCurrent(root)).toBe(true)
  })

  it('asks again when the lock file changed', () => {
    write('node_modules/.package-lock.json', INSTALLED)
    expect(packagesAreCurrent(root)).toBe(true)
    write('package-lock.json', { packages: { ...LOCK.packages, 'node_modules/zod': { version: '4.6.7' } } })
    expect(packagesAreCurrent(root)).toBe(false)
  })
})
