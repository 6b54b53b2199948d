import { expect, test } from 'vitest'
import { promptOnce } from '../../../../src/main/hotkey/accessibility.ts'

test('the system prompts once, and is asked each time', () => {
  const prompts: boolean[] = []
  let isTrusted = false
  const hasAccessibility = promptOnce((prompt) => {
    prompts.push(prompt)
    return isTrusted
  })
  expect([hasAccessibility(), hasAccessibility()]).toEqual([false, false])
  isTrusted = true
  expect(hasAccessibility()).toBe(true)
  expect(prompts).toEqual([true, false, false])
})
