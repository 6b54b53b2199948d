/**
 * The two IPC channels, and the one on which the voice renderer gets its audio port. On their own, so that a preload can
 * import the names without the schemas.
 */
export const CHANNEL = {
  request: 'parley:request',
  event: 'parley:event',
  voicePort: 'parley:voice-port',
} as const
