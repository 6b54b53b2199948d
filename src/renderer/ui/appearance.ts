import { pickLanguage } from '../../shared/i18n/messages.ts'
import type { Language } from '../../shared/i18n/messages.ts'
import type { Settings } from '../../shared/settings.ts'

/** Puts the theme and the language of the settings on the page; returns the language. */
export function applyAppearance(settings: Settings | null): Language {
  const root = document.documentElement
  const theme = settings?.theme ?? 'system'
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  const language = pickLanguage(settings?.language ?? 'system', navigator.language)
  root.lang = language
  return language
}
