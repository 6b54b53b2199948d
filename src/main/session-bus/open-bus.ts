import type { MessageBus } from 'dbus-native'

export interface OpenBusOptions {
  /** How long a method may take to answer, in ms. */
  readonly timeoutMs: number
  /** The bus; by default the session's, as the environment has it. */
  readonly busAddress?: string | undefined
}

/** Connects to the desktop's session bus. Rejects when there is none, or it does not answer; nothing stays open then. */
export async function openBus({ timeoutMs, busAddress }: OpenBusOptions): Promise<MessageBus> {
  const { sessionBus } = await import('dbus-native')
  const bus = sessionBus({
    timeout: timeoutMs,
    // The library's own Hello throws where nobody can catch it when the bus does not answer.
    direct: true,
    ...(busAddress === undefined ? {} : { busAddress }),
  })
  // Without a listener, an error of the socket would end the process. `close` follows.
  bus.connection.on('error', () => undefined)
  try {
    bus.name = await bus.invokeDbus<string>({ member: 'Hello' })
    return bus
  } catch (thrown) {
    void bus.close()
    throw thrown
  }
}
