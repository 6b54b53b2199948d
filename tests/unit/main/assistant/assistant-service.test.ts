import { beforeEach, expect, test, vi } from 'vitest'
import { AssistantService } from '../../../../src/main/assistant/assistant-service.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import type { AssistantRequest } from '../../../../src/shared/assistant-process.ts'
import type { AssistantSnapshot } from '../../../../src/shared/view.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

interface Child {
  requests: AssistantRequest[]
  say(data: unknown): void
  exit(code: number): void
  killed: boolean
}

let clock: FakeClock
let children: Child[]
let snapshots: AssistantSnapshot[]
let rings: string[]
let timers: boolean[]
let restarts: number
let service: AssistantService

beforeEach(() => {
  clock = new FakeClock()
  children = []
  snapshots = []
  rings = []
  timers = []
  restarts = 0
  service = new AssistantService({
    spawn: () => {
      let listener: (data: unknown) => void = () => undefined
      let onExit: (code: number) => void = () => undefined
      const child: Child = {
        requests: [],
        say: (data) => {
          listener(data)
        },
        exit: (code) => {
          onExit(code)
        },
        killed: false,
      }
      children.push(child)
      return {
        post: (message) => child.requests.push(message),
        onMessage: (each) => (listener = each),
        onExit: (each) => (onExit = each),
        kill: () => (child.killed = true),
      }
    },
    dataDir: '/data',
    modelDir: '/models',
    locale: 'en-GB',
    config: () => ({ voice: 'rms' }),
    clock,
    log: silentLog,
    changed: (snapshot) => snapshots.push(snapshot),
    ringing: (text) => rings.push(text),
    hasTimers: (has) => timers.push(has),
    restarted: () => (restarts += 1),
  })
})

/** Answers the last request of the last child. */
function answer(data: unknown) {
  const child = children.at(-1)
  child?.say({ id: child.requests.at(-1)?.id, ok: true, data })
}

async function start(url = 'http://127.0.0.1:1') {
  const promise = service.url()
  answer({ url })
  return promise
}

test('it is started once, when somebody asks where it is', async () => {
  const [first, second] = [service.url(), service.url()]
  expect(children).toHaveLength(1)
  expect(children[0]?.requests).toMatchObject([
    { op: 'start', dataDir: '/data', modelDir: '/models', locale: 'en-GB', config: { voice: 'rms' } },
  ])
  answer({ url: 'http://127.0.0.1:1' })
  expect(await first).toBe('http://127.0.0.1:1')
  expect(await second).toBe(await first)
  expect(service.snapshot.status).toBe('ready')
})

test('speech that is ready before the start was answered stays ready', async () => {
  const promise = service.url()
  children[0]?.say({ event: 'speech-ready' })
  answer({ url: 'http://127.0.0.1:1' })
  await promise
  expect(service.snapshot).toEqual({ status: 'ready', speech: true, problem: null })
})

test('missing models are told, and the assistant still works for text', async () => {
  await start()
  children[0]?.say({
    event: 'speech-failed',
    error: { code: 'MODELS_MISSING', message: 'none', retryable: false },
  })
  expect(service.snapshot).toMatchObject({
    status: 'ready',
    speech: false,
    problem: { code: 'MODELS_MISSING' },
  })
})

test('a crash fails what was asked, and it starts again by itself', async () => {
  await start()
  const key = service.createKey('me')
  await Promise.resolve()
  children[0]?.exit(1)
  await expect(key).rejects.toMatchObject({ failure: { code: 'ASSISTANT_FAILED' } })
  expect(service.snapshot.status).toBe('failed')
  clock.advance(0)
  expect(children).toHaveLength(2)
  answer({ url: 'http://127.0.0.1:2' })
  expect(await service.url()).toBe('http://127.0.0.1:2')
  await Promise.resolve()
  expect(restarts).toBe(1)
})

test('a crash loop slows down, and a healthy while forgives', async () => {
  await start()
  const pauses: number[] = []
  for (let crash = 0; crash < 5; crash += 1) {
    const before = children.length
    children.at(-1)?.exit(1)
    let waited = 0
    while (children.length === before) {
      clock.advance(waited === 0 ? 0 : 1000)
      if (children.length === before) waited += 1000
    }
    pauses.push(waited)
    answer({ url: 'http://127.0.0.1:3' })
    await service.url()
  }
  expect(pauses).toEqual([0, 1000, 5000, 30_000, 30_000])
  clock.advance(61_000)
  const before = children.length
  children.at(-1)?.exit(1)
  clock.advance(0)
  expect(children).toHaveLength(before + 1)
})

test('a process that does not answer is an error, not a hang', async () => {
  const promise = service.url()
  clock.advance(20_000)
  await expect(promise).rejects.toMatchObject({ failure: { code: 'ASSISTANT_FAILED' } })
  expect(children[0]?.killed).toBe(true)
})

test('stopping is gentle, final, and not a crash', async () => {
  await start()
  const stopped = service.stop()
  expect(children[0]?.requests.at(-1)).toMatchObject({ op: 'stop' })
  answer(null)
  children[0]?.exit(0)
  await stopped
  clock.advance(100_000)
  expect(children).toHaveLength(1)
  expect(service.snapshot.status).toBe('off')
})

test('a timer that rings is passed on; nonsense is not', async () => {
  await start()
  children[0]?.say({ event: 'ringing', text: 'Tea!', label: 'tea', dueAt: 1 })
  children[0]?.say({ event: 'ringing', text: 5 })
  expect(rings).toEqual(['Tea!'])
})

/** The last child has stopped as it was told. */
async function stops() {
  await Promise.resolve()
  const child = children.at(-1)
  expect(child?.requests.at(-1)).toMatchObject({ op: 'stop' })
  answer(null)
  child?.exit(0)
  await vi.waitFor(() => {
    expect(service.snapshot.status).toBe('off')
  })
}

const running = (count: number) => children.at(-1)?.say({ event: 'timers', running: count })

test('with another server in use it stops at once when it has no timers, and after the last one when it has', async () => {
  await start()
  running(0)
  void service.rest()
  await stops()

  await start()
  running(2)
  await service.rest()
  running(1)
  expect(service.snapshot.status).toBe('ready')
  children.at(-1)?.say({ event: 'ringing', text: 'Tea!', label: 'tea', dueAt: 1 })
  running(0)
  await stops()
  expect(rings).toEqual(['Tea!'])
  expect(timers).toEqual([false, true, true, false])
})

test('whoever talks to it again keeps it, timers or not', async () => {
  await start()
  running(1)
  await service.rest()
  await service.url()
  running(0)
  await Promise.resolve()
  expect(children.at(-1)?.requests).toMatchObject([{ op: 'start' }])
  expect(service.snapshot.status).toBe('ready')
})

test('it is started for its timers alone, also after a crash, and stops when it turns out to have none', async () => {
  void service.wakeForTimers()
  expect(children).toHaveLength(1)
  running(1)
  answer({ url: 'http://127.0.0.1:1' })
  await Promise.resolve()
  children[0]?.exit(1)
  clock.advance(0)
  expect(children).toHaveLength(2)
  answer({ url: 'http://127.0.0.1:2' })
  running(0)
  await stops()
})

test('what was not started does not start to rest', async () => {
  await service.rest()
  expect(children).toEqual([])
  expect(service.snapshot.status).toBe('off')
})
