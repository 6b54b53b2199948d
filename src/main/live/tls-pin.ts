import net from 'node:net'
import tls from 'node:tls'
import { failure, FailureError } from '../../shared/failure.ts'

/** Options of Node's `http.request` that matter for making a connection. */
interface Target {
  host?: string | null | undefined
  hostname?: string | null | undefined
  port?: number | string | null | undefined
  servername?: string | undefined
  secureEndpoint?: boolean | undefined
}

/**
 * Makes connections to a server whose certificate a person confirmed by its SHA-256. The certificate authority and the
 * host name are not looked at, only the fingerprint: and it is compared *before* the socket is handed over, so that not
 * one byte (no key, no token) reaches a server with another certificate.
 */
export function pinnedConnection(sha256: string) {
  return (target: Target, handOver: (error: Error | null, socket: net.Socket) => void): undefined => {
    const host = target.hostname ?? target.host ?? 'localhost'
    const socket = tls.connect(unjudged(host, Number(target.port ?? 443)))
    const fail = (error: Error): void => handOver(error, socket)
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      socket.off('error', fail)
      const shown = fingerprintOf(socket)
      if (shown !== '' && shown === normaliseFingerprint(sha256)) {
        handOver(null, socket)
        return
      }
      socket.destroy()
      handOver(new FailureError(changedCertificate()), socket)
    })
    return undefined
  }
}

/**
 * The SHA-256 of the certificate that a server shows, without trusting it and without sending it anything; null when it
 * shows none in time. `host` may be an IPv6 address in brackets.
 */
export function peerFingerprint(host: string, port: number, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = tls.connect({ ...unjudged(host, port), timeout: timeoutMs })
    const done = (value: string | null): void => {
      socket.destroy()
      resolve(value)
    }
    socket.once('secureConnect', () => done(fingerprintOf(socket) || null))
    socket.once('error', () => done(null))
    socket.once('timeout', () => done(null))
  })
}

/** A connection that takes any certificate; whoever makes it looks at the fingerprint. */
function unjudged(host: string, port: number): tls.ConnectionOptions {
  const bare = host.replace(/^\[|\]$/g, '')
  return {
    host: bare,
    port,
    // The name must be told, or a server with several would show the certificate of another; SNI takes no addresses.
    ...(net.isIP(bare) === 0 ? { servername: bare } : {}),
    rejectUnauthorized: false,
  }
}

/** Lower-case hex without colons. */
export function normaliseFingerprint(sha256: string): string {
  return sha256.replace(/[^0-9a-f]/gi, '').toLowerCase()
}

function fingerprintOf(socket: tls.TLSSocket): string {
  // Without a certificate, Node gives an empty object.
  const { fingerprint256 } = socket.getPeerCertificate() as { fingerprint256?: string }
  return normaliseFingerprint(fingerprint256 ?? '')
}

function changedCertificate() {
  return failure('TLS_FAILED', 'The server shows another certificate than the one that was confirmed')
}
