import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AppView } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { failureTitle, useText } from '../../ui/text.tsx'
import { AboutSection } from './about-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { GeneralSection } from './general-section.tsx'
import { AttachmentsSection } from './attachments-section.tsx'
import { FilesSection } from './files-section.tsx'
import { HandsFreeSection } from './hands-free-section.tsx'
import { HotkeySection } from './hotkey-section.tsx'
import { MicrophoneSection } from './microphone-section.tsx'
import { Section } from './section.tsx'
import { ServerSection } from './server-section.tsx'
import { SpeakerSection } from './speaker-section.tsx'

interface SettingsPageProps {
  view: AppView
  settings: Settings
  onBack: () => void
}

/** All settings. Each change is saved at once; what is shown is what main says is saved. */
export function SettingsPage({ view, settings, onBack }: SettingsPageProps): ReactNode {
  const t = useText()
  const [problem, setProblem] = useState<Failure | null>(null)
  const back = useRef<HTMLButtonElement>(null)
  const tell = (answer: { ok: true } | { ok: false; error: Failure }) => {
    setProblem(answer.ok ? null : answer.error)
  }
  const save = (patch: SettingsPatch) => {
    void window.parley.invoke('settings.set', patch).then(tell)
  }

  useEffect(() => {
    back.current?.focus()
  }, [])

  return (
    <div className="settings">
      <header className="header">
        <IconButton ref={back} label={t('settings.back')} onClick={onBack}>
          <ArrowLeft size={18} aria-hidden />
        </IconButton>
        <h1>{t('settings.title')}</h1>
      </header>
      <main className="settings-main">
        {problem && (
          <p className="bar settings-problem" data-tone="error" role="alert">
            {t('settings.saveFailed', { reason: failureTitle(t, problem) })}
          </p>
        )}
        <Section title={t('settings.sections.server')}>
          <ServerSection settings={settings} />
        </Section>
        <Section title={t('settings.sections.hotkey')}>
          <HotkeySection hotkey={view.hotkey} chosen={settings.hotkey} save={save} />
        </Section>
        <Section title={t('settings.sections.microphone')}>
          <MicrophoneSection audio={view.audio} chosen={settings.microphone} save={save} />
        </Section>
        <Section title={t('settings.sections.handsFree')}>
          <HandsFreeSection
            chosen={settings.handsFree}
            accelerator={settings.hotkey.accelerator}
            save={save}
          />
        </Section>
        <Section title={t('settings.sections.speaker')}>
          <SpeakerSection audio={view.audio} chosen={settings.speaker} sounds={settings.sounds} save={save} />
        </Section>
        <Section title={t('settings.sections.general')}>
          <GeneralSection
            desktop={view.desktop}
            settings={settings}
            save={save}
            openAtLogin={(open) => {
              void window.parley.invoke('login.set', { open }).then(tell)
            }}
          />
        </Section>
        <Section title={t('settings.sections.files')}>
          <AttachmentsSection chosen={settings.attachments} save={save} />
          <FilesSection settings={settings} save={save} />
        </Section>
        <Section title={t('settings.sections.appearance')}>
          <AppearanceSection settings={settings} save={save} />
        </Section>
        <Section title={t('settings.sections.about')}>
          <AboutSection
            onIntroduction={() => {
              save({ introduced: false })
              onBack()
            }}
          />
        </Section>
      </main>
    </div>
  )
}
