/** Extensions where the media type is not named like one. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  jpeg: 'jpg',
  'svg+xml': 'svg',
  'x-icon': 'ico',
  'vnd.microsoft.icon': 'ico',
}

/**
 * A name for a picture from the clipboard, by its media type and the local time: `pasted-2026-01-31-10-20.png`. Several
 * at once are numbered from the second on.
 */
export function pastedName(contentType: string, at: Date, index = 0): string {
  const subtype = contentType.split('/')[1] ?? ''
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()].map(two)
  const number = index === 0 ? '' : `-${index + 1}`
  return `pasted-${time.join('-')}${number}.${EXTENSIONS[subtype] ?? subtype}`
}
