/**
 * Chromium cannot be taught a custom scheme from outside, so `parley://app/x` is shown to it as
 * `http://app.parley.electron-host.localhost/x`: a fixed, secure origin for each host of a scheme, which a resolver rule
 * sends to the host's own server on a loopback port.
 */
export const SUFFIX = 'electron-host.localhost'

const BUILT_IN = new Set(
  [
    'http',
    'https',
    'ws',
    'wss',
    'file',
    'data',
    'blob',
    'about',
    'javascript',
    'chrome',
    'chrome-error',
    'devtools',
  ].map((scheme) => `${scheme}:`),
)

/** Whether Chromium takes the URL as it is. */
export function isBuiltIn(url: string): boolean {
  return !URL.canParse(url) || BUILT_IN.has(new URL(url).protocol)
}

/** The app's URL as Chromium gets it. */
export function toChromiumUrl(url: string): string {
  if (isBuiltIn(url)) return url
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(.*)$/is.exec(url)
  if (!match) return url
  const [, scheme, authority, path, rest] = match as unknown as [string, string, string, string, string]
  return `http://${authority.toLowerCase() || '_'}.${scheme.toLowerCase()}.${SUFFIX}${path || '/'}${rest}`
}

/** Chromium's URL as the app knows it. */
export function toAppUrl(url: string): string {
  const match = /^http:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.electron-host\.localhost(?=[/?#]|$)(.*)$/is.exec(
    url,
  )
  if (!match) return url
  const [, authority, scheme, rest] = match as unknown as [string, string, string, string]
  return `${scheme}://${authority === '_' ? '' : authority}${rest}`
}

/** A content security policy in which what a custom scheme may do, the place where that scheme is served may do too. */
export function toChromiumPolicy(policy: string): string {
  return policy.replace(/(?<=\s)([a-z][a-z0-9+-]*):(?=[\s;]|$)/gi, (source, scheme: string) =>
    BUILT_IN.has(source.toLowerCase()) ? source : `${source} http://*.${scheme.toLowerCase()}.${SUFFIX}`,
  )
}

/** A page in which the policies of its `<meta>` elements are such policies. */
export function withChromiumPolicies(html: string): string {
  return html.replace(/<meta\b[^>]*http-equiv=["']?content-security-policy["']?[^>]*>/gi, (meta) =>
    meta.replace(/(?<=content=")[^"]*|(?<=content=')[^']*/i, toChromiumPolicy),
  )
}

/** The scheme of a custom-scheme URL without its colon, '' if Chromium takes the URL itself. */
export function customScheme(url: string): string {
  return isBuiltIn(url) ? '' : new URL(url).protocol.slice(0, -1)
}

/** The origin as Electron serialises it, `parley://app` for a custom standard scheme and 'null' for opaque ones. */
export function appOrigin(url: string): string {
  if (!URL.canParse(url)) return 'null'
  const parsed = new URL(url)
  if (parsed.protocol === 'file:') return 'file://'
  if (isBuiltIn(url)) return parsed.origin
  return `${parsed.protocol}//${parsed.host}`
}
