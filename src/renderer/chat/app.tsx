import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { AppView } from '../../shared/view.ts'
import { applyAppearance } from '../ui/appearance.ts'
import type { AppStore } from '../ui/app-store.ts'
import { Logo } from '../ui/components/logo.tsx'
import { TextProvider, useText } from '../ui/text.tsx'
import { useScaling } from './composer/scale-drafts.ts'
import { Conversation } from './conversation.tsx'
import { firstPage } from './first-page.ts'
import { Introduction } from './introduction/introduction.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { usePlayers } from './transcript/media/use-players.ts'
import { useEscape } from './use-escape.ts'

const NONE: AppView['drafts'] = []

/** A server that is only for this run has nobody to introduce itself to: it is a script's or a kiosk's. */
const ENVIRONMENT_ID = 'environment'

/** The chat window. */
export function App({ store }: { store: StoreApi<AppStore> }): ReactNode {
  const { view, settings, trouble } = useStore(store)
  // A new object each time: a turn that is asked for twice is shown twice.
  const [shown, setShown] = useState(() => firstPage(window.location.hash))
  const language = applyAppearance(settings)
  useScaling(view?.drafts ?? NONE)
  useEscape(view?.voice ?? 'idle')
  usePlayers(view?.voice ?? 'idle', settings?.speaker ?? null)

  useEffect(
    () =>
      window.parley.on('chat.show', (wanted) => {
        setShown({ ...wanted })
      }),
    [],
  )

  return (
    <TextProvider language={language}>
      {trouble && <LostTouch />}
      {!view || !settings ? (
        <Loading />
      ) : shown.view === 'settings' ? (
        <SettingsPage
          view={view}
          settings={settings}
          onBack={() => {
            setShown({ view: 'conversation' })
          }}
        />
      ) : !settings.introduced && view.profile.id !== ENVIRONMENT_ID ? (
        <Introduction view={view} settings={settings} />
      ) : (
        <Conversation
          view={view}
          shown={shown}
          onSettings={() => {
            setShown({ view: 'settings' })
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
