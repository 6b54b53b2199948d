/** The address of a link that may be opened outside; null for any other scheme, and for what is no address. */
export function safeLink(href: string | undefined): string | null {
  if (href === undefined) return null
  const parsed = URL.parse(href)
  return parsed && (parsed.protocol === 'https:' || parsed.protocol === 'mailto:') ? parsed.href : null
}

/** Whether a picture's address is one of our own attachments: nothing else is ever loaded. */
export function isOwnAttachment(src: string | undefined): boolean {
  return src !== undefined && /^\/attachment\/[^/?#]+$/.test(src)
}
