import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { VAD_MODEL_FILE } from '../../shared/vad-model.ts'

/** One file of the built-in speech models, as `scripts/models.ts` writes it. */
export interface ModelFile {
  readonly name: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** The built-in English models. Each is pinned to the byte: other weights would need other figures and another licence check. */
export const MODEL_FILES = {
  encoder: {
    name: 'moonshine-tiny-en.encoder.int8.onnx',
    bytes: 7_937_661,
    sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
  },
  mergedDecoder: {
    name: 'moonshine-tiny-en.decoder-merged.int8.onnx',
    bytes: 20_243_286,
    sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
  },
  tokens: {
    name: 'moonshine-tiny-en.tokens.txt',
    bytes: 506_922,
    sha256: '0547fb182949fbf8ae2ae046de2c3da652c9c6b7e87b25287bd53ddc32ef10a6',
  },
  vad: {
    name: VAD_MODEL_FILE,
    bytes: 2_327_524,
    sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
  },
} as const satisfies Record<string, ModelFile>

export type ModelFileKey = keyof typeof MODEL_FILES

/** Absolute or relative paths of the built-in models below one folder. */
export interface ModelPaths extends Readonly<Record<ModelFileKey, string>> {
  readonly modelDir: string
}

/** The command that fetches what is missing; named in every message about it. */
export const FETCH_MODELS_COMMAND = 'npm run models'

/** Where each built-in model lies in `modelDir`. Does not look at the disk. */
export function modelPaths(modelDir: string): ModelPaths {
  return {
    modelDir,
    encoder: join(modelDir, MODEL_FILES.encoder.name),
    mergedDecoder: join(modelDir, MODEL_FILES.mergedDecoder.name),
    tokens: join(modelDir, MODEL_FILES.tokens.name),
    vad: join(modelDir, MODEL_FILES.vad.name),
  }
}

/**
 * Names of built-in model files that are absent or of the wrong size. The full hash is checked when they are fetched; here
 * the size is enough to tell a missing or cut-off file before native code, which would end the process, opens it.
 */
export async function missingModels(
  modelDir: string,
  keys: readonly ModelFileKey[] = Object.keys(MODEL_FILES) as ModelFileKey[],
): Promise<string[]> {
  const missing: string[] = []
  for (const key of keys) {
    const file = MODEL_FILES[key]
    const info = await stat(join(modelDir, file.name)).catch(() => null)
    if (info?.size !== file.bytes) missing.push(file.name)
  }
  return missing
}
