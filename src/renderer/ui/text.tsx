import { createContext, Fragment, use } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../shared/failure.ts'
import type { Language } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Translate } from '../../shared/i18n/translator.ts'

const TextContext = createContext<Translate>(translator('en'))

/** What is between two sentences: a full stop of Chinese has its space within. */
const GapContext = createContext(' ')

/** Gives all below it the texts of one language. */
export function TextProvider({ language, children }: { language: Language; children: ReactNode }): ReactNode {
  return (
    <GapContext value={language === 'zh-CN' ? '' : ' '}>
      <TextContext value={translator(language)}>{children}</TextContext>
    </GapContext>
  )
}

/** Sentences one after another. What is false, null or empty is left out. */
export function Sentences({ parts }: { parts: readonly ReactNode[] }): ReactNode {
  const gap = use(GapContext)
  return parts
    .filter((part) => part !== false && part !== null && part !== '')
    .map((part, index) => (
      <Fragment key={index}>
        {index > 0 && gap}
        {part}
      </Fragment>
    ))
}

/** The texts of the window's language. */
export function useText(): Translate {
  return use(TextContext)
}

/** A failure's name, for places with room for no more. */
export function failureTitle(t: Translate, failure: Failure): string {
  return t(`failures.${failure.code}.title`)
}

/** What happened and what to do about it, as plain text. */
export function failureWords(t: Translate, failure: Failure): string {
  return t('common.titleAndAction', {
    title: failureTitle(t, failure),
    action: t(`failures.${failure.code}.action`),
  })
}

/** A text in which the switches of a command, such as `--toggle`, stay whole at the end of a line. */
export function WithSwitches({ text }: { text: string }): ReactNode {
  return text.split(/(--[a-z][a-z-]*)/).map((part, index) =>
    part.startsWith('--') ? (
      <Fragment key={index}>
        {/* By itself no line breaks before a hyphen, which leaves a list of them no place at all. */}
        <wbr />
        <span className="switch-word">{part}</span>
      </Fragment>
    ) : (
      part
    ),
  )
}

/** What happened and what to do about it. */
export function FailureText({ failure }: { failure: Failure }): ReactNode {
  const t = useText()
  return (
    <Sentences
      parts={[
        <strong key="title">{t('common.titleEnd', { title: failureTitle(t, failure) })}</strong>,
        <WithSwitches key="action" text={t(`failures.${failure.code}.action`)} />,
      ]}
    />
  )
}
