/** Thrown where work stops because its signal was aborted. */
export class AbortedError extends Error {
  constructor() {
    super('aborted')
    this.name = 'AbortedError'
  }
}

/** Waits for `work`, but no longer than until the signal: an engine that is slow to stop cannot hold up who stopped it. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(ignore)
    throw new AbortedError()
  }
  let onAbort = ignore
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new AbortedError())
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Whichever of the two comes second has nobody waiting for it.
    work.catch(ignore)
    aborted.catch(ignore)
  }
}

/** Reads an iterable until it ends or the signal is aborted; it is told to stop, but not waited for. */
export async function* iterate<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]()
  let isDone = false
  try {
    while (true) {
      const next = await untilAborted(iterator.next(), signal)
      if (next.done) {
        isDone = true
        return
      }
      yield next.value
    }
  } finally {
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(ignore)
  }
}

function ignore(): void {
  // Nobody is waiting for it any more.
}
