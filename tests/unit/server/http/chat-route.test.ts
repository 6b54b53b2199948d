import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../../../src/server/http/app.ts'
import { eventually, makeContext } from '../../../helpers/fake-engine.ts'
import type { Script } from '../../../helpers/fake-engine.ts'

const disposers: (() => unknown)[] = []
afterEach(async () => {
  for (const dispose of disposers.splice(0)) await dispose()
})

async function start(script: Script) {
  const { context, dispose } = await makeContext(script)
  const app = await createApp(context)
  await app.listen({ host: '127.0.0.1', port: 0 })
  disposers.push(() => app.close(), dispose)
  const { port } = app.server.address() as AddressInfo
  const { key } = await context.keys.create({ name: 'k', scopes: ['chat'], username: 'alice' })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const post = (body: unknown) => {
    const asked = request({ host: '127.0.0.1', port, path: '/api/v1/chat', method: 'POST', headers })
    asked.on('error', () => undefined)
    asked.end(typeof body === 'string' ? body : JSON.stringify(body))
    return asked
  }
  return { context, post }
}

describe('POST /api/v1/chat', () => {
  it('a client that goes away stops the reply; what was said is kept', async () => {
    let wasStopped = false
    const { context, post } = await start({
      async *reply({ signal }) {
        yield { type: 'delta', text: 'Half ' }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        wasStopped = true
      },
    })
    const asked = post({ username: 'alice', session_id: 's', message: 'hi' })
    asked.on('response', (response) => {
      response.on('error', () => undefined)
      response.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Half')) asked.destroy()
      })
    })
    await eventually(() => wasStopped)
    const { conversations } = context.store
    const pk = conversations.find('user:alice', 's')?.pk ?? 0
    await eventually(() => conversations.recent(pk, 9).length === 2)
    expect(conversations.recent(pk, 9)[1]).toMatchObject({ text: 'Half ', interrupted: true })
  })

  it('a failure is an error event, and the stream still ends', async () => {
    const { post } = await start({
      async *reply() {
        yield await Promise.resolve({ type: 'delta', text: 'x' } as const)
        throw new Error('boom')
      },
    })
    const body = await new Promise<string>((resolve) => {
      post({ username: 'alice', message: 'hi' }).on('response', (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve(text))
      })
    })
    const types = [...body.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type)
    expect(types).toEqual(['session_id', 'user_message_saved', 'plain', 'error', 'message_saved', 'end'])
  })

  it('a body that is no JSON is answered in the contract’s words', async () => {
    const { post } = await start({})
    const status = await new Promise<[number | undefined, string]>((resolve) => {
      post('{nope').on('response', (response) => {
        response.on('data', (chunk: Buffer) => resolve([response.statusCode, chunk.toString()]))
      })
    })
    expect(status).toEqual([200, '{"status":"error","message":"Missing key: username","data":null}'])
  })
})
