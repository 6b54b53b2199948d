import { inlineId } from '../../shared/file-address.ts'
import type { LiveServerFrame } from '../../shared/live-api/live-frames.ts'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import { extensionOf } from '../files/content-types.ts'
import { withoutMark } from './tools.ts'

/** A file whose bytes came in the frame itself. */
export interface InlineFile {
  /** Made here: no server knows it. */
  readonly id: string
  readonly name: string
  readonly ref: Uint8Array
}

/** Longest head of a `data:` address, in characters. */
const MAX_HEAD_CHARS = 300

/**
 * The file in a frame whose `raw` is no name but bytes: `data:…;base64,…` (RFC 2397) or `base64://…`, as platforms of AstrBot
 * hand files around. Null for anything else, and for what can't be decoded. What the address says of its type only makes a name:
 * what the bytes are is told by themselves.
 */
export function inlineFile(frame: LiveServerFrame, newId: () => string): InlineFile | null {
  if (frame.t !== 'image' && frame.t !== 'record' && frame.t !== 'file' && frame.t !== 'video') return null
  const { raw } = frame.data
  if (typeof raw !== 'string') return null
  const found = decode(withoutMark(raw))
  if (found === null || found.ref.byteLength === 0) return null
  return { id: inlineId(newId()), name: nameOf(frame.t, found.type), ref: found.ref }
}

function decode(raw: string): { ref: Uint8Array; type: string } | null {
  const head = raw.slice(0, MAX_HEAD_CHARS)
  if (/^base64:\/\//i.test(head)) return withType(fromBase64(raw.slice('base64://'.length)), '')
  const comma = /^data:/i.test(head) ? head.indexOf(',') : -1
  if (comma < 0) return null
  const [type = '', ...parameters] = head.slice('data:'.length, comma).toLowerCase().split(';')
  const body = raw.slice(comma + 1)
  const isBase64 = parameters.at(-1)?.trim() === 'base64'
  return withType(isBase64 ? fromBase64(body) : fromText(body), type.trim())
}

function withType(ref: Uint8Array | null, type: string): { ref: Uint8Array; type: string } | null {
  return ref && { ref, type }
}

/** Node takes anything for base64: what is none must not become a file of noise. */
function fromBase64(text: string): Uint8Array | null {
  return /[^A-Za-z0-9+/_=\s-]/.test(text) ? null : Buffer.from(text, 'base64')
}

function fromText(text: string): Uint8Array | null {
  try {
    return Buffer.from(decodeURIComponent(text))
  } catch {
    return null
  }
}

function nameOf(kind: AttachmentKind, type: string): string {
  const extension = extensionOf(type)
  return extension === null ? kind : `${kind}.${extension}`
}
