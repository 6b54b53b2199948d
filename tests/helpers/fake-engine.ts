import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accounts } from '../../src/server/auth/accounts.ts'
import { apiKeys } from '../../src/server/auth/api-keys.ts'
import { systemClock } from '../../src/server/clock.ts'
import { DEFAULT_LIMITS } from '../../src/server/config.ts'
import type { ServerLimits } from '../../src/server/config.ts'
import type { ServerContext } from '../../src/server/context.ts'
import { attachments } from '../../src/server/files/attachments.ts'
import { openBlobs } from '../../src/server/files/blobs.ts'
import { createLogger } from '../../src/server/log.ts'
import { SentenceSplitter } from '../../src/server/reply/sentences.ts'
import type { AssistantInput, ReplyEvent } from '../../src/server/skills/types.ts'
import type { SpeechEngine } from '../../src/server/speech/types.ts'
import { openStore } from '../../src/server/store/index.ts'
import type { Connection } from '../../src/server/ws/connection.ts'

/** What a scripted engine does; each part has a quick default. */
export interface Script {
  reply?: (input: AssistantInput) => AsyncIterable<ReplyEvent>
  hear?: (pcm: Int16Array, signal: AbortSignal) => Promise<string>
  say?: (text: string, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>
}

/** A context around a real store and a scripted engine: for tests of order and of frames, where real speech would only add time. */
export async function makeContext(script: Script = {}, limits: Partial<ServerLimits> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-unit-'))
  const store = openStore(dataDir)
  const all: ServerLimits = { ...DEFAULT_LIMITS, ...limits }
  const context: ServerContext = {
    store,
    keys: apiKeys(store.keys, systemClock),
    accounts: accounts(store.accounts, store.jwtSecret, systemClock, all),
    attachments: attachments(store.attachments, await openBlobs(join(dataDir, 'files')), systemClock, all),
    engine: {
      speech: fakeSpeech(script),
      assistant: {
        reply: script.reply ?? echo,
        start: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
      createSplitter: () => new SentenceSplitter(),
    },
    locale: 'en-US',
    clock: systemClock,
    limits: all,
    log: createLogger('silent'),
  }
  return {
    context,
    dispose(): void {
      store.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function fakeSpeech({ hear, say }: Script): SpeechEngine {
  const lane = { name: 'fake', state: 'ready', queued: 0, restarts: 0, lastError: null } as const
  return {
    stt: {
      name: 'fake-stt',
      transcribe: async (pcm, signal) => ({
        text: (await hear?.(pcm, signal)) ?? `${pcm.length} samples`,
        ms: 1,
      }),
    },
    tts: {
      name: 'fake-tts',
      speak: async (text, signal) => ({
        wav: (await say?.(text, signal)) ?? new TextEncoder().encode(`RIFF${text}`),
        sampleRate: 16_000,
        ms: 1,
      }),
    },
    ready: Promise.resolve(),
    warmUp: () => Promise.resolve(),
    status: () => ({ stt: lane, tts: lane }),
    close: () => Promise.resolve(),
  }
}

async function* echo(input: AssistantInput): AsyncGenerator<ReplyEvent> {
  yield { type: 'delta', text: 'You said: ' }
  await Promise.resolve()
  yield { type: 'delta', text: `${input.text}. And that is all there is.` }
  yield { type: 'stats', stats: { model: 'fake', ttftMs: 1, totalMs: 2 } }
}

/** The server's end of a socket, without the network: what was sent, and a switch that closes it. */
export function fakeConnection() {
  const gone = new AbortController()
  const sent: Record<string, unknown>[] = []
  const connection: Connection = {
    gone: gone.signal,
    send(frame) {
      if (gone.signal.aborted) return false
      sent.push(JSON.parse(JSON.stringify(frame)) as Record<string, unknown>)
      return true
    },
    drained: () => Promise.resolve(),
    close: () => gone.abort(),
  }
  return { connection, sent, drop: () => gone.abort() }
}

/** Waits until `isTrue`, looking between other work. Fails the test by time-out when it never is. */
export async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}
