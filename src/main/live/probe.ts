import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { ProfileTest, RefusedCertificate } from '../../shared/ipc/routes.ts'
import { PATHS } from '../../shared/live-api/limits.ts'
import { parseLiveServerFrame } from '../../shared/live-api/parse.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { classifySignInError } from './connection/classify.ts'
import { CONNECTION_MS } from './connection/state.ts'
import type { ServerKind } from './connection/state.ts'
import { authorization, isFailure } from './credentials.ts'
import type { Credential } from './credentials.ts'
import { httpAddress, normaliseBaseUrl, socketAddress } from './endpoints.ts'
import type { SocketMode } from './endpoints.ts'
import { readEnvelope, send } from './http.ts'
import { logIn } from './sign-in.ts'
import { openSocket } from './socket.ts'
import { normaliseFingerprint, peerFingerprint } from './tls-pin.ts'

/** How long a server may take to show its certificate, in ms. */
const FINGERPRINT_MS = 5000

/**
 * Tries a profile out, as the Test button does: its address, its sign-in, the Live endpoint, chat mode and files. Nothing is
 * sent that a server would answer with a turn. On a server without the Live endpoint, says what works there.
 *
 * `baseUrl` stands in for the profile's own address (the local assistant has none); `secret` is the key or the password.
 */
export async function probeProfile(
  profile: Profile,
  secret: string,
  clock: Clock,
  baseUrl: string = profile.baseUrl,
): Promise<ProfileTest> {
  const startedAt = clock.elapsed()
  const finish = (reason: Failure | null, server: ProfileTest['server'], ms?: number): ProfileTest => ({
    failure: reason,
    certificate: null,
    server,
    ms: Math.round(ms ?? clock.elapsed() - startedAt),
  })

  const address = normaliseBaseUrl(baseUrl)
  if (isFailure(address)) return finish(address, null)
  const target: Target = { profile, baseUrl: address, clock }
  const refused = async (reason: Failure): Promise<ProfileTest> => ({
    ...finish(reason, null),
    certificate: reason.code === 'TLS_FAILED' ? await refusedCertificate(target) : null,
  })
  const credential = await credentialFor(target, secret)
  if (isFailure(credential)) return refused(credential)

  const socketFrom = clock.elapsed()
  const live = await trySocket(target, credential, 'live')
  const ms = clock.elapsed() - socketFrom
  if (live.failure === null) {
    const chat = await trySocket(target, credential, 'chat')
    const files = await hasFiles(target, credential)
    return finish(null, { kind: live.kind, live: true, chat: chat.failure === null, files }, ms)
  }
  if (live.failure.code !== 'NO_LIVE_ENDPOINT') return refused(live.failure)

  const files = await hasFiles(target, credential)
  const chat =
    credential.kind === 'jwt' ? (await trySocket(target, credential, 'chat')).failure === null : false
  if (!files && !chat && !(await hasAstrBotApi(target, credential))) {
    return finish(failure('NOT_ASTRBOT', 'What answers at this address is not AstrBot'), null)
  }
  const works = [chat ? 'chat' : '', files ? 'files' : ''].filter((one) => one !== '').join(' and ')
  const says = works === '' ? 'nothing that Parley can use' : `only ${works}`
  const reason = failure('NO_LIVE_ENDPOINT', `This AstrBot is too old for the Live API; it offers ${says}`)
  return finish(reason, { kind: 'astrbot', live: false, chat, files })
}

interface Target {
  profile: Profile
  baseUrl: string
  clock: Clock
}

function credentialFor(target: Target, secret: string): Promise<Credential | Failure> | Credential {
  const { profile, baseUrl } = target
  if (profile.signIn === 'api-key') return { kind: 'api-key', key: secret }
  const account = profile.account === '' ? profile.username : profile.account
  return logIn(baseUrl, account, secret, profile.pinnedCertificate).then((token) =>
    typeof token === 'string' ? { kind: 'jwt', token } : token,
  )
}

/** Opens a socket and waits until it is believed (see `CONNECTION_MS`), then closes it. */
function trySocket(
  { profile, baseUrl, clock }: Target,
  credential: Credential,
  mode: SocketMode,
): Promise<{ failure: Failure | null; kind: ServerKind }> {
  return new Promise((resolve) => {
    let kind: ServerKind = 'unknown'
    let wasQuiet = false
    const cancels: (() => void)[] = []
    const done = (reason: Failure | null): void => {
      for (const cancel of cancels) cancel()
      socket.close()
      resolve({ failure: reason, kind: profile.kind === 'local' ? 'parley' : kind })
    }
    const url = socketAddress(baseUrl, credential, profile.username, mode)
    const { pinnedCertificate } = profile
    const socket = openSocket(
      { url, credential, pinnedCertificate },
      {
        onOpen(found) {
          kind = found
          const ping = (): void => {
            wasQuiet = true
            socket.ping()
          }
          cancels.push(
            clock.setTimer(ping, CONNECTION_MS.quiet),
            clock.setTimer(() => done(null), CONNECTION_MS.grace),
          )
        },
        onPong() {
          if (wasQuiet) done(null)
        },
        onText(text) {
          const read = parseLiveServerFrame(text)
          done(read.kind === 'sign-in-error' ? classifySignInError(read.frame) : null)
        },
        onClosed: done,
      },
    )
  })
}

/** The file API answers a request without an id by saying what is missing; a key without the scope is refused. */
async function hasFiles(target: Target, credential: Credential): Promise<boolean> {
  const path = credential.kind === 'jwt' ? PATHS.getAttachmentJwt : PATHS.file
  const answer = await ask(target, path, credential)
  return answer?.status === 200 && answer.isEnvelope
}

/** Something of the open API is there, even if it refuses us: its refusals are JSON envelopes. */
async function hasAstrBotApi(target: Target, credential: Credential): Promise<boolean> {
  return (await ask(target, PATHS.sessions, credential))?.isEnvelope ?? false
}

async function ask(
  { profile, baseUrl }: Target,
  path: string,
  credential: Credential,
): Promise<{ status: number; isEnvelope: boolean } | null> {
  try {
    const response = await send({
      method: 'GET',
      url: httpAddress(baseUrl, path),
      headers: authorization(credential),
      pinnedCertificate: profile.pinnedCertificate,
    })
    return { status: response.status, isEnvelope: (await readEnvelope(response.body)) !== null }
  } catch (error) {
    if (error instanceof FailureError) return null
    throw error
  }
}

/** The certificate that the server shows, for a person to compare and confirm; null when it shows none that was refused. */
async function refusedCertificate({ profile, baseUrl }: Target): Promise<RefusedCertificate | null> {
  const { hostname, port } = new URL(baseUrl)
  const sha256 = await peerFingerprint(hostname, port === '' ? 443 : Number(port), FINGERPRINT_MS)
  if (sha256 === null) return null
  const { pinnedCertificate } = profile
  // The confirmed one is never refused: what failed was something else.
  if (pinnedCertificate !== null && normaliseFingerprint(pinnedCertificate) === sha256) return null
  return { sha256, isChanged: pinnedCertificate !== null }
}
