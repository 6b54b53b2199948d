import type { Language } from '../../shared/i18n/messages.ts'
import type { Settings } from '../../shared/settings.ts'

/**
 * Whether the embedded recogniser knows the language that is spoken: English, unless the assistant's settings name another
 * recogniser, which is then taken at the person's word.
 */
export function isRecognised(
  spoken: Settings['speech']['language'],
  interfaceLanguage: Language,
  config: unknown,
): boolean {
  const hasOwn = typeof config === 'object' && config !== null && ('stt' in config || 'sttModelDir' in config)
  return hasOwn || (spoken === 'interface' ? interfaceLanguage : spoken) === 'en'
}
