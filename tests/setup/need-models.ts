import { fileURLToPath } from 'node:url'
import { FETCH_MODELS_COMMAND, missingModels } from '../../src/server/speech/model-files.ts'

/** Stops a run whose tests would each fail for the same reason: the speech models are not there. */
export default async function needModels(): Promise<void> {
  const missing = await missingModels(fileURLToPath(new URL('../../models', import.meta.url)))
  if (missing.length > 0) {
    throw new Error(
      `These tests need the speech models (missing: ${missing.join(', ')}). Run: ${FETCH_MODELS_COMMAND}`,
    )
  }
}
