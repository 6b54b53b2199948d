import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AssistantProcess } from '../../../src/main/assistant/assistant-service.ts'
import { SpeechWithFiles } from '../../../src/main/compose/speech-with-files.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import type { LiveClient, SentAttachment } from '../../../src/main/live/client.ts'
import { MAX_QUEUED } from '../../../src/main/live/turn/limits.ts'
import { DiskOutbox } from '../../../src/main/live/outbox.ts'
import { Recogniser } from '../../../src/main/recogniser/recogniser.ts'
import { runUtility } from '../../../src/server/utility.ts'
import { failure } from '../../../src/shared/failure.ts'
import type { Failure } from '../../../src/shared/failure.ts'
import type { DraftAttachment } from '../../../src/shared/view.ts'
import { decodeWav } from '../../../src/shared/wav.ts'
import { MODEL_DIR } from '../../helpers/assistant-server.ts'
import { HUMAN_VOICE } from '../../helpers/recordings.ts'
import { isConnected, PROFILE, startClient, startServer, until } from '../live/support.ts'

/* What a person says while a picture is attached, with the real recogniser and a real socket. */

const voice = (() => {
  const decoded = decodeWav(new Uint8Array(readFileSync(HUMAN_VOICE.amiable.path)))
  if (!decoded) throw new Error('The recording is not a WAV file')
  return new Uint8Array(decoded.pcm.buffer, decoded.pcm.byteOffset, decoded.pcm.byteLength)
})()

/** Runs the assistant's program in this process; the messages are copied, as between processes. */
function spawnHere(): AssistantProcess {
  const port = new EventEmitter() as EventEmitter & { postMessage(message: unknown): void }
  const toApp = new EventEmitter()
  port.postMessage = (message) => toApp.emit('message', structuredClone(message))
  runUtility(port, (code) => toApp.emit('exit', code))
  return {
    post: (message) => port.emit('message', { data: structuredClone(message) }),
    onMessage: (listener) => toApp.on('message', listener),
    onExit: (listener) => toApp.once('exit', listener),
    kill: () => port.emit('close'),
  }
}

let folder: string
let server: Awaited<ReturnType<typeof startServer>>
let live: LiveClient
let outbox: DiskOutbox
let recogniser: Recogniser
let speech: SpeechWithFiles
let drafts: DraftAttachment[]
let refusal: Failure | null
let wantsReview: boolean

const draft = (status: DraftAttachment['status']): DraftAttachment => ({
  id: 'd1',
  name: 'cat.png',
  kind: 'image',
  size: 3,
  contentType: 'image/png',
  status,
  waitsFor: null,
  progress: 0,
  alt: '',
  picture: null,
  scaleTo: null,
  notes: [],
  failure: null,
})

const setDrafts = (next: DraftAttachment[]): void => {
  drafts = next
  speech.draftsChanged()
}

const texts = () => server.received.filter(({ t }) => t === 'text_input')
const lastTurn = () => live.snapshot().turns.at(-1)
const stage = () => lastTurn()?.compose?.stage

function say(): void {
  speech.startSpeaking({ handsFree: false })
  for (let at = 0; at < voice.byteLength; at += 640) speech.pushAudio(voice.slice(at, at + 640))
  speech.endSpeaking({ peak: 0.5 })
}

/** Starts what speech goes through; again: after a restart of Parley. */
async function startApp(): Promise<void> {
  outbox = await DiskOutbox.open(folder, silentLog, () => undefined)
  live = startClient(server.url, { outbox })
  live.connect()
  speech = new SpeechWithFiles({
    live,
    drafts: {
      views: () => drafts,
      peek: (ids): SentAttachment[] => {
        if (ids.some((id) => drafts.find((one) => one.id === id)?.status !== 'ready'))
          throw new Error('not ready')
        return drafts
          .filter(({ id }) => ids.includes(id))
          .map(({ kind, name, size }) => ({ attachmentId: 'pic', kind, name, size }))
      },
      take: (ids) => {
        setDrafts(drafts.filter(({ id }) => !ids.includes(id)))
      },
    },
    recognise: (pcm) => recogniser.recognise(pcm),
    refusal: () => refusal,
    wantsReview: () => wantsReview,
  })
  await until('the connection', () => isConnected(live))
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-compose-'))
  server = await startServer()
  drafts = [draft('ready')]
  refusal = null
  wantsReview = false
  recogniser = new Recogniser({
    spawn: spawnHere,
    modelDir: MODEL_DIR,
    config: () => undefined,
    clock: realClock,
    log: silentLog,
  })
  await startApp()
})

