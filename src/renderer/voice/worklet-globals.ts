/*
 * What an AudioWorklet's global scope has and TypeScript's DOM library lacks. Declared once; a worklet imports what it uses.
 * https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope
 */

/** Base class of a worklet's processor. */
export interface WorkletProcessor {
  readonly port: MessagePort
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean
}

interface WorkletScope {
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort }
  readonly sampleRate: number
  readonly currentFrame: number
  registerProcessor(
    this: void,
    name: string,
    processor: new (options: { processorOptions: never }) => WorkletProcessor,
  ): void
}

/** The worklet's own global scope. */
export const workletScope = globalThis as unknown as WorkletScope
