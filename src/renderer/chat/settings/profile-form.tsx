import { useEffect, useRef, useState } from 'react'
import type { ReactNode, SubmitEvent } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { ProfileDraft, ProfileTest } from '../../../shared/ipc/routes.ts'
import type { Profile } from '../../../shared/settings.ts'
import { Button } from '../../ui/components/button.tsx'
import { RadioField, TextField } from '../../ui/components/field.tsx'
import { failureTitle, useText } from '../../ui/text.tsx'
import { addressProblem, hostOf } from './address.ts'
import { PinnedCertificate } from './certificate.tsx'
import { TestResult } from './test-result.tsx'

interface ProfileFormProps {
  profile: Profile
  isNew: boolean
  /** It is kept only when a test of it goes well, and it is named after its address. */
  mustWork?: boolean
  /** Saved, or left as it was. */
  onClose: (isSaved: boolean) => void
}

/** One server's address and way of signing in. The secret goes out and never comes back. */
export function ProfileForm({ profile, isNew, mustWork = false, onClose }: ProfileFormProps): ReactNode {
  const t = useText()
  const [draft, setDraft] = useState(profile)
  const [secret, setSecret] = useState('')
  const [stored, setStored] = useState(false)
  /** How often it was tried to use the form: from the first time on, faults are shown at their fields. */
  const [tries, setTries] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const testButton = useRef<HTMLButtonElement>(null)
  const found = useRef<HTMLDivElement>(null)
  /** How often something was changed: a test that was begun before must not speak for what is there now. */
  const changes = useRef(0)
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<ProfileTest | null>(null)
  const [problem, setProblem] = useState<Failure | null>(null)

  useEffect(() => {
    if (isNew) return
    void window.parley.invoke('profile.hasSecret', { id: profile.id }).then((answer) => {
      if (answer.ok) setStored(answer.data.stored)
    })
  }, [isNew, profile.id])

  useEffect(() => {
    // To the first field that needs something.
    if (tries > 0) form.current?.querySelector<HTMLInputElement>('[aria-invalid]')?.focus()
  }, [tries])

  const change = (part: Partial<Profile>) => {
    const changed = { ...draft, ...part }
    changes.current += 1
    setDraft(changed)
    setResult(null)
    return changed
  }
  const address = addressProblem(draft.baseUrl)
  const missing = (value: string) => (tries > 0 && value.trim() === '' ? t('settings.server.required') : null)
  const isAccount = draft.signIn === 'account'
  const complete =
    address !== 'bad' &&
    (mustWork || draft.name.trim() !== '') &&
    draft.username.trim() !== '' &&
    (!isAccount || draft.account.trim() !== '')

  const asked = (profile: Profile): ProfileDraft => ({
    profile: {
      ...profile,
      name: mustWork ? hostOf(profile.baseUrl).slice(0, 80) : profile.name.trim(),
      baseUrl: profile.baseUrl.trim(),
    },
    ...(secret === '' ? {} : { secret }),
  })

  /** Tells whether what is in the form now works. */
  const test = async (profile: Profile): Promise<boolean> => {
    setTries(tries + 1)
    if (!complete) return false
    setBusy(true)
    setResult(null)
    const asOf = changes.current
    const answer = await window.parley.invoke('profile.test', asked(profile))
    setBusy(false)
    if (asOf !== changes.current) return false
    setResult(answer.ok ? answer.data : { failure: answer.error, certificate: null, server: null, ms: 0 })
    return answer.ok && answer.data.failure === null
  }

  const trust = (sha256: string) => {
    // The button that was pressed goes away, and the outcome comes in its place.
    found.current?.focus()
    void test(change({ pinnedCertificate: sha256 }))
  }

  const forget = () => {
    change({ pinnedCertificate: null })
    testButton.current?.focus()
  }

  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setTries(tries + 1)
    if (!complete || (mustWork && !(await test(draft)))) return
    setBusy(true)
    const saved = await window.parley.invoke('profile.save', asked(draft))
    const selected =
      saved.ok && isNew ? await window.parley.invoke('profile.select', { id: draft.id }) : saved
    setBusy(false)
    if (selected.ok) onClose(true)
    else setProblem(selected.error)
  }

  return (
    <form ref={form} className="profile-form" noValidate onSubmit={(event) => void save(event)}>
      {!mustWork && (
        <>
          <h3>{t(isNew ? 'settings.server.newTitle' : 'settings.server.editTitle')}</h3>
          <TextField
            label={t('settings.server.name')}
            value={draft.name}
            maxLength={80}
            autoFocus
            placeholder={t('settings.server.namePlaceholder')}
            error={missing(draft.name)}
            onChange={(event) => {
              change({ name: event.target.value })
            }}
          />
        </>
      )}
      <TextField
        label={t('settings.server.address')}
        autoFocus={mustWork}
        type="url"
        inputMode="url"
        spellCheck={false}
        value={draft.baseUrl}
        placeholder="https://astrbot.example.org"
        help={address === 'plain' ? t('settings.server.addressPlain') : t('settings.server.addressHelp')}
        error={tries > 0 && address === 'bad' ? t('settings.server.addressBad') : null}
        onChange={(event) => {
          // What was confirmed for one server says nothing of another.
          change({ baseUrl: event.target.value, pinnedCertificate: null })
        }}
      />
      {draft.pinnedCertificate !== null && (
        <PinnedCertificate sha256={draft.pinnedCertificate} onForget={forget} />
      )}
      <TextField
        label={t('settings.server.username')}
        value={draft.username}
        spellCheck={false}
        help={t('settings.server.usernameHelp')}
        error={missing(draft.username)}
        onChange={(event) => {
          change({ username: event.target.value })
        }}
      />
      <RadioField
        label={t('settings.server.signIn')}
        value={draft.signIn}
        choices={[
          { value: 'api-key', label: t('settings.server.apiKey') },
          { value: 'account', label: t('settings.server.account') },
        ]}
        onChoose={(signIn) => {
          change({ signIn })
        }}
      />
      {isAccount && (
        <TextField
          label={t('settings.server.accountName')}
          value={draft.account}
          spellCheck={false}
          autoComplete="off"
          error={missing(draft.account)}
          onChange={(event) => {
            change({ account: event.target.value })
          }}
        />
      )}
      <TextField
        label={t(isAccount ? 'settings.server.password' : 'settings.server.apiKey')}
        type="password"
        value={secret}
        autoComplete="new-password"
        spellCheck={false}
        help={t(stored ? 'settings.server.secretStored' : 'settings.server.secretMissing')}
        onChange={(event) => {
          setSecret(event.target.value)
          change({})
        }}
      />
      {problem && (
        <p className="field-error" role="alert">
          {t('settings.saveFailed', { reason: failureTitle(t, problem) })}
        </p>
      )}
      <div ref={found} tabIndex={-1} aria-live="polite">
        {result && <TestResult result={result} host={hostOf(draft.baseUrl)} onTrust={trust} />}
      </div>
      <div className="form-actions">
        {!mustWork && (
          <Button ref={testButton} disabled={busy} onClick={() => void test(draft)}>
            {busy && <span className="spinner" aria-hidden="true" />}
            {t(busy ? 'settings.server.testing' : 'settings.server.test')}
          </Button>
        )}
        <span className="form-gap" />
        <Button
          onClick={() => {
            onClose(false)
          }}
        >
          {t('settings.server.cancel')}
        </Button>
        <Button ref={mustWork ? testButton : null} look="primary" type="submit" disabled={busy}>
          {busy && mustWork && <span className="spinner" aria-hidden="true" />}
          {t(
            mustWork
              ? busy
                ? 'settings.server.testing'
                : 'settings.server.testAndUse'
              : isNew
                ? 'settings.server.saveAndUse'
                : 'settings.server.save',
          )}
        </Button>
      </div>
    </form>
  )
}