afterEach(async () => {
  recogniser.close()
  await live.dispose()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

describe('speech with a picture', () => {
  it('goes out as one message of words and picture, and nothing else', async () => {
    say()
    await until('the message', () => texts().length > 0, 30_000)
    expect(server.received).toHaveLength(1)
    const [{ message } = { message: null }] = texts()
    const [words, picture] = message as [{ type: string; text: string }, unknown]
    expect(words.text.toLowerCase().replace(/[^a-z ]/g, '')).toBe(HUMAN_VOICE.amiable.words)
    expect([words.type, picture]).toEqual(['plain', { type: 'image', attachment_id: 'pic' }])
    expect(lastTurn()).toMatchObject({
      input: { kind: 'voice', text: words.text },
      compose: { stage: 'sent' },
    })
    expect(drafts).toEqual([])
    await outbox.settled()
    expect(outbox.items(PROFILE.id)).toMatchObject([{ kind: 'text', text: words.text, audioBytes: 0 }])
  })

  it('waits for an upload, also for one that has to be tried again', async () => {
    setDrafts([draft('uploading')])
    say()
    await until('the words', () => stage() === 'uploading', 30_000)
    setDrafts([draft('failed')])
    expect(stage()).toBe('upload-failed')
    expect(server.received).toEqual([])
    setDrafts([draft('uploading')])
    setDrafts([draft('ready')])
    await until('the message', () => texts().length === 1)
  })

  it('is shown first when the person wants to see it, and goes out as mended', async () => {
    wantsReview = true
    say()
    await until('the words', () => stage() === 'review', 30_000)
    const turnId = lastTurn()?.id ?? ''
    expect(lastTurn()?.input.text?.toLowerCase()).toContain('amiable')
    expect(server.received).toEqual([])
    speech.confirm(turnId, 'He might be amiable.')
    await until('the message', () => texts().length === 1)
    expect(JSON.stringify(texts())).toContain('He might be amiable.')
  })

  it('in a language that is not recognised is offered as two messages, and not lost', async () => {
    refusal = failure('STT_LANGUAGE', 'Chinese')
    say()
    await until('the offer', () => stage() === 'unrecognised')
    expect(server.received).toEqual([])
    await outbox.settled()
    expect(outbox.items(PROFILE.id)).toMatchObject([{ kind: 'voice', audioBytes: voice.byteLength }])
    speech.sendApart(lastTurn()?.id ?? '')
    await until('the speech', () => server.received.some(({ t }) => t === 'end_speaking'))
    expect(texts()).toEqual([{ t: 'text_input', message: [{ type: 'image', attachment_id: 'pic' }] }])
    const audio = server.received
      .filter(({ t }) => t === 'speaking_part')
      .map(({ data }) => Buffer.from(String(data), 'base64'))
    expect(Buffer.concat(audio).equals(Buffer.from(voice))).toBe(true)
  })

  it('keeps the files when too much waits for them to be sent apart, and sends them later', async () => {
    refusal = failure('STT_LANGUAGE', 'Chinese')
    say()
    await until('the offer', () => stage() === 'unrecognised')
    const turnId = lastTurn()?.id ?? ''
    const waiting = Array.from({ length: MAX_QUEUED }, (_, index) =>
      live.sendText({ text: `Question ${index}` }),
    )
    expect(() => {
      speech.sendApart(turnId)
    }).toThrow('Too many inputs wait')
    expect(drafts).toHaveLength(1)
    live.disconnect()
    for (const each of waiting) live.discard(each)
    speech.sendApart(turnId)
    expect(drafts).toEqual([])
    live.connect()
    await until('the picture', () => JSON.stringify(texts()).includes('"attachment_id":"pic"'))
  })

  it('without models is offered as two messages', async () => {
    recogniser = new Recogniser({
      spawn: spawnHere,
      modelDir: folder,
      config: () => undefined,
      clock: realClock,
      log: silentLog,
    })
    say()
    await until('the offer', () => stage() === 'unrecognised', 30_000)
    expect(lastTurn()?.compose?.failure?.code).toBe('MODELS_MISSING')
  })

  it('is offered with its picture after a restart, and then goes out as it was meant', async () => {
    setDrafts([draft('uploading')])
    say()
    await until('the words', () => stage() === 'uploading', 30_000)
    await live.dispose()
    await startApp()
    expect(lastTurn()).toMatchObject({ state: 'unsent', compose: { drafts: ['d1'] } })
    // The picture is not the next message's.
    const { turnId } = speech.startSpeaking({ handsFree: false })
    expect(lastTurn()).toMatchObject({ id: turnId, state: 'listening' })
    expect(lastTurn()?.compose).toBe(undefined)
    speech.cancelSpeaking()

    expect(await live.retry(lastTurn()?.id ?? '')).toBe(null)
    await until('the words', () => stage() === 'uploading', 30_000)
    setDrafts([draft('ready')])
    await until('the message', () => texts().length === 1)
    expect(texts()[0]?.['message']).toMatchObject([
      { type: 'plain' },
      { type: 'image', attachment_id: 'pic' },
    ])
    expect(server.received.every(({ t }) => t !== 'end_speaking')).toBe(true)
    await outbox.settled()
    expect(outbox.items(PROFILE.id)).toMatchObject([{ kind: 'text', audioBytes: 0, drafts: [] }])
  })

  it('whose files were all removed while it was spoken is speech like any other', async () => {
    refusal = failure('STT_LANGUAGE', 'Chinese')
    speech.startSpeaking({ handsFree: false })
    speech.pushAudio(voice.slice(0, 640))
    setDrafts([])
    speech.endSpeaking({ peak: 0.5 })
    await until('the speech', () => server.received.some(({ t }) => t === 'end_speaking'))
    expect(texts()).toEqual([])
  })

  it('leaves speech without files as it is', async () => {
    setDrafts([])
    say()
    await until('the speech', () => server.received.some(({ t }) => t === 'end_speaking'))
    expect(texts()).toEqual([])
  })
})
