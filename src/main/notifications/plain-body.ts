/**
 * A text as the body of a notification. On Linux its body is markup: what looks like a tag would vanish or, from a model that
 * nobody need trust, become a link; and a bare `&` makes some servers show nothing at all. Electron passes it on as it is.
 * Titles are plain everywhere.
 *
 * See "Markup" in the Desktop Notifications Specification, 1.2.
 */
export function plainBody(text: string, platform: NodeJS.Platform): string {
  if (platform !== 'linux') return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
