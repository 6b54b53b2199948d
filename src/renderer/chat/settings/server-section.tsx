import { Check, Laptop, Pencil, Plus, Server, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Profile, Settings } from '../../../shared/settings.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { failureTitle, useText } from '../../ui/text.tsx'
import { LOCAL_ID, newProfile } from './new-profile.ts'
import { ProfileForm } from './profile-form.tsx'

/** Which assistants there are, and which one answers. */
export function ServerSection({ settings }: { settings: Settings }): ReactNode {
  const t = useText()
  const [editing, setEditing] = useState<Profile | null>(null)
  const [problem, setProblem] = useState<Failure | null>(null)
  const remotes = settings.profiles.filter((profile) => profile.kind === 'remote')

  const select = (id: string) => {
    void window.parley.invoke('profile.select', { id }).then((answer) => {
      setProblem(answer.ok ? null : answer.error)
    })
  }
  const remove = (id: string) => {
    void window.parley.invoke('profile.remove', { id }).then((answer) => {
      setProblem(answer.ok ? null : answer.error)
    })
  }
  const close = () => {
    setEditing(null)
  }

  if (editing) {
    const isNew = !remotes.some((profile) => profile.id === editing.id)
    return <ProfileForm profile={editing} isNew={isNew} onClose={close} />
  }
  return (
    <>
      <p className="section-intro">{t('settings.server.intro')}</p>
      {problem && (
        <p className="field-error" role="alert">
          {t('settings.saveFailed', { reason: failureTitle(t, problem) })}
        </p>
      )}
      <ul className="profiles">
        <li className="profile">
          <Laptop size={18} aria-hidden />
          <span className="profile-text">
            <strong>{t('settings.server.local')}</strong>
            <small>{t('settings.server.localNote')}</small>
          </span>
          <Use active={settings.activeProfileId === LOCAL_ID} onUse={() => select(LOCAL_ID)} />
        </li>
        {remotes.map((profile) => (
          <RemoteRow
            key={profile.id}
            profile={profile}
            active={settings.activeProfileId === profile.id}
            onUse={() => select(profile.id)}
            onEdit={() => {
              setEditing(profile)
            }}
            onRemove={() => remove(profile.id)}
          />
        ))}
      </ul>
      <div>
        <Button
          onClick={() => {
            setEditing(newProfile())
          }}
        >
          <Plus size={15} aria-hidden /> {t('settings.server.add')}
        </Button>
      </div>
    </>
  )
}

function Use({ active, onUse }: { active: boolean; onUse: () => void }): ReactNode {
  const t = useText()
  return active ? (
    <span className="in-use">
      <Check size={15} aria-hidden /> {t('settings.server.inUse')}
    </span>
  ) : (
    <Button onClick={onUse}>{t('settings.server.use')}</Button>
  )
}

interface RemoteRowProps {
  profile: Profile
  active: boolean
  onUse: () => void
  onEdit: () => void
  onRemove: () => void
}

function RemoteRow({ profile, active, onUse, onEdit, onRemove }: RemoteRowProps): ReactNode {
  const t = useText()
  const [asking, setAsking] = useState(false)
  const { name, baseUrl } = profile
  return (
    <li className="profile">
      <Server size={18} aria-hidden />
      <span className="profile-text">
        <strong>{name}</strong>
        <small>{baseUrl}</small>
      </span>
      <Use active={active} onUse={onUse} />
      <span className="profile-actions">
        <IconButton label={t('settings.server.editNamed', { name })} onClick={onEdit}>
          <Pencil size={16} aria-hidden />
        </IconButton>
        <IconButton
          label={t('settings.server.removeNamed', { name })}
          aria-expanded={asking}
          onClick={() => {
            setAsking(!asking)
          }}
        >
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </span>
      {asking && (
        <p className="profile-confirm" role="alert">
          {t('settings.server.removeConfirm', { name })}
          <Button look="danger" onClick={onRemove}>
            {t('settings.server.remove')}
          </Button>
          <Button
            onClick={() => {
              setAsking(false)
            }}
          >
            {t('settings.server.cancel')}
          </Button>
        </p>
      )}
    </li>
  )
}
