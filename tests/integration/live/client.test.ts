import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/lib/log.ts'
import { DiskOutbox } from '../../../src/main/live/outbox.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import type { TurnView } from '../../../src/shared/view.ts'
import { isConnected, PROFILE, speech, startClient, startServer, until } from './support.ts'
import type { TestServer } from './support.ts'

let folder: string
const cleanups: (() => unknown)[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-client-'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  await rm(folder, { recursive: true, force: true })
})

async function server(options: Parameters<typeof startServer>[0] = {}): Promise<TestServer> {
  const started = await startServer(options)
  cleanups.push(() => started.close())
  return started
}

function client(url: string, options: Parameters<typeof startClient>[1] = {}) {
  const started = startClient(url, options)
  cleanups.push(() => started.dispose())
  return started
}

const openOutbox = () => DiskOutbox.open(folder, silentLog, (problem) => expect(problem).toBeNull())

function answers(text: string): object[] {
  return [
    { t: 'metrics', data: { input_type: 'text' } },
    { t: 'user_msg', data: { text, ts: 1 } },
    { t: 'bot_delta_chunk', data: { text: `You said ${text}` } },
    { t: 'response', data: Buffer.from(speech()).toString('base64') },
    { t: 'end' },
    { t: 'metrics', data: { wav_to_tts_total_time: 0.5 } },
  ]
}

describe('what goes over the wire', () => {
  it('is one frame for each frame of speech, at once, with the segment`s stamp at both ends', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    const { stamp } = here.startSpeaking()
    for (let frame = 0; frame < 3; frame += 1) {
      here.pushAudio(speech())
      await until('the frame', () => there.received.length === frame + 2)
    }
    here.endSpeaking({ peak: 0.3 })
    await until('the end', () => there.received.length === 5)
    const data = Buffer.from(speech()).toString('base64')
    expect(there.received).toEqual([
      { t: 'start_speaking', stamp },
      { t: 'speaking_part', data },
      { t: 'speaking_part', data },
      { t: 'speaking_part', data },
      { t: 'end_speaking', stamp },
    ])
  })

  it('is refused before it goes when it makes no sense', () => {
    const here = client('http://127.0.0.1:9')
    expect(() => here.pushAudio(new Uint8Array(3))).toThrow(FailureError)
    expect(() => here.sendText({ text: '  \n' })).toThrow(FailureError)
    for (let index = 0; index < 16; index += 1) here.sendText({ text: 'x' })
    expect(() => here.sendText({ text: 'x' })).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: 'OUTBOX_FULL' }) }),
    )
    expect(() => here.startSpeaking()).toThrow(FailureError)
  })

  it('gives back the segment that is open already, instead of beginning a second', () => {
    const here = client('http://127.0.0.1:9')
    const first = here.startSpeaking()
    expect(here.startSpeaking()).toEqual(first)
    expect(here.snapshot().turns).toHaveLength(1)
  })
})

