import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { systemClock } from '../../../src/server/clock.ts'
import { createEngine } from '../../../src/server/engine.ts'
import { createLogger } from '../../../src/server/log.ts'
import { startServer } from '../../../src/server/server.ts'
import type { RunningServer } from '../../../src/server/server.ts'
import type { Assistant } from '../../../src/server/skills/types.ts'
import { encodeWav } from '../../../src/shared/wav.ts'
import { Chance } from '../../helpers/chance.ts'
import { startCuttingNetwork } from '../../helpers/cutting-network.ts'
import type { CuttingNetwork } from '../../helpers/cutting-network.ts'
import { PROFILE, speech, until } from '../live/support.ts'
import { startAppParts } from './app-parts.ts'
import type { AppParts } from './app-parts.ts'

/*
 * Uploads and the live socket are cut at random, one at a time and all together, while files are attached, messages are typed
 * and spoken beside them, and Parley is closed and started again. The assistant is the real one. Whatever happens: each
 * message reaches it at most once by itself; one that may not have reached it is offered to the person, who then sends it once
 * more; and what came is, byte for byte, what was chosen.
 *
 * The seed of a round is in its name; PARLEY_SEED repeats one.
 */

const MESSAGES = 4
const GIVEN_SEED = process.env['PARLEY_SEED']
const FIRST_SEED = Number(GIVEN_SEED ?? Math.floor(Math.random() * 1_000_000))
const SEEDS = Array.from({ length: GIVEN_SEED ? 1 : 10 }, (_, at) => FIRST_SEED + at)

const SOUND = encodeWav(new Int16Array(8000), 16_000)

/** A message: its words, and its files by their SHA-256. */
interface Message {
  readonly text: string
  readonly files: readonly string[]
}

let folder: string
let server: RunningServer
let key: string
/** What reached the assistant. */
let asked: Message[] = []
let network: CuttingNetwork
let app: AppParts

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The same assistant, with a look at what it is asked. */
function watched(assistant: Assistant): Assistant {
  return {
    ...assistant,
    async *reply(input) {
      const files = input.parts.map(async (part) => sha256(await part.readHead(part.size + 1)))
      asked.push({ text: input.text, files: await Promise.all(files) })
      yield* assistant.reply(input)
    },
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-cuts-'))
  const log = createLogger('silent')
  const dataDir = path.join(folder, 'server')
  // Nothing is recognised there: without the models, nothing is loaded.
  const modelDir = path.join(folder, 'no-models')
  server = await startServer({
    ...{ dataDir, host: '127.0.0.1', port: 0, clock: systemClock, log, locale: 'en-US' },
    createEngine: ({ onRing }) => {
      const engine = createEngine({ dataDir, modelDir, config: {}, log, onRing })
      // A voice takes a second of CPU time for each answer.
      const tts = { name: 'quick', speak: () => Promise.resolve({ wav: SOUND, sampleRate: 16_000, ms: 1 }) }
      return { ...engine, speech: { ...engine.speech, tts }, assistant: watched(engine.assistant) }
    },
  })
  key = (await server.createKey({ name: 'test', scopes: ['chat', 'file'] })).key
})

