/** page → detector's worker. The port gives the microphone's stream (`StreamMessage`). */
export interface DetectorStart {
  readonly model: string
  readonly port: MessagePort
}

/** detector's worker → page */
export type DetectorReport =
  /** One block of the stream: its first sample's number, how likely it is speech (0 to 1), its loudness in dB (full scale: 0). */
  | { readonly type: 'block'; readonly at: number; readonly probability: number; readonly levelDb: number }
  /** The stream broke off: what follows may come from another microphone, or be processed in another way. */
  | { readonly type: 'gap' }
  /** `missing`: the network's file is not there. */
  | { readonly type: 'failed'; readonly isMissing: boolean; readonly message: string }