describe('asking again', () => {
  it('asks a typed question anew when its answer failed, as a turn of its own', async () => {
    const there = await server()
    const here = client(there.url)
    here.connect()
    await until('connected', () => isConnected(here))
    const id = here.sendText({ text: 'why' })
    await until('the input', () => there.received.length === 1)
    there.send(
      { t: 'metrics', data: { input_type: 'text' } },
      { t: 'user_msg', data: { text: 'why', ts: 1 } },
    )
    there.send({ t: 'error', data: 'boom' })
    await until('failed', () => here.snapshot().turns[0]?.state === 'failed')
    expect(await here.retry(id)).toBeNull()
    await until('the second', () => there.received.length === 2)
    expect(there.received[1]).toEqual(there.received[0])
    expect(here.snapshot().turns).toHaveLength(2)
    expect(await here.retry('nothing')).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the outbox and a restart of the app', () => {
  it('offers what was not answered, and sends the recording from the disk when asked to', async () => {
    const silent = await server()
    const before = client(silent.url, { outbox: await openOutbox() })
    before.connect()
    await until('connected', () => isConnected(before))
    const typed = before.sendText({ text: 'typed' })
    const { turnId: spoken } = before.startSpeaking()
    for (let frame = 0; frame < 40; frame += 1) before.pushAudio(speech())
    before.endSpeaking({ peak: 0.4 })
    await until('all of it', () => silent.received.some((frame) => frame['t'] === 'end_speaking'))
    await before.dispose()

    const there = await server({
      onFrame(frame, socket) {
        const isVoice = frame['t'] === 'end_speaking'
        if (!isVoice && frame['t'] !== 'text_input') return
        for (const one of answers('it'))
          socket.send(JSON.stringify(one).replace('"text"}', isVoice ? '"audio"}' : '"text"}'))
      },
    })
    const outbox = await openOutbox()
    const after = client(there.url, { outbox })
    after.connect()
    await until('connected', () => isConnected(after))
    const states = () => Object.fromEntries(after.snapshot().turns.map((turn) => [turn.id, turn.state]))
    // Typed first, but then interrupted by speaking: that was the person`s own doing, so only the speech is offered.
    expect(states()).toEqual({ [spoken]: 'unsent' })
    expect(states()[typed]).toBeUndefined()
    expect(after.snapshot().turns[0]?.input.audioMs).toBe(800)
    expect(there.received).toEqual([])

    expect(await after.retry(spoken)).toBeNull()
    await until('the answer', () => states()[spoken] === 'done')
    const audio = there.received.flatMap((frame) =>
      frame['t'] === 'speaking_part' ? [Buffer.from(String(frame['data']), 'base64')] : [],
    )
    expect(Buffer.concat(audio)).toEqual(Buffer.concat(Array.from({ length: 40 }, () => speech())))
    await outbox.settled()
    expect((await openOutbox()).items(PROFILE.id)).toEqual([])
  })

  it('says so when a recording cannot be read any more', async () => {
    const item = {
      version: 1,
      turnId: 'v',
      profileId: PROFILE.id,
      kind: 'voice',
      stamp: 'v',
      text: '',
      attachments: [],
      createdAt: 1,
    }
    await writeFile(path.join(folder, 'v.json'), JSON.stringify(item))
    await writeFile(path.join(folder, 'v.pcm'), new Uint8Array(640))
    const here = client('http://127.0.0.1:9', { outbox: await openOutbox() })
    await rm(path.join(folder, 'v.pcm'))
    expect(await here.retry('v')).toMatchObject({ code: 'FILE_UNREADABLE' })
    here.discard('v')
    expect(here.snapshot().turns).toEqual([])
  })

  it('survives being killed in the middle of a recording', async () => {
    const writer = spawn(process.execPath, [path.join(import.meta.dirname, 'outbox-writer.ts'), folder])
    let seconds = 0
    writer.stdout.on('data', (data: Buffer) => (seconds = Number(data.toString().trim().split('\n').at(-1))))
    await until('some recording', () => seconds >= 5, 20_000)
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    const outbox = await openOutbox()
    const items = outbox.items('p')
    expect(items.map((item) => item.turnId).sort()).toEqual(['spoken', 'typed'])
    expect(items.find((item) => item.turnId === 'typed')?.text).toBe('do not lose me')
    const audio = await outbox.readAudio('spoken')
    expect(audio?.byteLength).toBeGreaterThanOrEqual(seconds * 32_000)
    for (let second = 0; second < seconds; second += 1) {
      const piece = audio?.subarray(second * 32_000, (second + 1) * 32_000)
      expect(piece?.every((byte) => byte === (second & 0xff))).toBe(true)
    }
  })
})

describe('a day of use', () => {
  it('does not fill the memory: 10,000 turns', { timeout: 300_000 }, async () => {
    const there = await server({
      onFrame(frame, socket) {
        if (frame['t'] === 'text_input')
          for (const one of answers(String(frame['text']))) socket.send(JSON.stringify(one))
        there.received.length = 0
      },
    })
    const outbox = await openOutbox()
    const here = client(there.url, { outbox })
    here.connect()
    await until('connected', () => isConnected(here))
    let finished = 0
    const done = new Set<string>()
    here.on('turn', (turn: TurnView) => {
      if (turn.state === 'done' && !done.has(turn.id)) {
        done.add(turn.id)
        finished += 1
      }
    })
    here.on('turn-removed', ({ turnId }) => void done.delete(turnId))
    let before = 0
    for (let turn = 0; turn < 10_000; turn += 1) {
      // What the first 500 turns fill (the transcript that windows see) is allowed.
      if (turn === 1000) {
        await outbox.settled()
        before = heapUsed()
      }
      here.sendText({ text: `number ${turn}` })
      if (turn % 8 === 7) await until('the answers', () => finished === turn + 1)
    }
    await until('the last answers', () => finished === 10_000)
    await outbox.settled()
    const grownMb = (heapUsed() - before) / 1024 / 1024
    expect(here.snapshot().turns).toHaveLength(500)
    expect(grownMb).toBeLessThan(10)
  })
})

/** Bytes in use after a collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}
