import { Laptop, Server } from 'lucide-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { LucideIcon } from 'lucide-react'
import type { Settings } from '../../../shared/settings.ts'
import { useText } from '../../ui/text.tsx'
import { newProfile } from '../settings/new-profile.ts'
import { ProfileForm } from '../settings/profile-form.tsx'

interface ServerStepProps {
  settings: Settings
  /** The person asks for the form of a server, or away from it. */
  isRemote: boolean
  onRemote: (isRemote: boolean) => void
  /** A server was tested, and is in use. */
  onDone: () => void
}

/** Who answers: the assistant on this computer, or a server, which is tried before it is kept. */
export function ServerStep({ settings, isRemote, onRemote, onDone }: ServerStepProps): ReactNode {
  const t = useText()
  const name = useId()
  const [draft] = useState(newProfile)
  const inUse = settings.profiles.find((profile) => profile.id === settings.activeProfileId)
  return (
    <>
      <fieldset className="intro-choices">
        <legend className="visually-hidden">{t('introduction.server.title')}</legend>
        <Choice
          name={name}
          Icon={Laptop}
          label={t('settings.server.local')}
          help={t('introduction.server.local')}
          isChosen={!isRemote}
          onChoose={() => {
            onRemote(false)
          }}
        />
        <Choice
          name={name}
          Icon={Server}
          label={inUse?.kind === 'remote' ? inUse.name : t('introduction.server.remote')}
          help={t('introduction.server.remoteHelp')}
          isChosen={isRemote}
          onChoose={() => {
            onRemote(true)
          }}
        />
      </fieldset>
      {isRemote && inUse?.kind !== 'remote' && (
        <div className="intro-card">
          <ProfileForm
            profile={draft}
            isNew
            mustWork
            onClose={(isKept) => {
              if (isKept) onDone()
              else onRemote(false)
            }}
          />
        </div>
      )}
    </>
  )
}

interface ChoiceProps {
  name: string
  Icon: LucideIcon
  label: string
  help: string
  isChosen: boolean
  onChoose: () => void
}

function Choice({ name, Icon, label, help, isChosen, onChoose }: ChoiceProps): ReactNode {
  const id = useId()
  return (
    <label className="intro-choice" data-chosen={isChosen}>
      <input
        type="radio"
        name={name}
        checked={isChosen}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-help`}
        onChange={onChoose}
      />
      <Icon size={22} aria-hidden />
      <span>
        <strong id={`${id}-name`}>{label}</strong>
        <small id={`${id}-help`}>{help}</small>
      </span>
    </label>
  )
}
