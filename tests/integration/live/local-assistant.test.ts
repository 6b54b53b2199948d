import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLogger, startAssistantServer } from '../../../src/server/index.ts'
import type { RunningServer } from '../../../src/server/index.ts'
import { runLiveCheck } from '../../../src/cli/live-check/run.ts'
import { ChatClient } from '../../../src/main/chat/client.ts'
import { ChatHttp } from '../../../src/main/chat/http.ts'
import { FileClient } from '../../../src/main/files/client.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import type { LiveClient } from '../../../src/main/live/client.ts'
import { probeProfile } from '../../../src/main/live/probe.ts'
import { SignIns } from '../../../src/main/live/sign-in.ts'
import type { Profile } from '../../../src/shared/settings.ts'
import type { TurnView } from '../../../src/shared/view.ts'
import { decodeWav, encodeWav } from '../../../src/shared/wav.ts'
import { isConnected, PROFILE, startClient, until } from './support.ts'

/* The client and our own server, for real: recognition, skills and voice included. */

let folder: string
let server: RunningServer
let key: string
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-local-'))
  const modelDir = path.join(import.meta.dirname, '../../../models')
  server = await startAssistantServer({
    dataDir: folder,
    modelDir,
    log: createLogger('silent'),
    locale: 'en-GB',
  })
  key = (await server.createKey({ name: 'test', scopes: ['chat', 'file', 'config'] })).key
  await server.createAccount('astrbot', 'a long enough password')
}, 60_000)

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const deps = () => ({
  clock: realClock,
  random: Math.random,
  log: silentLog,
  credentials: () => Promise.resolve({ kind: 'api-key' as const, key }),
  resolveBaseUrl: () => Promise.resolve(server.url),
})

async function connected(hears = true): Promise<LiveClient> {
  const client = startClient(server.url, { credential: { kind: 'api-key', key }, hears })
  cleanups.push(() => client.dispose())
  client.connect()
  await until('connected', () => isConnected(client))
  return client
}

const turnOf = (client: LiveClient, id: string): TurnView | undefined =>
  client.snapshot().turns.find((turn) => turn.id === id)
const ended = (client: LiveClient, id: string): Promise<void> =>
  until(
    `the end of ${id}`,
    () => ['done', 'failed', 'interrupted', 'unsent'].includes(turnOf(client, id)?.state ?? ''),
    30_000,
  )

describe('the client with the local assistant', () => {
  it('asks in writing, and gets tools, text and audio', async () => {
    const client = await connected()
    let audio = 0
    client.on('play', ({ bytes }) => void (audio += bytes.byteLength))
    const id = client.sendText({ text: 'What is 12 times 12?' })
    await ended(client, id)
    expect(turnOf(client, id)).toMatchObject({
      state: 'done',
      reply: { text: expect.stringContaining('144') },
    })
    expect(turnOf(client, id)?.reply.tools).toMatchObject([{ status: 'done', result: '144' }])
    expect(audio).toBeGreaterThan(10_000)
  })

  it('asks by voice: the assistant hears what it said itself', async () => {
    const client = await connected()
    const chunks: Uint8Array[] = []
    const off = client.on('play', ({ bytes }) => void chunks.push(bytes))
    const typed = client.sendText({ text: 'What is 12 times 12?' })
    await ended(client, typed)
    off()
    const { pcm } = decodeWav(chunks[0] ?? new Uint8Array()) ?? { pcm: new Int16Array() }
    const { turnId } = client.startSpeaking()
    for (let at = 0; at < pcm.length; at += 320)
      client.pushAudio(new Uint8Array(pcm.slice(at, at + 320).buffer))
    client.endSpeaking({ peak: 0.5 })
    await ended(client, turnId)
    const turn = turnOf(client, turnId)
    expect(turn?.input.text?.toLowerCase()).toMatch(/twelve|12|144/)
    expect(turn?.metrics).toMatchObject({ input_type: 'audio', stt: expect.any(String) })
  })

  it('hears of silence that there was no speech, and goes on', async () => {
    const client = await connected()
    const { turnId } = client.startSpeaking()
    for (let frame = 0; frame < 50; frame += 1) client.pushAudio(new Uint8Array(640))
    client.endSpeaking({ peak: 0.01 })
    const next = client.sendText({ text: 'What is 2 plus 2?' })
    await ended(client, next)
    expect(turnOf(client, turnId)).toMatchObject({ state: 'failed', failure: { code: 'NO_SPEECH' } })
    expect(turnOf(client, next)).toMatchObject({
      state: 'done',
      reply: { text: expect.stringContaining('4') },
    })
  })

  it('is interrupted at once, says so, and answers the next', async () => {
    const client = await connected(false)
    const silenced: number[] = []
    client.on('silence', ({ epoch }) => void silenced.push(epoch))
    const long = client.sendText({ text: 'What can you do?' })
    await until('some audio', () => turnOf(client, long)?.state === 'speaking', 20_000)
    client.interrupt()
    expect(silenced).toEqual([1])
    expect(turnOf(client, long)?.state).toBe('interrupted')
    const next = client.sendText({ text: 'What is 3 plus 4?' })
    await until('the next answer', () => turnOf(client, next)?.reply.text.includes('7') === true, 20_000)
    expect(client.snapshot().connection.server?.interruptible).toBe(true)
  })

  it('serves what is sent in a burst, in order, each with its own answer', async () => {
    const client = await connected()
    const ids = [1, 2, 3].map((number) => client.sendText({ text: `What is ${number} plus 100?` }))
    for (const id of ids) await ended(client, id)
    const replies = ids.map((id) => turnOf(client, id)?.reply.text ?? '')
    expect(replies).toHaveLength(3)
    for (const [index, sum] of ['101', '102', '103'].entries()) expect(replies[index]).toContain(sum)
  })

  it('lets a timer ring between turns', async () => {
    const client = await connected()
    const id = client.sendText({ text: 'Set a timer for 1 second' })
    await ended(client, id)
    const push = (): TurnView | undefined =>
      client.snapshot().turns.find((turn) => turn.input.kind === 'push')
    await until('the ring', () => push()?.state === 'done', 20_000)
    expect(push()?.reply.text).toMatch(/timer/i)
  })

  it('passes the Test button with a key and with an account', async () => {
    const local: Profile = { ...PROFILE, kind: 'local' }
    expect(await probeProfile(local, key, realClock, server.url)).toMatchObject({
      failure: null,
      server: { kind: 'parley', live: true, chat: true, files: true },
    })
    const account: Profile = { ...PROFILE, signIn: 'account', account: 'astrbot', baseUrl: server.url }
    expect(await probeProfile(account, 'a long enough password', realClock)).toMatchObject({
      failure: null,
      server: { kind: 'parley', live: true, chat: true, files: true },
    })
    expect((await probeProfile(account, 'wrong', realClock)).failure?.code).toBe('BAD_PASSWORD')
    expect(
      (await probeProfile({ ...PROFILE, baseUrl: server.url }, 'abk_wrong', realClock)).failure?.code,
    ).toBe('UNAUTHORIZED')
  })

  it('signs an account in and talks', async () => {
    const profile: Profile = { ...PROFILE, signIn: 'account', account: 'astrbot' }
    const signIns = new SignIns(
      realClock,
      () => Promise.resolve('a long enough password'),
      () => Promise.resolve(server.url),
    )
    const credential = await signIns.credentials(profile, { fresh: false })
    if (!('kind' in credential)) throw new Error(credential.message)
    const client = startClient(server.url, { credential })
    cleanups.push(() => client.dispose())
    client.connect()
    await until('connected', () => isConnected(client))
    const id = client.sendText({ text: 'What is 1 plus 1?' })
    await ended(client, id)
    expect(turnOf(client, id)?.state).toBe('done')
  })
})

