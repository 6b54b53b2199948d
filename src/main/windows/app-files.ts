import { extname, join, normalize, sep } from 'node:path'
import { VAD_MODEL_FILE } from '../../shared/vad-model.ts'

/** What a request to `parley://app/…` asks for. */
export type AppRequest =
  | { readonly kind: 'file'; readonly path: string; readonly contentType: string }
  | { readonly kind: 'draft'; readonly draftId: string }
  | { readonly kind: 'missing' }

/** The files that a build of our renderer can hold; anything else is not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.json': 'application/json',
}

/** Where the files are. */
export interface AppRoots {
  /** The built renderer. */
  readonly renderer: string
  /** The speech models; of these only the speech detector's is served. */
  readonly models: string
}

/** Maps an address of our scheme to what to serve. A path can not leave the renderer's folder. */
export function resolveAppRequest(url: string, roots: AppRoots): AppRequest {
  const parsed = URL.parse(url)
  if (parsed?.host !== 'app') return { kind: 'missing' }
  let path: string
  try {
    path = decodeURIComponent(parsed.pathname)
  } catch {
    return { kind: 'missing' }
  }
  if (path.includes('\0')) return { kind: 'missing' }
  const draft = /^\/draft\/([^/\\]+)$/.exec(path)
  if (draft?.[1]) return { kind: 'draft', draftId: draft[1] }
  if (path === `/models/${VAD_MODEL_FILE}`) {
    return { kind: 'file', path: join(roots.models, VAD_MODEL_FILE), contentType: 'application/octet-stream' }
  }
  const file = normalize(join(roots.renderer, path))
  if (!file.startsWith(roots.renderer + sep)) return { kind: 'missing' }
  const contentType = CONTENT_TYPES[extname(file)]
  return contentType ? { kind: 'file', path: file, contentType } : { kind: 'missing' }
}
