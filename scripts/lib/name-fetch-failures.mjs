// Loaded before Electron's installer, whose message for any trouble with the network is "fetch failed": this names the
// trouble and the server.
const plainFetch = globalThis.fetch

/** @type {typeof fetch} */
const tellingFetch = async (input, init) => {
  try {
    return await plainFetch(input, init)
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (!(cause instanceof Error)) throw error
    const { host } = new URL(input instanceof Request ? input.url : input)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
    throw new Error(`${host} could not be reached (${code})`, { cause: error })
  }
}

globalThis.fetch = tellingFetch
