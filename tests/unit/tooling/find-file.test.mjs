import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileIn, withFoldersIn } from '../../../scripts/lib/find-file.mjs'

let base = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'parley-find-'))
})

afterEach(() => {
  rmSync(base, { recursive: true })
})

test('finds a library one level down, past a file whose name looks like a folder of libraries', () => {
  const folder = join(base, 'x86_64-linux-gnu')
  mkdirSync(folder)
  writeFileSync(join(folder, 'libsecret-1.so.0'), '')
  writeFileSync(join(base, 'ld-linux-x86-64.so.2'), '')

  const folders = withFoldersIn([join(base, 'absent'), base], /-linux-/)

  expect(folders).toContain(folder)
  expect(fileIn(/^libsecret-1\.so\.0$/, folders)).toBe(true)
  expect(fileIn(/^libabsent\.so$/, folders)).toBe(false)
})
