import i18next from 'i18next'
import { CATALOGUES } from './messages.ts'
import type { Language, MessageKey } from './messages.ts'

/** What a text's `{{name}}` places are filled with. */
export type TextValues = Readonly<Record<string, string | number>>

/** Gives the text of a key in one language. */
export type Translate = (key: MessageKey, values?: TextValues) => string

const made = new Map<Language, Translate>()

/** The texts of one language, for menus, dialogs and windows alike. One translator a language; it keeps its identity. */
export function translator(language: Language): Translate {
  const known = made.get(language)
  if (known) return known
  const instance = i18next.createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources: {
      en: { translation: CATALOGUES.en },
      [language]: { translation: CATALOGUES[language] },
    },
    // Everything is here already: nothing to wait for.
    initAsync: false,
    // React and native menus escape by themselves, or need no escaping.
    interpolation: { escapeValue: false },
  })
  const translate: Translate = (key, values) => instance.t(key, values ?? {})
  made.set(language, translate)
  return translate
}
