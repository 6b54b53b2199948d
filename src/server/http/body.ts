import type { FastifyInstance } from 'fastify'

/**
 * Reads every body as JSON, whatever it says it is, and one that is no JSON as nothing: so the key is checked first, and what
 * is missing is said in the contract's words.
 */
export function readAnythingAsJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, parse(body.toString()))
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
