import { Check, Minus, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProfileTest } from '../../../shared/ipc/routes.ts'
import { FailureText, useText } from '../../ui/text.tsx'
import { CertificateWarning } from './certificate.tsx'

const KINDS = { parley: 'kindParley', astrbot: 'kindAstrbot', unknown: 'kindUnknown' } as const
const ABILITIES = { live: 'abilityLive', chat: 'abilityChat', files: 'abilityFiles' } as const

interface TestResultProps {
  result: ProfileTest
  /** The host that was tested. */
  host: string
  onTrust: (sha256: string) => void
}

/** What a test of a server found out, ability by ability. */
export function TestResult({ result, host, onTrust }: TestResultProps): ReactNode {
  const t = useText()
  const { failure, certificate, server, ms } = result
  if (certificate) {
    const trust = () => {
      onTrust(certificate.sha256)
    }
    return <CertificateWarning host={host} certificate={certificate} onTrust={trust} />
  }
  return (
    <div className="test-result" data-tone={failure ? 'error' : 'good'}>
      {failure ? (
        <p>
          <TriangleAlert size={15} aria-hidden />
          <span>
            <FailureText failure={failure} />
          </span>
        </p>
      ) : (
        <p>
          <Check size={15} aria-hidden />
          <strong>{t('settings.server.testOk', { ms: Math.round(ms) })}</strong>
        </p>
      )}
      {server && (
        <ul>
          <li>{t('settings.server.testFound', { kind: t(`settings.server.${KINDS[server.kind]}`) })}</li>
          {(['live', 'chat', 'files'] as const).map((ability) => {
            const what = t(`settings.server.${ABILITIES[ability]}`)
            return (
              <li key={ability} data-works={server[ability]}>
                {server[ability] ? <Check size={13} aria-hidden /> : <Minus size={13} aria-hidden />}
                {t(server[ability] ? 'settings.server.abilityYes' : 'settings.server.abilityNo', { what })}
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
