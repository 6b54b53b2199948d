import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { FAILURE_CODES } from '../../../../src/shared/failure.ts'
import { CATALOGUES, pickLanguage } from '../../../../src/shared/i18n/messages.ts'
import type { MessageKey } from '../../../../src/shared/i18n/messages.ts'
import { translator } from '../../../../src/shared/i18n/translator.ts'
import { voiceStateSchema } from '../../../../src/shared/view.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) => {
    const key = path === '' ? name : `${path}.${name}`
    return typeof value === 'string' ? [[key, value] as [string, string]] : leaves(value as object, key)
  })
}

const english = new Map(leaves(CATALOGUES.en))
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted()

describe.each(['en', 'zh-CN'] as const)('%s', (language) => {
  const texts = new Map(leaves(CATALOGUES[language]))

  test('has each text, none empty, with the same places to fill in', () => {
    expect([...texts.keys()]).toEqual([...english.keys()])
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('')
      expect(places(text), key).toEqual(places(english.get(key) ?? ''))
    }
  })

  test.each(FAILURE_CODES)('says what %s is and what to do', (code) => {
    expect(texts.get(`failures.${code}.title`)).toBeTruthy()
    expect(texts.get(`failures.${code}.action`)).toBeTruthy()
  })

  test('has no text for a failure that does not exist', () => {
    const codes = new Set(
      [...texts.keys()].filter((key) => key.startsWith('failures.')).map((key) => key.split('.')[1]),
    )
    expect([...codes].toSorted()).toEqual([...FAILURE_CODES].toSorted())
  })

  test('names every state', () => {
    for (const state of voiceStateSchema.options) expect(texts.get(`voice.${state}`)).toBeTruthy()
  })
})

test('Chinese is Chinese: no text was left in English', () => {
  const sameInBoth = new Set([
    'app.name',
    'tray.tooltip',
    'settings.server.kindParley',
    'settings.server.kindAstrbot',
  ])
  for (const [key, text] of leaves(CATALOGUES['zh-CN'])) {
    const words = text.replace(/\{\{\w+\}\}/g, '')
    if (sameInBoth.has(key) || !/\p{L}/u.test(words)) continue
    expect(words, key).toMatch(/\p{Script=Han}/u)
  }
})

test('each text is used somewhere', () => {
  const files = globSync('src/{main,renderer}/**/*.{ts,tsx}', { cwd: ROOT })
  const source = files.map((file) => readFileSync(`${ROOT}${file}`, 'utf8')).join('\n')
  // A key is written out, or put together from a part that is looked up, and what is written around it.
  const made = [...source.matchAll(/`([\w.]+\.)\$\{[^}]+\}([\w.]*)/g)].map(([, start, end]) => ({
    start: start ?? '',
    end: end ?? '',
  }))
  const lookedUp = new Set([...source.matchAll(/'([a-zA-Z]\w*)'/g)].map(([, name]) => name))
  const isUsed = (key: string) =>
    source.includes(`'${key}'`) ||
    made.some(({ start, end }) => {
      if (!key.startsWith(start) || !key.endsWith(end)) return false
      const part = key.slice(start.length, key.length - end.length)
      return start === 'failures.' || lookedUp.has(part) || new RegExp(`\\b${part}\\b`).test(source)
    })
  expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([])
})

describe('a translator', () => {
  test('fills in places and leaves marks of HTML alone', () => {
    expect(translator('en')('tray.tooltip', { state: '<b> & "c"' })).toBe('Parley: <b> & "c"')
    expect(translator('zh-CN')('connection.waiting', { seconds: 5 })).toBe('5 秒后重试')
  })

  test('gives the very text of each key', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const t = translator(language)
      for (const [key, text] of leaves(CATALOGUES[language])) {
        if (places(text).length === 0) expect(t(key as MessageKey)).toBe(text)
      }
    }
  })

  test('is the same one each time', () => {
    expect(translator('en')).toBe(translator('en'))
  })
})

test.each([
  ['system', 'zh-Hans-CN', 'zh-CN'],
  ['system', 'zh', 'zh-CN'],
  ['system', 'de-DE', 'en'],
  ['en', 'zh-CN', 'en'],
  ['zh-CN', 'en-GB', 'zh-CN'],
] as const)('%s on a system in %s is %s', (chosen, system, expected) => {
  expect(pickLanguage(chosen, system)).toBe(expected)
})