describe('chat and files with the local assistant', () => {
  it('sends a file up, gets it back, and talks about it in chat mode', async () => {
    const files = new FileClient(deps())
    const bytes = Buffer.from('one two three four')
    const uploaded = await files.upload(PROFILE, { bytes, name: 'words.txt' })
    expect(Buffer.from((await files.download(PROFILE, uploaded.attachmentId)).bytes)).toEqual(bytes)

    const chat = new ChatClient(deps())
    cleanups.push(() => chat.dispose())
    chat.useProfile(PROFILE)
    chat.connect()
    const id = chat.send({
      sessionId: 'session-1',
      parts: [
        { type: 'plain', text: 'What is 6 times 7?' },
        { type: uploaded.kind, attachment_id: uploaded.attachmentId },
      ],
    })
    const message = () => chat.snapshot().messages.find((one) => one.id === id)
    await until('the reply', () => message()?.state === 'done', 20_000)
    expect(message()).toMatchObject({
      reply: { text: expect.stringContaining('42') },
      saved: { user: expect.any(String), reply: [expect.any(String)] },
    })
  })

  it('streams an answer over HTTP, and lists the session', async () => {
    const http = new ChatHttp(deps())
    let text = ''
    let sessionId = ''
    for await (const item of http.ask(PROFILE, { parts: [{ type: 'plain', text: 'What is 6 times 7?' }] })) {
      if (item.type === 'session') sessionId = item.sessionId
      else if (item.frame.type === 'plain' && (item.frame.chain_type ?? null) === null)
        text += item.frame.data
    }
    expect(text).toContain('42')
    expect((await http.sessions(PROFILE)).sessions.map((session) => session.session_id)).toContain(sessionId)
    expect((await http.configs(PROFILE)).configs).not.toEqual([])
  })
})

describe('live-check', () => {
  it('uploads, fetches back, asks, and saves the spoken answer', async () => {
    const lines: string[] = []
    const file = path.join(folder, 'note.txt')
    const out = path.join(folder, 'answer.wav')
    await writeFile(file, 'hello')
    const options = {
      baseUrl: server.url,
      apiKey: key,
      username: 'alice',
      file,
      attachmentId: null,
      text: 'What is 12 times 12?',
      wav: null,
      out,
      checkDownload: true,
      timeoutMs: 30_000,
    }
    expect(await runLiveCheck(options, (line) => void lines.push(line))).toBe(true)
    const printed = lines.join('\n')
    expect(printed).toContain('the same bytes')
    expect(printed).toMatch(/\[WS\] <- \{"t":"end"\}/)
    expect(printed).toMatch(/wav_to_tts_total_time/)
    expect(printed).not.toContain(key)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2000)
    expect(decodeWav(await readFile(out))?.pcm.length).toBeGreaterThan(8000)
    await expect(runLiveCheck({ ...options, apiKey: 'abk_wrong' }, () => undefined)).rejects.toMatchObject({
      failure: { code: 'UNAUTHORIZED' },
    })
    const silence = encodeWav(new Int16Array(16_000), 16_000)
    expect(await runLiveCheck({ ...options, file: null, out: null, wav: silence }, () => undefined)).toBe(
      false,
    )
  })
})
