import type { ReactNode } from 'react'
import { Button } from '../../ui/components/button.tsx'
import { Logo } from '../../ui/components/logo.tsx'
import { Sentences, useText } from '../../ui/text.tsx'

/** What this is, and what it is made of. */
export function AboutSection({ onIntroduction }: { onIntroduction: () => void }): ReactNode {
  const t = useText()
  const { version, components } = __ABOUT__
  return (
    <>
      <div className="about">
        <Logo size={44} />
        <p>
          <strong>
            {t('app.name')} {version}
          </strong>
          <br />
          <Sentences parts={[t('settings.about.description'), t('settings.about.licence')]} />
        </p>
      </div>
      <div>
        <Button onClick={onIntroduction}>{t('settings.about.introduction')}</Button>
      </div>
      <details className="licences">
        <summary>{t('settings.about.components')}</summary>
        <ul>
          {components.map((component) => (
            <li key={component.name}>
              {component.name} {component.version} <small>{component.license}</small>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
