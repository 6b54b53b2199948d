/** What is wrong with a server's address: not usable, or readable by others on the way. */
export type AddressProblem = 'bad' | 'plain'

/** Judges an address as typed. `plain` is a warning: without TLS only this computer itself is safe to talk to. */
export function addressProblem(address: string): AddressProblem | null {
  const url = URL.parse(address.trim())
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'bad'
  if (url.protocol === 'https:' || isLoopback(url.hostname)) return null
  return 'plain'
}

/** Host and port of an address as typed, for people to read. */
export function hostOf(address: string): string {
  return URL.parse(address.trim())?.host ?? address.trim()
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
