import type { IncomingHttpHeaders } from 'node:http'

/**
 * Finds the API key in a request: query `api_key`, query `key`, `X-API-Key`, then `Authorization: Bearer` or `ApiKey` (the
 * scheme in just that case). The query wins, even over a right header. Null when there is none.
 */
export function apiKeyOf(headers: IncomingHttpHeaders, query: URLSearchParams): string | null {
  const header = headers['x-api-key']
  return (
    nonEmpty(query.get('api_key')) ??
    nonEmpty(query.get('key')) ??
    nonEmpty(Array.isArray(header) ? header[0] : header) ??
    nonEmpty(afterScheme(headers.authorization, 'Bearer ')) ??
    nonEmpty(afterScheme(headers.authorization, 'ApiKey '))
  )
}

/** The dashboard token of `Authorization: Bearer`; null when there is none. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return nonEmpty(afterScheme(headers.authorization, 'Bearer '))
}

function afterScheme(value: string | undefined, scheme: string): string | null {
  return value?.startsWith(scheme) ? value.slice(scheme.length) : null
}

function nonEmpty(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}
