/** What opens in the person's own browser or mail program, where nothing of it can reach us; plain http for servers at home. */
const SCHEMES = new Set(['https:', 'http:', 'mailto:'])

/** The address of a link that may be opened outside; null for any other scheme (a program, a file), and for what is no address. */
export function outsideLink(href: string | undefined): string | null {
  if (href === undefined) return null
  const parsed = URL.parse(href)
  return parsed && SCHEMES.has(parsed.protocol) ? parsed.href : null
}
