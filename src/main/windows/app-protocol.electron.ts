import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { protocol } from 'electron'
import { HEADER_CSP } from '../../shared/csp.ts'
import { FILE_SCHEME } from '../../shared/file-address.ts'
import { serveMedia } from '../media/serve.ts'
import type { OpenMedia } from '../media/serve.ts'
import { APP_SCHEME } from '../ipc/trusted-sender.ts'
import { resolveAppRequest } from './app-files.ts'
import type { AppRoots } from './app-files.ts'
import { openDraftPicture } from '../attachments/draft-picture.ts'
import type { DraftPictureSource } from '../attachments/draft-picture.ts'

/**
 * Declares our schemes; all in one call, because each call replaces the one before. Must run before the app is ready.
 * - `parley:` is standard and secure: pages on it are a secure context (microphone, AudioWorklet) with an origin that CSP's
 *   'self' can name, which `file:` has not.
 * - `parley-file:` is a standard scheme too, so that its addresses have a host; `stream` makes players read it in ranges.
 */
export function declareSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
    {
      scheme: FILE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ])
}

/** Serves the built renderer and the speech detector's model, and pictures of drafts by id. */
export function serveApp(roots: AppRoots, drafts: DraftPictureSource): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const wanted = resolveAppRequest(request.url, roots)
    if (request.method !== 'GET' || wanted.kind === 'missing') return plain(404, 'Not found')
    if (wanted.kind === 'draft') {
      const found = await openDraftPicture(drafts(wanted.draftId))
      return found
        ? new Response(Readable.toWeb(found.stream) as ReadableStream, {
            headers: pictureHeaders(found.contentType),
          })
        : plain(404, 'Not found')
    }
    try {
      const body = await readFile(wanted.path)
      return new Response(new Uint8Array(body), { headers: pageHeaders(wanted.contentType) })
    } catch {
      return plain(404, 'Not found')
    }
  })
}

/** Serves the files of messages. */
export function serveFiles(open: OpenMedia): void {
  protocol.handle(FILE_SCHEME, (request) => serveMedia(request, open))
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

/** A picture that is not sent yet, of a kind that can hold no script; no page can be made of it all the same. */
function pictureHeaders(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  }
}
