import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvents } from '../../../../src/main/chat/sse.ts'

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part)
}

async function events(...parts: Uint8Array[]): Promise<string[]> {
  const found: string[] = []
  for await (const event of readEvents(pieces(...parts))) found.push(event)
  return found
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('server-sent events', () => {
  it('are the data between blank lines; comments and other fields are not', async () => {
    const text =
      ': heartbeat\n\nevent: x\nid: 1\ndata: one\n\ndata:two\ndata: lines\n\n\n\ndata\n\ndata: not finished'
    expect(await events(bytes(text))).toEqual(['one', 'two\nlines', ''])
  })

  it('take every kind of line end', async () => {
    expect(await events(bytes('data: a\r\n\r\ndata: b\n\ndata: c\r\r'), bytes('\n'))).toEqual(['a', 'b', 'c'])
  })

  it('may be cut anywhere, also inside a character', async () => {
    const whole = bytes('data: {"text":"你好🎙️"}\r\n\r\n: x\ndata: zwei\n\n')
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: whole.length }), { maxLength: 8 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length]
        const parts = at.slice(1).map((end, index) => whole.subarray(at[index] ?? 0, end))
        expect(await events(...parts)).toEqual(['{"text":"你好🎙️"}', 'zwei'])
      }),
      { numRuns: 300 },
    )
  })
})
