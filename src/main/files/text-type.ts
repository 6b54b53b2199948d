/** What a text is, by how it begins. */
export interface TextType {
  readonly type: string
  /** It can be nothing else; otherwise a name may tell more: a fragment of HTML also begins many a Markdown file. */
  readonly isCertain: boolean
}

/** "Binary data bytes" of the WHATWG MIME Sniffing standard: control characters that no text has. */
const NOT_TEXT = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/

/** Elements with which HTML begins, of the same standard: documents, and what may be a part of one. */
const DOCUMENT = /^<(!doctype html|html|head|body)[\s>]/i
const FRAGMENT = /^<(script|iframe|h1|div|font|table|a|style|title|b|br|p)[\s>]|^<!--/i

/** Tells a text by its beginning; null for what is none. The last character may be cut in two. */
export function textType(head: Uint8Array): TextType | null {
  const text =
    head.byteLength === 0
      ? null
      : decode(head)
          ?.replace(/^\uFEFF/, '')
          .trimStart()
  if (text === undefined || text === null) return null
  // What may stand before the first element.
  const body = text.replace(/^(\s+|<\?xml[^>]*\?>|<!--.*?-->|<!doctype svg[^>]*>)+/is, '').slice(0, 200)
  if (/^<svg[\s>]/i.test(body)) return { type: 'image/svg+xml', isCertain: true }
  if (DOCUMENT.test(body)) return { type: 'text/html', isCertain: true }
  return { type: uncertain(text), isCertain: false }
}

function uncertain(text: string): string {
  if (text.startsWith('#!')) return 'text/x-script'
  if (text.startsWith('[Desktop Entry]')) return 'application/x-desktop'
  if (text.startsWith('<?xml')) return 'application/xml'
  return FRAGMENT.test(text) ? 'text/html' : 'text/plain'
}

function decode(head: Uint8Array): string | null {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const encoding = !isUtf16 ? 'utf-8' : head[0] === 0xff ? 'utf-16le' : 'utf-16be'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return NOT_TEXT.test(text) ? null : text
  } catch {
    return null
  }
}
