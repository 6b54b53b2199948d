/** What Chromium has (110 and later, 140 and later) and TypeScript's DOM library lacks. */
export interface OutputContext extends AudioContext {
  setSinkId(id: string | { readonly type: 'none' }): Promise<void>
  /** The device failed, or is gone (128 and later). */
  onerror: (() => void) | null
  readonly playbackStats?: { readonly underrunEvents: number }
}
