import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { speechFailure } from './failures.ts'
import { FETCH_MODELS_COMMAND, missingModels, modelPaths } from './model-files.ts'
import { readOnnxMetadata } from './onnx-metadata.ts'

/** The kinds of offline recogniser that a folder may hold. */
export type RecognizerKind = 'moonshine' | 'whisper' | 'transducer' | 'sense-voice' | 'paraformer'

/** A recogniser's files, and the part of sherpa-onnx's `modelConfig` that names them. */
export interface RecognizerModel {
  readonly kind: RecognizerKind
  /** For people and metrics, for example `moonshine-tiny-en`. */
  readonly name: string
  readonly modelConfig: Readonly<Record<string, unknown>> & { readonly tokens: string }
}

/** The built-in model. Rejects with `MODELS_MISSING` and the command that fetches it. */
export async function builtInRecognizer(modelDir: string): Promise<RecognizerModel> {
  const missing = await missingModels(modelDir)
  if (missing.length > 0) {
    throw speechFailure(
      'MODELS_MISSING',
      `Speech models are missing: ${missing.join(', ')}. Fetch them with: ${FETCH_MODELS_COMMAND}`,
    )
  }
  const { encoder, mergedDecoder, tokens } = modelPaths(modelDir)
  return {
    kind: 'moonshine',
    name: 'moonshine-tiny-en',
    modelConfig: { moonshine: { encoder, mergedDecoder }, tokens },
  }
}

/** Properties without which sherpa-onnx ends the process (its `SHERPA_ONNX_READ_META_DATA`), by the file that must have them. */
const NEEDED = {
  whisperEncoder: [
    'n_mels',
    'n_text_layer',
    'n_text_ctx',
    'n_text_state',
    'n_vocab',
    'sot',
    'eot',
    'blank_id',
    'translate',
    'transcribe',
    'is_multilingual',
    'no_timestamps',
    'no_speech',
    'sot_sequence',
  ],
  transducerEncoder: ['model_type'],
  transducerDecoder: ['vocab_size', 'context_size'],
  senseVoice: [
    'vocab_size',
    'lfr_window_size',
    'lfr_window_shift',
    'normalize_samples',
    'with_itn',
    'without_itn',
  ],
  paraformer: ['vocab_size', 'lfr_window_size', 'lfr_window_shift', 'neg_mean', 'inv_stddev'],
} as const

const TRANSDUCER_TYPES = ['conformer', 'zipformer', 'zipformer2']

/**
 * Finds out what recogniser lies in a folder that a person chose, by the file names that sherpa-onnx's releases use, and checks
 * each file so far that native code cannot end the process over it. Rejects with `MODELS_INVALID` and what is wrong.
 */
