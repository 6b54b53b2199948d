/** Longest string that a logged frame shows; audio and whole replies are cut to it. */
const SHOWN_CHARS = 80

/** An address without what may hold a secret: its query, fragment and user info. */
export function redactUrl(address: string): string {
  try {
    const url = new URL(address)
    return `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`
  } catch {
    return '(not an address)'
  }
}

/** A message off the wire as it may be shown or logged: audio and other long strings shortened, secrets masked. */
export function redactFrame(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
      typeof value === 'string' ? shorten(redactText(value)) : value,
    )
  } catch {
    return shorten(redactText(text))
  }
}

/** Masks API keys and JWTs inside free text, such as an error message from a library. */
export function redactText(text: string): string {
  return text
    .replace(/abk_[\w-]{4,}/g, 'abk_…')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '(token)')
    .replace(/([?&](?:token|api_key|key)=)[^&\s"']+/gi, '$1…')
}

function shorten(text: string): string {
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, 40)}…<${text.length} chars>`
}
