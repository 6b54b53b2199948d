import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../helpers/assistant-server.ts'
import type { TestServer } from '../helpers/assistant-server.ts'
import { startRecordingProxy } from '../helpers/recording-proxy.ts'
import type { RecordingProxy } from '../helpers/recording-proxy.ts'
import { World } from './world.ts'

/*
 * A network that goes away, as people see it: nothing they typed is lost, nothing is sent twice, and it mends itself.
 */

let world: World
let server: TestServer
let proxy: RecordingProxy

beforeAll(async () => {
  world = await World.start()
  server = await startTestServer()
  proxy = await startRecordingProxy(server.server.url)
})

afterAll(async () => {
  await world.stop()
  await proxy.close()
  await server.stop()
})

test('what is typed while the server is away goes out once when it is back', async () => {
  const { key } = await server.server.createKey({ name: 'e2e', scopes: ['chat', 'file', 'config'] })
  const { windows, quit } = await world.launch({
    env: { PARLEY_BASE_URL: proxy.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'alice' },
  })
  await windows.until('the connection', (view) => view.connection.status === 'connected')
  const page = await windows.page('chat')
  const ask = async (text: string) => {
    await page.getByRole('textbox').fill(text)
    await page.keyboard.press('Enter')
  }
  const sentCount = (text: string) =>
    proxy.frames.filter(({ direction, json }) => direction === 'up' && JSON.stringify(json).includes(text))
      .length

  proxy.goAway()
  await windows.until('the loss to be seen', (view) => view.connection.status === 'waiting')
  await ask('What is 3 plus 4?')
  await windows.until('the turn to wait', ({ turns }) => turns[0]?.state === 'sending')
  expect(sentCount('3 plus 4')).toBe(0)

  proxy.comeBack()
  const view = await windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
  expect(view.turns[0]?.reply.text).toContain('7')
  expect(sentCount('3 plus 4')).toBe(1)
  await quit()
})

test('an input that may have been heard is offered again after a restart, not sent by itself', async () => {
  const { key } = await server.server.createKey({ name: 'e2e', scopes: ['chat', 'file', 'config'] })
  const env = { PARLEY_BASE_URL: proxy.url, PARLEY_API_KEY: key, PARLEY_USERNAME: 'alice' }
  const first = await world.launch({ env })
  await first.windows.until('the connection', (view) => view.connection.status === 'connected')
  const page = await first.windows.page('chat')

  // The server hears it, and nothing of what it says comes back.
  proxy.deafen(true)
  await page.getByRole('textbox').fill('What is 5 plus 6?')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => proxy.frames.some(({ json }) => JSON.stringify(json).includes('5 plus 6')))
    .toBe(true)
  const { userData } = first
  await first.quit()
  proxy.deafen(false)
  const before = proxy.frames.length

  const second = await world.launch({ env, userData })
  const view = await second.windows.until('the offer', ({ turns }) => turns[0]?.state === 'unsent')
  expect(view.turns[0]?.input.text).toBe('What is 5 plus 6?')
  await second.windows.until('the connection', ({ connection }) => connection.status === 'connected')
  expect(proxy.frames.slice(before).filter(({ direction }) => direction === 'up')).toEqual([])

  const again = await second.windows.page('chat')
  await again.getByRole('button', { name: 'Send again' }).click()
  const answered = await second.windows.until('the answer to sound', ({ voice }) => voice === 'speaking')
  expect(answered.turns.at(-1)?.reply.text).toContain('11')
  await second.quit()
})
