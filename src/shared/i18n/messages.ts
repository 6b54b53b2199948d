import { en } from './en.ts'
import type { Messages } from './texts.ts'
import { zhCN } from './zh-CN.ts'

/** Dotted paths to the leaves. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Paths<T[K]>}`
}[keyof T & string]

/** The name of one text, for example `turn.sendAgain`. */
export type MessageKey = Paths<typeof en>

/** Languages of the interface, by BCP 47 tag. */
export type Language = 'en' | 'zh-CN'

export const CATALOGUES: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN }

/** Languages in their own words, for a picker. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', 'zh-CN': '简体中文' }

/** The language to use: the chosen one, or the nearest to the system's. */
export function pickLanguage(chosen: Language | 'system', systemLocale: string): Language {
  if (chosen !== 'system') return chosen
  return systemLocale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
