/** Longest event, in characters; a server that never ends one must not fill the memory. */
const MAX_EVENT_CHARS = 16 * 1024 * 1024

/**
 * Reads a stream of Server-Sent Events (WHATWG HTML, 9.2.6): gives the `data` of each event. Other fields are not used by
 * the API. Lines may end in LF, CR LF or CR, and may be cut anywhere between pieces.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  let data: string[] = []
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true })
    if (rest.length > MAX_EVENT_CHARS) throw new Error('an event is too long')
    // A CR at the very end may be half of a CR LF: it waits for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n')
        data = []
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice('data:'.length).replace(/^ /, ''))
      }
    }
  }
}
