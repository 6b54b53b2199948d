import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RefusedCertificate } from '../../../shared/ipc/routes.ts'
import { Button } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'
import { fingerprintGroups } from './fingerprint.ts'

const UNKNOWN = { title: 'unknown', means: 'unknownMeans', trust: 'trust' } as const
const CHANGED = { title: 'changed', means: 'changedMeans', trust: 'trustChanged' } as const

interface CertificateWarningProps {
  /** The host of the address, with its port if it has one. */
  host: string
  certificate: RefusedCertificate
  onTrust: () => void
}

/** A certificate that nobody vouches for: what it means, what to compare, and the way to trust it all the same. */
export function CertificateWarning({ host, certificate, onTrust }: CertificateWarningProps): ReactNode {
  const t = useText()
  const { sha256, isChanged } = certificate
  const words = isChanged ? CHANGED : UNKNOWN
  return (
    // Another certificate than before may be an attack: that interrupts what a screen reader is saying.
    <div
      className="certificate"
      data-tone={isChanged ? 'error' : 'warning'}
      role={isChanged ? 'alert' : undefined}
    >
      <ShieldAlert size={isChanged ? 20 : 16} aria-hidden />
      <div>
        <strong>{t(`settings.server.certificate.${words.title}`, { host })}</strong>
        <p>{t(`settings.server.certificate.${words.means}`)}</p>
        <Fingerprint sha256={sha256} />
        <p>{t('settings.server.certificate.compare')}</p>
        <Button look={isChanged ? 'danger' : 'plain'} onClick={onTrust}>
          {t(`settings.server.certificate.${words.trust}`)}
        </Button>
      </div>
    </div>
  )
}

/** The one certificate that is accepted from a server, and the way back. */
export function PinnedCertificate({ sha256, onForget }: { sha256: string; onForget: () => void }): ReactNode {
  const t = useText()
  return (
    <div className="certificate">
      <ShieldCheck size={16} aria-hidden />
      <div>
        <p>{t('settings.server.certificate.pinned')}</p>
        <Fingerprint sha256={sha256} />
        <Button onClick={onForget}>{t('settings.server.certificate.forget')}</Button>
      </div>
    </div>
  )
}

function Fingerprint({ sha256 }: { sha256: string }): ReactNode {
  const t = useText()
  return (
    <p className="fingerprint">
      {t('settings.server.certificate.fingerprint')} <code>{fingerprintGroups(sha256).join(' ')}</code>
    </p>
  )
}
