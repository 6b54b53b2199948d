import { EventEmitter } from 'node:events'
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTurn, textOf } from '../../../src/cli/conformance/target.ts'
import { runUtility } from '../../../src/server/utility.ts'
import {
  assistantMessageSchema,
  assistantStatusSchema,
  keyCreatedSchema,
  startedSchema,
} from '../../../src/shared/assistant-process.ts'
import type { AssistantMessage } from '../../../src/shared/assistant-process.ts'
import { MODEL_DIR, makeClient, makeDataDir } from '../../helpers/assistant-server.ts'

/** The app's end of the port. */
class TestPort extends EventEmitter {
  readonly messages: AssistantMessage[] = []
  #next = 0

  postMessage(message: AssistantMessage): void {
    // As over a real port: a copy, and nothing that cannot be copied.
    this.messages.push(assistantMessageSchema.parse(structuredClone(message)))
  }

  async ask(op: string, more: object = {}): Promise<AssistantMessage> {
    const id = this.#next++
    this.emit('message', { data: { id, op, ...more } })
    return await expect
      .poll(() => this.messages.find((one) => 'id' in one && one.id === id), { timeout: 20_000 })
      .toBeDefined()
      .then(() => this.messages.find((one) => 'id' in one && one.id === id) as AssistantMessage)
  }

  async data(op: string, more: object = {}): Promise<unknown> {
    const answer = await this.ask(op, more)
    if (!('id' in answer) || !answer.ok) throw new Error(JSON.stringify(answer))
    return answer.data
  }
}

describe('the utility process', () => {
  let dataDir: string
  let port: TestPort
  let exits: number[]

  beforeEach(async () => {
    dataDir = await makeDataDir()
    port = new TestPort()
    exits = []
    runUtility(port, (code) => exits.push(code))
  })
  afterEach(async () => {
    port.emit('close')
    await expect.poll(() => exits.length, { timeout: 20_000 }).toBe(1)
    await rm(dataDir, { recursive: true, force: true })
  })

  const start = () => port.data('start', { dataDir, modelDir: MODEL_DIR, locale: 'en-US' })

  it('starts, makes a key that works, reports, and stops', async () => {
    const { url } = startedSchema.parse(await start())
    expect(startedSchema.parse(await start()).url).toBe(url)
    const made = { name: 'app', scopes: ['chat', 'file'], username: 'alice' }
    const { key } = keyCreatedSchema.parse(await port.data('createKey', made))
    await makeClient(url, key).live(async (socket) => {
      socket.send({ t: 'text_input', text: 'Set a timer for 1 second' })
      expect(textOf(await readTurn(socket), 'bot_delta_chunk')).not.toBe('')
      expect(assistantStatusSchema.parse(await port.data('status')).sockets).toBe(1)
      await expect
        .poll(() => port.messages.find((one) => 'event' in one && one.event === 'ringing'), {
          timeout: 10_000,
        })
        .toMatchObject({ text: expect.stringMatching(/timer/i) })
    })
    // The last is told after its ring, so that whoever waits for it to stop has heard that.
    const events = port.messages.filter((one) => 'event' in one && /timers|ringing/.test(one.event))
    expect(events).toMatchObject([
      { event: 'timers', running: 0 },
      { event: 'timers', running: 1 },
      { event: 'ringing' },
      { event: 'timers', running: 0 },
    ])
    await expect
      .poll(() => port.messages.some((one) => 'event' in one && one.event === 'speech-ready'), {
        timeout: 20_000,
      })
      .toBe(true)
    await port.data('stop')
    await expect.poll(() => exits).toEqual([0])
  })

  it('answers what it cannot do, and lives on', async () => {
    expect(await port.ask('createKey', { name: 'x', scopes: ['chat'] })).toMatchObject({ ok: false })
    expect(await port.ask('fly')).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    port.emit('message', { data: 'nonsense' })
    port.emit('message', { data: null })
    const bad = { dataDir, modelDir: MODEL_DIR, config: { voice: 'nobody' } }
    expect(await port.ask('start', bad)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    startedSchema.parse(await start())
  })

  it('leaves when the app is gone', async () => {
    await start()
    port.emit('close')
    await expect.poll(() => exits, { timeout: 20_000 }).toEqual([3])
  })
})
