import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { EventPayload } from '../../shared/ipc/events.ts'
import { applyAppearance } from '../ui/appearance.ts'
import type { AppStore } from '../ui/app-store.ts'
import { Logo } from '../ui/components/logo.tsx'
import { TextProvider, useText } from '../ui/text.tsx'
import { Conversation } from './conversation.tsx'
import { SettingsPage } from './settings/settings-page.tsx'

type Page = EventPayload<'chat.show'>['view']

/** The chat window. */
export function App({ store }: { store: StoreApi<AppStore> }): ReactNode {
  const { view, settings, trouble } = useStore(store)
  const [page, setPage] = useState<Page>('conversation')
  const language = applyAppearance(settings)

  useEffect(
    () =>
      window.parley.on('chat.show', (wanted) => {
        setPage(wanted.view)
      }),
    [],
  )

  return (
    <TextProvider language={language}>
      {trouble && <LostTouch />}
      {!view || !settings ? (
        <Loading />
      ) : page === 'settings' ? (
        <SettingsPage
          view={view}
          settings={settings}
          onBack={() => {
            setPage('conversation')
          }}
        />
      ) : (
        <Conversation
          view={view}
          onSettings={() => {
            setPage('settings')
          }}
        />
      )}
    </TextProvider>
  )
}

function Loading(): ReactNode {
  const t = useText()
  return (
    <main className="loading">
      <Logo size={48} />
      <p role="status">{t('common.loading')}</p>
    </main>
  )
}

function LostTouch(): ReactNode {
  const t = useText()
  return (
    <p className="lost-touch" role="alert">
      {t('common.viewFailed')}
    </p>
  )
}