export async function recognizerInFolder(folder: string): Promise<RecognizerModel> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw speechFailure('MODELS_INVALID', `The model folder ${folder} cannot be read`, false, error)
  })
  const onnx = names.filter((name) => name.endsWith('.onnx')).sort()
  // int8 files are several times smaller and faster, at nearly the same error rate.
  const pick = (...patterns: RegExp[]): string | undefined => {
    const fitting = onnx.filter((name) => patterns.every((pattern) => pattern.test(name)))
    return fitting.find((name) => name.includes('int8')) ?? fitting[0]
  }
  const invalid = (why: string): Error => speechFailure('MODELS_INVALID', `${folder}: ${why}`)
  const table =
    names.find((name) => name === 'tokens.txt') ?? names.find((name) => name.endsWith('tokens.txt'))
  if (table === undefined) throw invalid('there is no tokens.txt')
  const tokens = join(folder, table)
  if (!(await isTokenTable(tokens))) throw invalid(`${table} is not a token table (lines of "token id")`)

  const check = async (name: string, needed: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const metadata = await readOnnxMetadata(join(folder, name))
    if (metadata === null) throw invalid(`${name} is not a whole ONNX model`)
    const lacking = needed.filter((key) => !metadata.properties.has(key))
    if (lacking.length > 0) {
      throw invalid(
        `${name} lacks what sherpa-onnx needs (${lacking.join(', ')}); use a model exported for sherpa-onnx`,
      )
    }
    return metadata.properties
  }
  const name = folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder

  const merged = pick(/decoder/, /merged/)
  const encoder = pick(/encoder/)
  const decoder = pick(/decoder/)
  const joiner = pick(/joiner/)
  const preprocessor = pick(/^preprocess/)
  if (preprocessor !== undefined) {
    const uncachedDecoder = pick(/^uncached_decode/)
    const cachedDecoder = pick(/^cached_decode/)
    const moonshineEncoder = pick(/^encode\./)
    if (uncachedDecoder === undefined || cachedDecoder === undefined || moonshineEncoder === undefined) {
      throw invalid('a Moonshine model needs preprocess, encode, uncached_decode and cached_decode')
    }
    for (const file of [preprocessor, moonshineEncoder, uncachedDecoder, cachedDecoder]) await check(file, [])
    const moonshine = {
      preprocessor: join(folder, preprocessor),
      encoder: join(folder, moonshineEncoder),
      uncachedDecoder: join(folder, uncachedDecoder),
      cachedDecoder: join(folder, cachedDecoder),
    }
    return { kind: 'moonshine', name, modelConfig: { moonshine, tokens } }
  }
  if (encoder !== undefined && merged !== undefined) {
    await check(encoder, [])
    await check(merged, [])
    const moonshine = { encoder: join(folder, encoder), mergedDecoder: join(folder, merged) }
    return { kind: 'moonshine', name, modelConfig: { moonshine, tokens } }
  }
  if (encoder !== undefined && decoder !== undefined && joiner !== undefined) {
    const type = (await check(encoder, NEEDED.transducerEncoder)).get('model_type') ?? ''
    if (!TRANSDUCER_TYPES.includes(type)) throw invalid(`transducers of type "${type}" are not supported`)
    await check(decoder, NEEDED.transducerDecoder)
    await check(joiner, [])
    const transducer = {
      encoder: join(folder, encoder),
      decoder: join(folder, decoder),
      joiner: join(folder, joiner),
    }
    return { kind: 'transducer', name, modelConfig: { transducer, tokens, modelType: 'transducer' } }
  }
  if (encoder !== undefined && decoder !== undefined) {
    await check(encoder, NEEDED.whisperEncoder)
    await check(decoder, [])
    const whisper = { encoder: join(folder, encoder), decoder: join(folder, decoder) }
    return { kind: 'whisper', name, modelConfig: { whisper, tokens } }
  }
  const single = pick(/^model/)
  if (single !== undefined) {
    const type = (await check(single, [])).get('model_type') ?? ''
    const model = join(folder, single)
    if (type.startsWith('sense_voice')) {
      await check(single, NEEDED.senseVoice)
      return {
        kind: 'sense-voice',
        name,
        modelConfig: { senseVoice: { model, useInverseTextNormalization: 1 }, tokens },
      }
    }
    if (type === 'paraformer') {
      await check(single, NEEDED.paraformer)
      return { kind: 'paraformer', name, modelConfig: { paraformer: { model }, tokens } }
    }
    throw invalid(
      `${single} is of type "${type || 'unknown'}"; only SenseVoice and Paraformer are single files`,
    )
  }
  throw invalid(
    'no known recogniser: expected encoder and decoder (Whisper, Moonshine), encoder, decoder and joiner (transducer), or model (SenseVoice, Paraformer)',
  )
}

/** True when the first lines read `token id`, as sherpa-onnx's symbol table wants them. */
async function isTokenTable(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
    const lines = buffer.toString('latin1', 0, bytesRead).split('\n')
    // The last line may be cut off by the buffer.
    if (bytesRead === 4096) lines.pop()
    const filled = lines.filter((line) => line.trim() !== '')
    return filled.length > 0 && filled.every((line) => /^(\S+\s+)?\S*\s*\d+\s*$/.test(line))
  } finally {
    await file.close()
  }
}
