import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { notStarted } from '../../../../src/main/app/not-started.ts'
import { translator } from '../../../../src/shared/i18n/translator.ts'

const say = (error: unknown, language: 'en' | 'zh-CN' = 'en') =>
  notStarted(error, '/home/ann/.config/parley', translator(language))

function fileError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: it did not work, mkdir '${path}'`), { code, path })
}

test('a full disk and a folder of somebody else each have their way out', () => {
  expect(say(fileError('ENOSPC', '/x')).text).toMatch(/^The disk is full\./)
  expect(say(fileError('EROFS', '/home/ann/.config/parley/media')).text).toMatch(
    /^Parley may not use \/home\/ann\/\.config\/parley\/media\./,
  )
})

test('whatever else it is, it is said, and where to look', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'parley-')), 'outbox')
  writeFileSync(path, '')
  let error: unknown
  try {
    mkdirSync(path)
  } catch (caught) {
    error = caught
  }
  const { title, text } = say(error)
  expect(title).toBe('Parley could not start')
  expect(text).toContain('/home/ann/.config/parley')
  expect(text).toContain(`EEXIST: file already exists, mkdir '${path}'`)
  expect(say('a word').text).toMatch(/\n\na word$/)
  expect(say(null, 'zh-CN').title).toBe('Parley 无法启动')
})
