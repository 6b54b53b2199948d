import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { Target } from '../../src/cli/conformance/target.ts'
import type { TargetOptions } from '../../src/cli/conformance/target.ts'
import { decodeWav } from '../../src/shared/wav.ts'
import { createLogger, startAssistantServer } from '../../src/server/index.ts'
import type { AssistantServerOptions, RunningServer } from '../../src/server/index.ts'
import type { NewKey } from '../../src/server/auth/api-keys.ts'

export const MODEL_DIR = fileURLToPath(new URL('../../models', import.meta.url))

/** "What time is it now?", as raw PCM. */
export const SPEECH: Uint8Array = (() => {
  const path = new URL('../../src/cli/conformance/what-time-is-it.wav', import.meta.url)
  const decoded = decodeWav(new Uint8Array(readFileSync(path)))
  if (!decoded) throw new Error('The conformance recording is not a WAV file')
  return new Uint8Array(decoded.pcm.buffer, decoded.pcm.byteOffset, decoded.pcm.byteLength)
})()

export interface TestServer {
  server: RunningServer
  dataDir: string
  /** A client with a key of its own. */
  client(key?: Partial<NewKey>, more?: Partial<TargetOptions>): Promise<Target>
  /** Closes the server and removes its data. */
  stop(): Promise<void>
}

/** Starts the real assistant, with real speech, on a port of its own. */
export async function startTestServer(options: Partial<AssistantServerOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await makeDataDir())
  const server = await startAssistantServer({
    dataDir,
    modelDir: MODEL_DIR,
    locale: 'en-US',
    log: createLogger('silent'),
    ...options,
  })
  return {
    server,
    dataDir,
    async client(key = {}, more = {}) {
      const made = await server.createKey({ name: 'test', scopes: ['chat', 'file', 'config'], ...key })
      return makeClient(server.url, made.key, more)
    },
    async stop() {
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export function makeClient(baseUrl: string, apiKey: string, more: Partial<TargetOptions> = {}): Target {
  return new Target({
    baseUrl,
    apiKey,
    username: 'alice',
    speech: SPEECH,
    prompt: 'What time is it?',
    toolPrompt: 'What is 12 times 12?',
    ...more,
  })
}

export function makeDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'parley-server-'))
}
