import { CloudOff, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AppView } from '../../shared/view.ts'
import { Button } from '../ui/components/button.tsx'
import { FailureText, useText } from '../ui/text.tsx'
import { connectionText } from './connection-text.ts'
import { useNow } from './use-now.ts'

/** Says why nobody answers and what can be done; not there when all is well. */
export function ConnectionBar({ view, onSettings }: { view: AppView; onSettings: () => void }): ReactNode {
  const t = useText()
  const now = useNow(view.connection.status === 'waiting')
  const text = connectionText(view, now)
  if (!text) return null
  const { tone, failure, action } = text
  const state = t(text.key, text.values)
  return (
    <section className="bar" data-tone={tone} aria-label={t('header.status')}>
      {tone === 'busy' ? (
        <span className="spinner" aria-hidden="true" />
      ) : tone === 'error' ? (
        <TriangleAlert size={16} aria-hidden />
      ) : (
        <CloudOff size={16} aria-hidden />
      )}
      <p className="bar-text">
        {failure ? (
          <>
            <FailureText failure={failure} /> {tone !== 'error' && <span className="bar-state">{state}</span>}
          </>
        ) : (
          <strong>{state}</strong>
        )}
      </p>
      <span className="bar-actions">
        {text.settings && <Button onClick={onSettings}>{t('header.settings')}</Button>}
        {action && (
          <Button onClick={() => void window.parley.invoke('connection.retryNow', undefined)}>
            {t(action === 'retry' ? 'connection.retryNow' : 'connection.reconnect')}
          </Button>
        )}
      </span>
    </section>
  )
}
