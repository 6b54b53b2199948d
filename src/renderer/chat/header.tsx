import { Settings as SettingsIcon, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AppView } from '../../shared/view.ts'
import { IconButton } from '../ui/components/button.tsx'
import { Logo } from '../ui/components/logo.tsx'
import { useText } from '../ui/text.tsx'
import { MicrophoneMark } from './microphone-mark.tsx'

/** Who one talks to, and whether it can hear us. */
export function Header({ view, onSettings }: { view: AppView; onSettings: () => void }): ReactNode {
  const t = useText()
  const { status } = view.connection
  const name = view.profile.kind === 'local' ? t('settings.server.local') : view.profile.name
  const stateText =
    status === 'connected'
      ? t(view.voice === 'idle' ? 'connection.connected' : `voice.${view.voice}`)
      : t(status === 'connecting' ? 'connection.connecting' : 'connection.failed')
  return (
    <header className="header">
      <Logo size={30} />
      <div className="header-title">
        <h1>{name}</h1>
        <p aria-label={t('header.status')}>
          <span className="dot" data-status={status} data-voice={view.voice} aria-hidden="true" />
          {stateText}
        </p>
      </div>
      <MicrophoneMark microphone={view.audio.microphone} />
      <IconButton
        label={t('header.newConversation')}
        disabled={view.turns.length === 0}
        onClick={() => void window.parley.invoke('connection.restart', undefined)}
      >
        <SquarePen size={18} aria-hidden />
      </IconButton>
      <IconButton label={t('header.settings')} onClick={onSettings}>
        <SettingsIcon size={18} aria-hidden />
      </IconButton>
    </header>
  )
}