afterEach(async () => {
  await app.quit()
  await network.close()
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** A person who attaches files, types and talks. */
class Person {
  /** What was meant to be sent, by turn. */
  readonly meant = new Map<string, Message>()
  readonly #chance: Chance
  readonly #folder: string
  #words = ''

  constructor(chance: Chance, data: string) {
    this.#chance = chance
    this.#folder = data
  }

  async start(): Promise<void> {
    app = await startAppParts({
      folder: this.#folder,
      url: network.url,
      key,
      recognise: async () => {
        const words = this.#words
        await pause(this.#chance.upTo(30))
        return words
      },
    })
  }

  /** Attaches some files, and types or says something. */
  async say(text: string): Promise<void> {
    const chance = this.#chance
    const files: string[] = []
    for (let left = chance.upTo(3); left > 0; left--) files.push(await this.#attach(`${text} ${left}.bin`))
    await pause(chance.upTo(20))
    const isSpoken = files.length > 0 && chance.is(0.4)
    this.meant.set(isSpoken ? await this.#speak(text) : await this.#type(text), { text, files })
  }

  async #attach(name: string): Promise<string> {
    const bytes = this.#chance.bytes(1 + this.#chance.upTo(this.#chance.is(0.2) ? 1_500_000 : 100_000))
    // By chance they would begin like a picture now and then, which is not sent before it was looked into.
    bytes[0] = 1
    const file = path.join(this.#folder, name)
    await writeFile(file, bytes)
    app.drafts.add([file])
    return sha256(bytes)
  }

  /** Waits for the uploads, as the window does. */
  async #type(text: string): Promise<string> {
    if (this.#chance.is(0.25)) {
      await pause(this.#chance.upTo(30))
      await this.#restart()
    }
    await wait('the uploads', () => app.views().every(({ status }) => status === 'ready'))
    return app.send(
      text,
      app.views().map(({ id }) => id),
    )
  }

  async #restart(): Promise<void> {
    await app.quit()
    await this.start()
  }

  /** Does not wait for the uploads. */
  async #speak(text: string): Promise<string> {
    this.#words = text
    const { turnId } = app.speech.startSpeaking({ handsFree: false })
    for (let frame = 0; frame < 5; frame++) {
      app.speech.pushAudio(speech())
      await pause(this.#chance.upTo(5))
    }
    app.speech.endSpeaking({ peak: 0.5 })
    // The files beside the composer are this message's until it is sent; the next one's come after.
    if (this.#chance.is(0.3)) {
      await pause(this.#chance.upTo(30))
      await this.#restart()
    }
    const isSent = () => {
      const turn = turnOf(turnId)
      // What was not sent when Parley was closed is offered, with its files.
      if (turn?.state === 'unsent' && turn.compose?.stage !== 'sent' && turn.input.text === null)
        void app.live.retry(turnId)
      return turn === undefined || app.views().length === 0
    }
    await wait('the words and files to be sent', isSent)
    return turnId
  }
}

const turnOf = (id: string) => app.live.snapshot().turns.find((turn) => turn.id === id)
const countOf = (text: string): number => asked.filter((each) => each.text === text).length

const SETTLED = new Set<string | undefined>(['done', 'failed', 'interrupted', 'unsent', undefined])

/** Waits as a person does: what failed, and a connection that waits long, is tried again. */
function wait(what: string, done: () => boolean): Promise<void> {
  return until(
    what,
    () => {
      for (const { id, status } of app.views()) if (status === 'failed') app.drafts.retry(id)
      if (app.live.snapshot().connection.status === 'waiting') app.live.retryNow()
      return done()
    },
    20_000,
  )
}

/** Every message is accounted for; the person sends those again that are offered. */
async function account(turnId: string, message: Message): Promise<void> {
  const { text } = message
  const turn = () => turnOf(turnId)
  const settled = (): Promise<void> => wait(`${text} to settle`, () => SETTLED.has(turn()?.state))
  await settled()
  let sendings = 1
  for (; turn()?.state === 'unsent'; sendings++) {
    expect(countOf(text), `${text} is not sent by itself`).toBeLessThanOrEqual(sendings)
    expect(await app.live.retry(turnId)).toBe(null)
    await settled()
  }
  expect(countOf(text), `${text} is not sent by itself`).toBeLessThanOrEqual(sendings)
  // Without a turn, it was acknowledged before Parley was closed. To begin to speak is not to want it any more.
  const state = turn()?.state ?? 'acknowledged'
  if (state !== 'interrupted') expect(countOf(text), `${text}, ${state}, is not lost`).toBeGreaterThan(0)
  if (state === 'failed') expect(turn()?.failure?.code).toMatch(/CONNECTION_LOST|SERVER_CLOSING/)
  for (const each of asked.filter((one) => one.text === text)) expect(each).toEqual(message)
}

describe('uploads and the socket, cut at random', () => {
  it.each(SEEDS)('lose nothing and send nothing twice (seed %i)', async (seed) => {
    const chance = new Chance(seed)
    const data = path.join(folder, String(seed))
    await mkdir(data)
    network = await startCuttingNetwork(server.url, chance)
    onTestFailed(() => {
      console.error(`PARLEY_SEED=${seed}: ${network.cuts.join('; ')}`)
    })
    asked = []
    const person = new Person(chance, data)
    await person.start()
    for (let at = 0; at < MESSAGES; at++) {
      network.allow(chance.upTo(4))
      await person.say(`message ${at}`)
    }
    network.allow(0)
    for (const [turnId, message] of person.meant) await account(turnId, message)

    await app.outbox.settled()
    expect(app.outbox.items(PROFILE.id)).toEqual([])
    expect(app.views()).toEqual([])
  })
})
