import { Info, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Notice } from '../../shared/view.ts'
import { IconButton } from '../ui/components/button.tsx'
import { FailureText, useText } from '../ui/text.tsx'
import { PrivacyButton } from './privacy-button.tsx'

/** What people should know, until they dismiss it. */
export function Notices({ notices }: { notices: readonly Notice[] }): ReactNode {
  const t = useText()
  if (notices.length === 0) return null
  return (
    <ul className="notices" aria-label={t('notices.label')}>
      {notices.map(({ id, kind, failure }) => (
        <li key={id} className="bar" data-tone={kind} role={kind === 'error' ? 'alert' : 'status'}>
          {kind === 'info' ? <Info size={16} aria-hidden /> : <TriangleAlert size={16} aria-hidden />}
          <p className="bar-text">
            <FailureText failure={failure} />
          </p>
          <span className="bar-actions">
            <PrivacyButton problem={failure} />
          </span>
          <IconButton
            label={t('notices.dismiss')}
            onClick={() => void window.parley.invoke('notice.dismiss', { id })}
          >
            <X size={16} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
