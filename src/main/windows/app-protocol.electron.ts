import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { HEADER_CSP } from '../../shared/csp.ts'
import { APP_SCHEME } from '../ipc/trusted-sender.ts'
import { resolveAppRequest } from './app-files.ts'

/** Bytes of an attachment, fetched by main with the profile's credential. */
export type AttachmentSource = (
  attachmentId: string,
) => Promise<{ bytes: Uint8Array; contentType: string } | null>

/**
 * Declares `parley:` as a standard, secure scheme: pages on it are a secure context (microphone, AudioWorklet) with an
 * origin that CSP's 'self' can name, which `file:` has not. Must run before the app is ready.
 */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the built renderer from `root`, and attachments by id. */
export function serveApp(root: string, attachments: AttachmentSource): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const wanted = resolveAppRequest(request.url, root)
    if (request.method !== 'GET' || wanted.kind === 'missing') return plain(404, 'Not found')
    if (wanted.kind === 'attachment') {
      const found = await attachments(wanted.attachmentId)
      if (!found) return plain(404, 'Not found')
      return new Response(Buffer.from(found.bytes), { headers: attachmentHeaders(found.contentType) })
    }
    try {
      const body = await readFile(wanted.path)
      return new Response(new Uint8Array(body), { headers: pageHeaders(wanted.contentType) })
    } catch {
      return plain(404, 'Not found')
    }
  })
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: pageHeaders('text/plain; charset=utf-8') })
}

function pageHeaders(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': HEADER_CSP,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
}

/**
 * Attachments are a stranger's bytes on our own origin: only raster images and sound keep their type, and a sandboxing
 * policy makes sure that nothing in them can run even when a page is made of them.
 */
function attachmentHeaders(contentType: string): Record<string, string> {
  const inert = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/i.test(contentType)
  return {
    'content-type': inert ? contentType : 'application/octet-stream',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  }
}
