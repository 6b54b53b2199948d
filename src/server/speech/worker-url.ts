import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type SpeechWorkerName = 'stt-worker' | 'tts-worker'

/**
 * Where a worker's entry lies. Run from source, it is the TypeScript file beside this one; bundled, it is a JavaScript file
 * beside the bundle, or one folder up when this module landed in a chunk folder.
 *
 * @param base `import.meta.url` of this module; a parameter so that both cases can be tested. (It is also what keeps bundlers from
 *   taking the line below for an asset.)
 */
export function workerUrl(name: SpeechWorkerName, base: string = import.meta.url): URL {
  if (base.endsWith('.ts')) return new URL(`${name}.ts`, base)
  const beside = new URL(`${name}.js`, base)
  return existsSync(fileURLToPath(beside)) ? beside : new URL(`../${name}.js`, base)
}
