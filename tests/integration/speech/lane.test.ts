import { afterEach, describe, expect, it } from 'vitest'
import { WorkerLane } from '../../../src/server/speech/worker-lane.ts'

type Load = 'fine' | 'throws' | 'exits'
let lane: WorkerLane<string, string>
const never = new AbortController().signal

function open(load: () => Load = () => 'fine', jobTimeoutMs = 30_000): void {
  lane = new WorkerLane({
    name: 'test',
    url: new URL('./lane-worker.ts', import.meta.url),
    prepare: () => Promise.resolve({ load: load() }),
    code: 'STT_FAILED',
    jobTimeoutMs,
  })
}
const run = async (input: string): Promise<string> => (await lane.run(input, never)).output

afterEach(() => lane.close())

describe('WorkerLane', () => {
  it('loads at the first job and does jobs in order', async () => {
    open()
    expect(lane.status()).toMatchObject({ state: 'idle', queued: 0 })
    expect(await Promise.all(['a', 'b', 'c'].map(run))).toEqual(['did a', 'did b', 'did c'])
    expect(lane.status()).toMatchObject({ state: 'ready', queued: 0, restarts: 0 })
  })

  it('fails a job that throws, with the lane’s code, and goes on', async () => {
    open()
    await expect(run('throw')).rejects.toMatchObject({
      failure: { code: 'STT_FAILED', message: 'cannot do that' },
    })
    expect(await run('a')).toBe('did a')
    expect(lane.status().restarts).toBe(0)
  })

  it('starts again after a crash: the running job fails, the waiting one is done', async () => {
    open()
    const crashing = run('crash-now')
    const waiting = run('a')
    await expect(crashing).rejects.toMatchObject({
      failure: { code: 'STT_FAILED', message: 'test: it ended with 4', retryable: true },
    })
    expect(await waiting).toBe('did a')
    expect(lane.status()).toMatchObject({ state: 'ready', restarts: 1, lastError: 'test: it ended with 4' })
  })

  it('ends a job that hangs', async () => {
    open(() => 'fine', 200)
    await lane.load()
    await expect(run('hang')).rejects.toMatchObject({ failure: { message: 'test: no answer for 200 ms' } })
    expect(await run('a')).toBe('did a')
  })

  it('lets a worker in a loop see that its job was cancelled', async () => {
    open()
    await lane.load()
    const controller = new AbortController()
    const job = lane.run('until cancelled', controller.signal)
    const next = run('a')
    controller.abort()
    await expect(job).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    expect(await next).toBe('did a')
    expect(lane.status().restarts).toBe(0)
  })

  it.each([
    ['throws', 'the model is damaged'],
    ['exits', 'test ended with 7 while loading'],
  ] as const)(
    'fails everyone who waits when loading %s, and tries again at the next job',
    async (how, message) => {
      let load: Load = how
      open(() => load)
      const jobs = await Promise.allSettled([run('a'), run('b'), lane.load()])
      for (const job of jobs)
        expect(job).toMatchObject({ status: 'rejected', reason: { failure: { message } } })
      expect(lane.status()).toMatchObject({ state: 'failed', queued: 0 })
      load = 'fine'
      expect(await run('c')).toBe('did c')
    },
  )

  it('rejects what is pending when it is closed, even while it loads', async () => {
    open()
    const loading = expect(run('a')).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    await lane.close()
    await loading
    await expect(run('b')).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    expect(lane.status().state).toBe('closed')
    open()
    await lane.load()
    const running = expect(run('hang')).rejects.toMatchObject({ failure: { code: 'CANCELLED' } })
    await lane.close()
    await running
  })
})
