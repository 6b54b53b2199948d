import { describe, expect, it } from 'vitest'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import type { ChatEvent, ChatMessage, ChatModel } from '../../../../src/server/speech/openai-compatible.ts'
import { ThinkingFilter } from '../../../../src/server/skills/thinking-filter.ts'
import type { ReplyEvent } from '../../../../src/server/skills/types.ts'
import { memoryStore, saidIn, World } from './harness.ts'

/** A model that says what it is given and keeps what it was sent. */
function model(events: readonly ChatEvent[]): ChatModel & { readonly seen: ChatMessage[][]; closed: number } {
  const self = {
    name: 'test-model',
    seen: [] as ChatMessage[][],
    closed: 0,
    async *stream(messages: readonly ChatMessage[]): AsyncGenerator<ChatEvent> {
      self.seen.push([...messages])
      try {
        for (const event of events) yield await Promise.resolve(event)
      } finally {
        self.closed++
      }
    },
  }
  return self
}

describe('the assistant', () => {
  it('streams small groups of words and ends with figures', async () => {
    const events = await new World().events('What time is it in New York?')
    expect(events.map((event) => event.type)).toEqual([
      'tool_call',
      'tool_result',
      'delta',
      'delta',
      'delta',
      'stats',
    ])
    expect(events.at(-1)).toEqual({ type: 'stats', stats: { model: 'skill:clock', ttftMs: 0, totalMs: 0 } })
  })

  it('hands over to the chat endpoint what no skill does, with the conversation', async () => {
    const chat = model([
      { type: 'text', text: 'It is ' },
      { type: 'text', text: 'Paris.' },
      { type: 'usage', inputTokens: 50, outputTokens: 4 },
    ])
    const world = new World({ chat })
    await world.ask('What is twelve times seven?')
    expect(chat.seen).toEqual([])
    const events = await world.events('What is the capital of France?')
    expect(saidIn(events)).toBe('It is Paris.')
    expect(events.at(-1)).toMatchObject({ stats: { model: 'test-model', inputTokens: 50, outputTokens: 4 } })
    const [system, ...rest] = chat.seen[0] ?? []
    expect(system?.content).toContain('It is Sunday, November 22, 2026 at 3:45')
    expect(rest).toEqual([
      { role: 'user', content: 'What is twelve times seven?' },
      { role: 'assistant', content: '12 × 7 = 84.' },
      { role: 'user', content: 'What is the capital of France?' },
    ])
  })

  it('shows files to the chat endpoint', async () => {
    const chat = model([{ type: 'text', text: 'A dog.' }])
    const parts = [
      {
        name: 'dog.png',
        kind: 'image' as const,
        mime: 'image/png',
        size: 3,
        readHead: () => Promise.resolve(Uint8Array.of(1, 2, 3)),
      },
      {
        name: 'a.txt',
        kind: 'file' as const,
        mime: 'text/plain',
        size: 2,
        readHead: () => Promise.resolve(new TextEncoder().encode('hi')),
      },
      {
        name: 'b.zip',
        kind: 'file' as const,
        mime: 'application/zip',
        size: 2000,
        readHead: () => Promise.reject(new Error('not to be read')),
      },
    ]
    await new World({ chat }).ask('What is this?', { parts })
    expect(chat.seen[0]?.at(-1)?.content).toEqual([
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
      { type: 'text', text: 'File a.txt:\nhi' },
      {
        type: 'text',
        text: '[The person attached b.zip (application/zip, 2 KB); its contents cannot be shown to you.]',
      },
    ])
  })

  it('sends only the recent part of a long conversation', async () => {
    const chat = model([])
    const world = new World({ chat })
    for (let i = 0; i < 50; i++) world.history.push({ role: 'user', text: `${i} ${'x'.repeat(1000)}` })
    await world.ask('Tell me more about that story')
    const sent = chat.seen[0] ?? []
    expect(sent.length).toBe(1 + 11 + 1)
    expect(sent[11]?.content).toMatch(/^49 /)
  })

  it('lets the endpoint’s failure through, with its code', async () => {
    const chat: ChatModel = {
      name: 'broken',
      // eslint-disable-next-line require-yield
      async *stream() {
        await Promise.resolve()
        throw new FailureError(failure('CONNECTION_REFUSED', 'refused', true))
      },
    }
    await expect(new World({ chat }).events('Tell me a story')).rejects.toMatchObject({
      failure: { code: 'CONNECTION_REFUSED', retryable: true },
    })
  })

  it('stops at once when it is cancelled, and closes the endpoint', async () => {
    const chat = model(Array.from({ length: 100 }, (_, i) => ({ type: 'text' as const, text: `${i} ` })))
    const world = new World({ chat })
    const controller = new AbortController()
    const events: ReplyEvent[] = []
    for await (const event of world.assistant.reply(
      world.input('Tell me a story', { signal: controller.signal }),
    )) {
      events.push(event)
      if (events.length === 3) controller.abort()
    }
    expect(saidIn(events)).toBe('0 1 2 ')
    expect(chat.closed).toBe(1)
  })

  it('closes the endpoint when nobody reads on', async () => {
    const chat = model([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ])
    const world = new World({ chat })
    for await (const _ of world.assistant.reply(world.input('Tell me a story'))) break
    expect(chat.closed).toBe(1)
  })

  it('closes a tool call that fails', async () => {
    const store = memoryStore()
    const world = new World({
      store: { ...store, put: () => Promise.reject(new FailureError(failure('DISK_FULL', 'full', true))) },
    })
    const events: ReplyEvent[] = []
    const reading = (async () => {
      for await (const event of world.assistant.reply(world.input('take a note: buy milk')))
        events.push(event)
    })()
    await expect(reading).rejects.toMatchObject({ failure: { code: 'DISK_FULL' } })
    expect(events.map((event) => event.type)).toEqual(['tool_call', 'tool_result'])
    expect(events[1]).toMatchObject({ result: 'DISK_FULL' })
  })
})

describe('ThinkingFilter', () => {
  const run = (pieces: readonly string[]): string => {
    const filter = new ThinkingFilter()
    return pieces.map((piece) => filter.push(piece)).join('') + filter.flush()
  }

  it.each([
    [['Hello ', 'there'], 'Hello there'],
    [['<think>Hm. ', 'Well.</think>\n\nHello', ' you'], 'Hello you'],
    [Array.from('<think>a < b</think>Yes'), 'Yes'],
    [['<thi', 'ng> is a tag'], '<thing> is a tag'],
    [['<t'], '<t'],
    [['a <think> b </think> c'], 'a <think> b </think> c'],
    [['<think>never ends'], ''],
  ])('%j', (pieces, shown) => {
    expect(run(pieces)).toBe(shown)
  })
})
