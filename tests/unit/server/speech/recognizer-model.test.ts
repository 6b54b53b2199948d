import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toFailure } from '../../../../src/shared/failure.ts'
import { missingModels, MODEL_FILES } from '../../../../src/server/speech/model-files.ts'
import { readOnnxMetadata } from '../../../../src/server/speech/onnx-metadata.ts'
import { builtInRecognizer, recognizerInFolder } from '../../../../src/server/speech/recognizer-model.ts'
import { workerUrl } from '../../../../src/server/speech/worker-url.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-model-'))
})
afterEach(() => rm(folder, { recursive: true }))

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]
}

/** A length-delimited protobuf field. */
function field(number: number, bytes: readonly number[]): number[] {
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes]
}

/** As little of an ONNX file as says what kind of model it is. */
function onnx(properties: Readonly<Record<string, string>>, graphBytes = 300): Uint8Array {
  const text = (value: string): number[] => [...Buffer.from(value)]
  return Uint8Array.from([
    ...[8, 9],
    ...field(7, new Array<number>(graphBytes).fill(7)),
    ...Object.entries(properties).flatMap(([key, value]) =>
      field(14, [...field(1, text(key)), ...field(2, text(value))]),
    ),
  ])
}

const write = (name: string, bytes: Uint8Array | string): Promise<void> =>
  writeFile(join(folder, name), bytes)
const keys = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '1']))

const WHISPER = keys(
  ...[
    'n_mels',
    'n_text_layer',
    'n_text_ctx',
    'n_text_state',
    'n_vocab',
    'sot',
    'eot',
    'blank_id',
    'translate',
  ],
  ...['transcribe', 'is_multilingual', 'no_timestamps', 'no_speech', 'sot_sequence'],
)

describe('readOnnxMetadata', () => {
  it('reads properties behind a graph of any size', async () => {
    await write('a.onnx', onnx({ model_type: 'whisper', empty: '' }, 70_000))
    expect(await readOnnxMetadata(join(folder, 'a.onnx'))).toEqual({
      properties: new Map([
        ['model_type', 'whisper'],
        ['empty', ''],
      ]),
    })
  })

  it.each([
    ['cut off', onnx({ a: 'b' }).subarray(0, 200)],
    ['empty', new Uint8Array(0)],
    ['text', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n')],
    ['without a graph', Uint8Array.of(8, 9)],
  ])('refuses a file that is %s', async (_, bytes) => {
    await write('a.onnx', bytes)
    expect(await readOnnxMetadata(join(folder, 'a.onnx'))).toBeNull()
  })
})

describe('recognizerInFolder', () => {
  beforeEach(() => write('tokens.txt', '<blk> 0\n▁the 1\ns 2\n'))

  it('finds Whisper, preferring int8', async () => {
    for (const name of ['tiny-encoder.onnx', 'tiny-encoder.int8.onnx']) await write(name, onnx(WHISPER))
    await write('tiny-decoder.int8.onnx', onnx({}))
    expect(await recognizerInFolder(folder)).toMatchObject({
      kind: 'whisper',
      modelConfig: {
        whisper: { encoder: join(folder, 'tiny-encoder.int8.onnx') },
        tokens: join(folder, 'tokens.txt'),
      },
    })
  })

  it('finds a transducer', async () => {
    await write('encoder-epoch-99.onnx', onnx({ model_type: 'zipformer2' }))
    await write('decoder-epoch-99.onnx', onnx(keys('vocab_size', 'context_size')))
    await write('joiner-epoch-99.onnx', onnx({}))
    expect((await recognizerInFolder(folder)).kind).toBe('transducer')
  })

  it('finds SenseVoice and Paraformer by what the file says it is', async () => {
    const shared = keys(
      'vocab_size',
      'lfr_window_size',
      'lfr_window_shift',
      'normalize_samples',
      'with_itn',
      'without_itn',
    )
    await write('model.int8.onnx', onnx({ ...shared, model_type: 'sense_voice_ctc' }))
    expect((await recognizerInFolder(folder)).kind).toBe('sense-voice')
    await write(
      'model.int8.onnx',
      onnx({ ...shared, ...keys('neg_mean', 'inv_stddev'), model_type: 'paraformer' }),
    )
    expect((await recognizerInFolder(folder)).kind).toBe('paraformer')
  })

  it('finds Moonshine in both its forms', async () => {
    await write('encoder_model.onnx', onnx({}))
    await write('decoder_model_merged.onnx', onnx({}))
    expect((await recognizerInFolder(folder)).kind).toBe('moonshine')
    for (const name of [
      'preprocess.onnx',
      'encode.int8.onnx',
      'uncached_decode.int8.onnx',
      'cached_decode.int8.onnx',
    ]) {
      await write(name, onnx({}))
    }
    expect(await recognizerInFolder(folder)).toMatchObject({
      modelConfig: { moonshine: { preprocessor: join(folder, 'preprocess.onnx') } },
    })
  })

  it('says what is wrong with a folder, before native code could end the process over it', async () => {
    const message = async (): Promise<string> => {
      try {
        await recognizerInFolder(folder)
        return 'accepted'
      } catch (error) {
        const { code, message: why } = toFailure(error)
        return `${code} ${why}`
      }
    }
    expect(await message()).toMatch(/^MODELS_INVALID .*no known recogniser/)
    await write('encoder.onnx', onnx(keys('n_mels')))
    await write('decoder.onnx', onnx({}))
    expect(await message()).toMatch(/encoder\.onnx lacks what sherpa-onnx needs \(n_text_layer, /)
    await write('encoder.onnx', onnx(WHISPER).subarray(0, 100))
    expect(await message()).toMatch(/encoder\.onnx is not a whole ONNX model/)
    await write('joiner.onnx', onnx({}))
    await write('encoder.onnx', onnx({ model_type: 'nonsense' }))
    expect(await message()).toMatch(/transducers of type "nonsense"/)
    await write('tokens.txt', '<html>not found</html>')
    expect(await message()).toMatch(/tokens\.txt is not a token table/)
    await rm(join(folder, 'tokens.txt'))
    expect(await message()).toMatch(/no tokens\.txt/)
    await rm(folder, { recursive: true })
    expect(await message()).toMatch(/cannot be read/)
    folder = await mkdtemp(join(tmpdir(), 'parley-model-'))
  })
})

describe('the built-in models', () => {
  it('are named one by one when they are missing, with the command that fetches them', async () => {
    await write(MODEL_FILES.tokens.name, 'too short')
    expect(await missingModels(folder)).toHaveLength(4)
    await expect(builtInRecognizer(folder)).rejects.toMatchObject({
      failure: {
        code: 'MODELS_MISSING',
        message: expect.stringMatching(/silero-vad.*npm run models/) as string,
      },
    })
  })
})

describe('workerUrl', () => {
  it('points at source beside source and at JavaScript beside a bundle', async () => {
    expect(workerUrl('stt-worker').pathname).toMatch(/\/src\/server\/speech\/stt-worker\.ts$/)
    await write('stt-worker.js', '')
    const bundle = `file://${folder}/assistant.js`
    expect(workerUrl('stt-worker', bundle).href).toBe(`file://${folder}/stt-worker.js`)
    expect(workerUrl('stt-worker', `file://${folder}/chunks/engine.js`).href).toBe(
      `file://${folder}/stt-worker.js`,
    )
  })
})
