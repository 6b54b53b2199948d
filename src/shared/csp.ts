import { FILE_SCHEME } from './file-address.ts'

/**
 * What a window may load: only what `parley://app/` serves, and pictures, sound and video of messages. Main sends it as a header; the build writes it into each page
 * too, so that a page is as strict when the header is lost. Scripts set styles through CSSOM, which CSP does not restrict.
 */
const directives = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': `'self' data: blob: ${FILE_SCHEME}:`,
  'media-src': `'self' blob: ${FILE_SCHEME}:`,
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
} as const

const joined = Object.entries(directives).map(([name, value]) => `${name} ${value}`)

/** For a `<meta http-equiv>`, in which `frame-ancestors` is not allowed. */
export const META_CSP = joined.join('; ')

/** For the `Content-Security-Policy` header. */
export const HEADER_CSP = [...joined, "frame-ancestors 'none'"].join('; ')
