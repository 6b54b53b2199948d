import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { PATHS } from '../../shared/live-api/limits.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Credential } from './credentials.ts'

/** What a socket is opened for. `ct` is fixed for the life of the socket. */
export type SocketMode = 'live' | 'chat'

/**
 * Makes a base address of what a person typed: `host:6185`, `wss://host/path/`, or even the address of the endpoint
 * itself. Without a scheme, names on this machine and private addresses get `http`, all others `https`.
 * The result has no trailing slash, query or fragment. Never holds a user name or password: those are refused.
 */
export function normaliseBaseUrl(typed: string): string | Failure {
  const text = typed.trim()
  if (text === '') return failure('BAD_ADDRESS', 'The address is empty')
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  const url = parseUrl(hasScheme ? text.replace(/^ws(s?):/i, 'http$1:') : `http://${text}`)
  if (!url || url.hostname === '') return failure('BAD_ADDRESS', 'The address cannot be read')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failure('BAD_ADDRESS', 'The address must begin with http:// or https://')
  }
  if (url.username !== '' || url.password !== '') {
    return failure('BAD_ADDRESS', 'The address must not hold a user name or password')
  }
  if (!hasScheme && !isPrivateHost(url.hostname)) url.protocol = 'https:'
  return `${url.protocol}//${url.host}${basePath(url.pathname)}`
}

/** True for addresses on this machine: there, plain text never leaves it. */
export function isLoopback(baseUrl: string): boolean {
  const host = parseUrl(baseUrl)?.hostname ?? ''
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]'
}

/** True for a server on this machine, which is there without a network. */
export function isOnThisMachine({ kind, baseUrl }: Pick<Profile, 'kind' | 'baseUrl'>): boolean {
  if (kind === 'local') return true
  const address = normaliseBaseUrl(baseUrl)
  return typeof address === 'string' && isLoopback(address)
}

/** True when a key or password would cross a network unencrypted: people are to be warned. */
export function sendsSecretsInClear(baseUrl: string): boolean {
  return baseUrl.startsWith('http:') && !isLoopback(baseUrl)
}

/** An HTTP address of the server; `baseUrl` is a normalised one and may have a path of its own. */
export function httpAddress(baseUrl: string, path: string, query: Record<string, string> = {}): URL {
  const url = new URL(`${baseUrl}${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}

/**
 * The WebSocket address for a credential. An API key is not in it (it goes in a header); a JWT has to be, because its
 * endpoints read nothing else.
 */
export function socketAddress(
  baseUrl: string,
  credential: Credential,
  username: string,
  mode: SocketMode,
): URL {
  const url =
    credential.kind === 'api-key'
      ? httpAddress(baseUrl, PATHS.liveV1, { username, ct: mode })
      : httpAddress(baseUrl, mode === 'live' ? PATHS.liveJwt : PATHS.unifiedJwt, { token: credential.token })
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}

/** Drops trailing slashes, and an endpoint or dashboard path that was pasted along with the address. */
function basePath(path: string): string {
  const endpoint = Object.values(PATHS).find((known) => path.replace(/\/+$/, '').endsWith(known))
  const kept = endpoint ? path.slice(0, path.lastIndexOf(endpoint)) : path
  return kept.replace(/\/+$/, '')
}

/** Hosts without a dot, `.local` names, loopback and the private ranges of RFC 1918 and RFC 4193. */
function isPrivateHost(host: string): boolean {
  return (
    !host.includes('.') ||
    host.endsWith('.local') ||
    host.endsWith('.localhost') ||
    /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(host)
  )
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
