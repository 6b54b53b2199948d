import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Translate } from '../../../shared/i18n/translator.ts'
import type { AppView } from '../../../shared/view.ts'
import { failureWords, useText } from '../../ui/text.tsx'
import { announcement } from './announcement.ts'
import type { Announcement } from './announcement.ts'

/** Tells screen readers what happens, politely. */
export function Announcer({ view }: { view: AppView }): ReactNode {
  const t = useText()
  const [seen, setSeen] = useState({ view, text: '' })
  if (seen.view !== view) {
    const news = announcement(seen.view, view)
    setSeen({ view, text: news ? words(t, news) : seen.text })
  }
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {seen.text}
    </div>
  )
}

function words(t: Translate, news: Announcement): string {
  switch (news.kind) {
    case 'voice':
      return t(`voice.${news.state}`)
    case 'reply':
      return t('transcript.replyAnnounced', { text: news.text })
    case 'turn':
      return t(`turn.${news.state}`)
    case 'failure': {
      const { failure } = news.turn
      return failure ? failureWords(t, failure) : t('voice.failed')
    }
  }
}
