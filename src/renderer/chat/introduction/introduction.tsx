import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import type { AppView } from '../../../shared/view.ts'
import { Button } from '../../ui/components/button.tsx'
import { Logo } from '../../ui/components/logo.tsx'
import { failureTitle, useText } from '../../ui/text.tsx'
import { LOCAL_ID } from '../settings/new-profile.ts'
import { HotkeyStep } from './hotkey-step.tsx'
import { MicrophoneStep } from './microphone-step.tsx'
import { ReadyStep } from './ready-step.tsx'
import { ServerStep } from './server-step.tsx'
import { COUNTED, nextStep, stepBefore } from './steps.ts'
import type { Step } from './steps.ts'

interface IntroductionProps {
  view: AppView
  settings: Settings
}

/** What people meet first: microphone, talk key and assistant, each tried out. It can be skipped at any time. */
export function Introduction({ view, settings }: IntroductionProps): ReactNode {
  const t = useText()
  const [step, setStep] = useState<Step>('microphone')
  const [isRemote, setIsRemote] = useState(view.profile.kind === 'remote')
  const [problem, setProblem] = useState<Failure | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    // The heading says where one is; it is also where a keyboard goes on from.
    heading.current?.focus()
  }, [step])

  const save = (patch: SettingsPatch) => {
    void window.parley.invoke('settings.set', patch).then((answer) => {
      setProblem(answer.ok ? null : answer.error)
    })
  }
  const finish = () => {
    save({ introduced: true })
  }
  const go = () => {
    setStep(nextStep(step))
  }
  const goOn = () => {
    if (step === 'server' && !isRemote && settings.activeProfileId !== LOCAL_ID) {
      void window.parley.invoke('profile.select', { id: LOCAL_ID }).then((answer) => {
        if (answer.ok) go()
        else setProblem(answer.error)
      })
    } else if (step === 'ready') finish()
    else go()
  }
  // The form of a server has buttons of its own, because it goes on only when the server works.
  const hasForm = step === 'server' && isRemote && view.profile.kind === 'local'

  return (
    <div className="intro">
      <header className="intro-top">
        <Logo size={26} />
        <strong>{t('app.name')}</strong>
        <span className="form-gap" />
        {step !== 'ready' && (
          <Button look="quiet" onClick={finish}>
            {t('introduction.skip')}
          </Button>
        )}
      </header>
      <main className="intro-main" aria-labelledby="intro-title">
        <Progress step={step} />
        <h1 id="intro-title" ref={heading} tabIndex={-1}>
          {t(`introduction.${step}.title`)}
        </h1>
        <p className="intro-lead">{t(`introduction.${step}.lead`)}</p>
        {problem && (
          <p className="field-error" role="alert">
            {t('settings.saveFailed', { reason: failureTitle(t, problem) })}
          </p>
        )}
        {step === 'microphone' && (
          <MicrophoneStep audio={view.audio} chosen={settings.microphone} save={save} />
        )}
        {step === 'hotkey' && <HotkeyStep hotkey={view.hotkey} chosen={settings.hotkey} />}
        {step === 'server' && (
          <ServerStep settings={settings} isRemote={isRemote} onRemote={setIsRemote} onDone={go} />
        )}
        {step === 'ready' && <ReadyStep view={view} />}
      </main>
      <footer className="intro-foot">
        {step !== 'microphone' && (
          <Button
            onClick={() => {
              setStep(stepBefore(step))
            }}
          >
            <ArrowLeft size={15} aria-hidden /> {t('introduction.back')}
          </Button>
        )}
        <span className="form-gap" />
        {!hasForm && (
          <Button look="primary" onClick={goOn}>
            {t(step === 'ready' ? 'introduction.finish' : 'introduction.next')}
          </Button>
        )}
      </footer>
    </div>
  )
}

/** How far one is. */
function Progress({ step }: { step: Step }): ReactNode {
  const t = useText()
  const at = step === 'ready' ? COUNTED.length : COUNTED.indexOf(step)
  return (
    <ol className="intro-progress" aria-label={t('introduction.progress')}>
      {COUNTED.map((each, index) => (
        <li
          key={each}
          data-state={index < at ? 'done' : index === at ? 'now' : 'ahead'}
          aria-current={index === at ? 'step' : undefined}
        >
          {t(`introduction.${each}.name`)}
        </li>
      ))}
    </ol>
  )
}
