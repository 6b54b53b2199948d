import { shell, systemPreferences } from 'electron'
import type { Failure } from '../../shared/failure.ts'
import { microphonePrivacyPage } from './privacy-page.ts'

/** Opens the system's page on who may use the microphone. False where there is none. */
export async function openMicrophonePrivacy(): Promise<boolean> {
  const page = microphonePrivacyPage(process.platform)
  if (page === null) return false
  await shell.openExternal(page)
  return true
}

/**
 * Tells a refusal of the system from our own: on macOS our permission handler refuses in the system's name, so that the page
 * can't know. Linux keeps no list of who may listen.
 */
export function explainMicrophone(problem: Failure): Failure {
  if (problem.code !== 'MIC_BLOCKED') return problem
  if (process.platform !== 'darwin' && process.platform !== 'win32') return problem
  const status = systemPreferences.getMediaAccessStatus('microphone')
  return status === 'denied' || status === 'restricted' ? { ...problem, code: 'MIC_DENIED' } : problem
}
