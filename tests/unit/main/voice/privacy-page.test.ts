import { expect, test } from 'vitest'
import { microphonePrivacyPage } from '../../../../src/main/voice/privacy-page.ts'

test('the systems that have a page for the microphone are opened at it', () => {
  expect(microphonePrivacyPage('darwin')).toMatch(/^x-apple\.systempreferences:.*Privacy_Microphone$/)
  expect(microphonePrivacyPage('win32')).toBe('ms-settings:privacy-microphone')
  expect(microphonePrivacyPage('linux')).toBeNull()
})
