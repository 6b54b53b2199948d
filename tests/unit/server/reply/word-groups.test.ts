import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordGroups } from '../../../../src/server/reply/word-groups.ts'

describe('wordGroups', () => {
  it('groups words and Han characters', () => {
    expect(wordGroups('It is 3:45 PM in Tokyo.')).toEqual(['It is 3:45 ', 'PM in Tokyo.'])
    expect(wordGroups('现在是下午三点。')).toEqual(['现在是下午三', '点。'])
  })

  it('gives the text back, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => wordGroups(text).join('') === text))
  })
})
