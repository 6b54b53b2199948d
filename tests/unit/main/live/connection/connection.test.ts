import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../../src/shared/failure.ts'
import type { FailureCode } from '../../../../../src/shared/failure.ts'
import { retryDelayMs } from '../../../../../src/main/live/connection/backoff.ts'
import { next } from '../../../../../src/main/live/connection/next.ts'
import { CONNECTION_MS, initialConnection } from '../../../../../src/main/live/connection/state.ts'
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionTimer,
} from '../../../../../src/main/live/connection/state.ts'

/** Drives the connection machine with timers that fire when time is moved. */
class Rig {
  state = initialConnection()
  now = 5_000
  random = 0
  readonly timers = new Map<ConnectionTimer, number>()
  effects: ConnectionEffect[] = []
  openSockets = new Set<number>()

  dispatch(event: ConnectionEvent): this {
    const step = next(this.state, event, { at: this.now, random: this.random })
    this.state = step.state
    for (const effect of step.effects) {
      if (effect.type === 'set-timer') this.timers.set(effect.timer, this.now + effect.ms)
      if (effect.type === 'clear-timer') this.timers.delete(effect.timer)
      if (effect.type === 'open') this.openSockets.add(effect.socket)
      if (effect.type === 'close') this.openSockets.delete(effect.socket)
    }
    this.effects.push(...step.effects)
    return this
  }

  advance(ms: number): this {
    const until = this.now + ms
    for (;;) {
      const due = [...this.timers].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0]
      if (due === undefined) break
      this.now = due[1]
      this.timers.delete(due[0])
      this.dispatch({ type: 'timer', timer: due[0] })
    }
    this.now = until
    return this
  }

  opened(): this {
    return this.dispatch({ type: 'opened', socket: this.state.socket, serverKind: 'astrbot' })
  }

  pong(): this {
    return this.dispatch({ type: 'alive', socket: this.state.socket, by: 'pong' })
  }

  /** Opened, quiet for long enough, and the ping answered. */
  proven(): this {
    return this.opened().advance(CONNECTION_MS.quiet).pong()
  }

  connected(): this {
    return this.dispatch({ type: 'connect' }).proven()
  }

  fail(code: FailureCode, retryable: boolean, renewable = false): this {
    this.dispatch({
      type: 'failed',
      socket: this.state.socket,
      failure: failure(code, code, retryable),
      renewable,
    })
    this.openSockets.delete(this.state.socket)
    return this
  }

  get status(): string {
    return this.state.snapshot.status
  }

  names(): string[] {
    return this.effects.map((effect) => effect.type)
  }
}

let rig: Rig

beforeEach(() => {
  rig = new Rig()
})

describe('believing a connection', () => {
  it('takes an open socket, a moment of quiet, and the answer to a ping sent after it', () => {
    rig.dispatch({ type: 'connect' })
    expect(rig.status).toBe('connecting')
    rig.opened().pong()
    expect(rig.status).toBe('connecting')
    rig.advance(CONNECTION_MS.quiet)
    expect(rig.status).toBe('connecting')
    expect(rig.names()).toContain('ping')
    rig.pong()
    expect(rig.state.snapshot).toMatchObject({
      status: 'connected',
      desired: 'connected',
      attempt: 0,
      connectedAt: rig.now,
      server: { kind: 'astrbot', interruptible: null, live: true },
    })
    expect(rig.names()).toContain('ready')
  })

  it('does not while a refusal may still come: the error frame follows a good open', () => {
    rig.dispatch({ type: 'connect' }).opened().advance(CONNECTION_MS.quiet)
    rig.fail('UNAUTHORIZED', false)
    expect(rig.state.snapshot).toMatchObject({ status: 'failed', lastError: { code: 'UNAUTHORIZED' } })
    expect(rig.names()).not.toContain('ready')
    expect(rig.names()).not.toContain('lost')
  })

  it('takes any good frame as proof', () => {
    rig.dispatch({ type: 'connect' }).opened()
    rig.dispatch({ type: 'alive', socket: rig.state.socket, by: 'frame' })
    expect(rig.status).toBe('connected')
  })

  it('waits a little longer for a server that answers no pings', () => {
    rig.dispatch({ type: 'connect' }).opened().advance(CONNECTION_MS.quiet)
    expect(rig.status).toBe('connecting')
    rig.advance(CONNECTION_MS.grace)
    expect(rig.status).toBe('connected')
  })
})

describe('trying again', () => {
  it('waits longer each time, with jitter, and at once the first time', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 99].map((tries) => retryDelayMs(tries, 0))).toEqual([
      0, 300, 1200, 2700, 4800, 7000, 15_000, 30_000, 30_000,
    ])
    expect(retryDelayMs(0, 1)).toBe(0)
    expect(retryDelayMs(2, 1)).toBe(2200)
  })

  it('counts its tries, says when the next one is, and forgets them once connected', () => {
    rig.dispatch({ type: 'connect' })
    rig.fail('CONNECTION_REFUSED', true).advance(0)
    rig.fail('CONNECTION_REFUSED', true)
    expect(rig.state.snapshot).toMatchObject({ status: 'waiting', attempt: 2, nextRetryAt: rig.now + 300 })
    rig.advance(300)
    expect(rig.status).toBe('connecting')
    rig.proven()
    expect(rig.state.snapshot).toMatchObject({
      status: 'connected',
      attempt: 0,
      nextRetryAt: null,
      lastError: null,
    })
  })

  it('does not begin anew at short delays for a connection that never holds', () => {
    rig.connected()
    for (let flap = 0; flap < 4; flap += 1) {
      rig.fail('CONNECTION_LOST', true).advance(60_000)
      rig.proven()
    }
    rig.fail('CONNECTION_LOST', true)
    expect(rig.state.snapshot.nextRetryAt).toBe(rig.now + 4800)
    rig.advance(60_000).proven().advance(CONNECTION_MS.stable)
    rig.fail('CONNECTION_LOST', true)
    expect(rig.state.snapshot.nextRetryAt).toBe(rig.now)
  })

  it('leaves what trying again cannot mend to the person', () => {
    rig.dispatch({ type: 'connect' }).fail('NO_LIVE_ENDPOINT', false)
    rig.advance(3_600_000)
    expect(rig.state.snapshot).toMatchObject({ status: 'failed', nextRetryAt: null })
    expect(rig.openSockets.size).toBe(0)
    rig.dispatch({ type: 'retry-now' })
    expect(rig.status).toBe('connecting')
  })

  it('tries now when asked to, and not twice at once', () => {
    rig.dispatch({ type: 'connect' }).fail('TIMEOUT', true).advance(0).fail('TIMEOUT', true)
    rig.dispatch({ type: 'retry-now' }).dispatch({ type: 'retry-now' }).dispatch({ type: 'connect' })
    expect(rig.openSockets.size).toBe(1)
  })

  it('renews a refused JWT once, at once, and then gives up', () => {
    rig.dispatch({ type: 'connect' }).fail('TOKEN_EXPIRED', false, true)
    expect(rig.status).toBe('connecting')
    expect(rig.effects.filter((effect) => effect.type === 'open')).toMatchObject([
      { fresh: false },
      { fresh: true },
    ])
    rig.fail('TOKEN_EXPIRED', false, true)
    expect(rig.status).toBe('failed')
  })

  it('ignores what old sockets still say', () => {
    rig.connected()
    const old = rig.state.socket
    rig.dispatch({ type: 'restart' })
    rig.dispatch({
      type: 'failed',
      socket: old,
      failure: failure('CONNECTION_LOST', '', true),
      renewable: false,
    })
    rig.dispatch({ type: 'alive', socket: old, by: 'frame' })
    expect(rig.status).toBe('connecting')
    expect(rig.state.socket).toBe(old + 1)
  })
})

describe('heartbeat', () => {
  it('finds a socket that is dead although it says it is open', () => {
    rig.connected().advance(CONNECTION_MS.ping)
    expect(rig.names().filter((name) => name === 'ping')).toHaveLength(2)
    rig.advance(CONNECTION_MS.pong)
    expect(rig.state.snapshot).toMatchObject({ lastError: { code: 'HEARTBEAT_LOST' } })
    expect(rig.names()).toContain('lost')
  })

  it('goes on while pongs or frames come', () => {
    rig.connected()
    for (let beat = 0; beat < 10; beat += 1) {
      rig.advance(CONNECTION_MS.ping)
      rig.dispatch({ type: 'alive', socket: rig.state.socket, by: beat % 2 ? 'pong' : 'frame' })
    }
    expect(rig.status).toBe('connected')
  })
})

describe('sleep and network', () => {
  it('lets go of the socket and of every retry, and connects at once afterwards', () => {
    rig.connected().dispatch({ type: 'suspend', reason: 'sleep' })
    expect(rig.state.snapshot).toMatchObject({ status: 'suspended', suspendReason: 'sleep' })
    expect(rig.openSockets.size).toBe(0)
    expect(rig.timers.size).toBe(0)
    rig.dispatch({ type: 'resume', reason: null })
    expect(rig.status).toBe('connecting')
  })

  it('waits for both when both are the reason', () => {
    rig.connected()
    rig.dispatch({ type: 'suspend', reason: 'sleep' }).dispatch({ type: 'suspend', reason: 'offline' })
    rig.dispatch({ type: 'resume', reason: 'sleep' })
    expect(rig.state.snapshot).toMatchObject({ status: 'suspended', suspendReason: 'offline' })
    rig.dispatch({ type: 'resume', reason: 'offline' })
    expect(rig.status).toBe('connecting')
  })

  it('remembers a wish to connect', () => {
    rig.dispatch({ type: 'suspend', reason: 'offline' }).dispatch({ type: 'connect' })
    expect(rig.status).toBe('suspended')
    expect(rig.openSockets.size).toBe(0)
    rig.dispatch({ type: 'resume', reason: 'offline' })
    expect(rig.status).toBe('connecting')
  })

  it('needs no network for a server on this machine, and needs it again for the next one', () => {
    rig.connected().dispatch({ type: 'suspend', reason: 'offline' })
    rig.dispatch({ type: 'reset', isLocal: true }).connected()
    expect(rig.status).toBe('connected')
    rig.dispatch({ type: 'resume', reason: 'offline' }).dispatch({ type: 'suspend', reason: 'offline' })
    expect(rig.status).toBe('connected')
    rig.dispatch({ type: 'reset', isLocal: false }).dispatch({ type: 'connect' })
    expect(rig.state.snapshot).toMatchObject({ status: 'suspended', suspendReason: 'offline' })
    expect(rig.openSockets.size).toBe(0)
  })

  it('sleeps all the same, and wakes without a network', () => {
    rig.dispatch({ type: 'reset', isLocal: true }).connected()
    rig.dispatch({ type: 'suspend', reason: 'offline' }).dispatch({ type: 'suspend', reason: 'sleep' })
    expect(rig.state.snapshot).toMatchObject({ status: 'suspended', suspendReason: 'sleep' })
    rig.dispatch({ type: 'resume', reason: 'sleep' })
    expect(rig.status).toBe('connecting')
  })

  it('tries when it is told to, although the system says that there is no network', () => {
    rig.connected().dispatch({ type: 'suspend', reason: 'offline' }).dispatch({ type: 'retry-now' })
    expect(rig.status).toBe('connecting')
    rig.fail('DNS_FAILED', true)
    expect(rig.status).toBe('waiting')
    // What it waits for has come: the next try is now.
    rig.dispatch({ type: 'resume', reason: 'offline' })
    expect(rig.status).toBe('connecting')
    rig.proven().dispatch({ type: 'suspend', reason: 'offline' })
    expect(rig.status).toBe('suspended')
  })
})

describe('the person', () => {
  it('disconnects, and nothing connects by itself any more', () => {
    rig.connected().dispatch({ type: 'disconnect' })
    rig.dispatch({ type: 'suspend', reason: 'sleep' }).dispatch({ type: 'resume', reason: null })
    rig.dispatch({ type: 'retry-now' }).advance(1_000_000)
    expect(rig.state.snapshot).toMatchObject({ status: 'idle', desired: 'disconnected' })
    expect(rig.openSockets.size).toBe(0)
  })

  it('restarts: the old socket is closed, its loss told, a new one opened', () => {
    rig.connected()
    rig.effects = []
    rig.dispatch({ type: 'restart' })
    expect(rig.names().filter((name) => !name.includes('timer') && name !== 'snapshot')).toEqual([
      'lost',
      'close',
      'open',
    ])
  })

  it('chooses another server: what was known of the first is forgotten', () => {
    rig.connected().dispatch({ type: 'interruptible', value: true })
    expect(rig.state.snapshot.server?.interruptible).toBe(true)
    rig.dispatch({ type: 'reset', isLocal: false })
    expect(rig.state.snapshot).toMatchObject({ status: 'idle', server: null, lastError: null })
  })
})

describe('connection machine, property', () => {
  it('never has two sockets, never retries what it must not, and leaves no timer behind', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 255 }), { maxLength: 60 }), (numbers) => {
        const random = new Rig()
        for (const number of numbers) {
          const pick = number >> 4
          switch (number & 15) {
            case 0:
            case 1:
              random.dispatch({ type: 'connect' })
              break
            case 2:
              random.dispatch({ type: pick % 3 ? 'restart' : 'disconnect' })
              break
            case 3:
              random.dispatch(pick % 2 ? { type: 'retry-now' } : { type: 'reset', isLocal: pick % 4 === 0 })
              break
            case 4:
              random.dispatch({ type: 'suspend', reason: pick % 2 ? 'sleep' : 'offline' })
              break
            case 5:
              random.dispatch({
                type: 'resume',
                reason: ([null, 'sleep', 'offline'] as const)[pick % 3] ?? null,
              })
              break
            case 6:
            case 7:
              random.opened()
              break
            case 8:
              random.pong()
              break
            case 9:
              random.dispatch({ type: 'alive', socket: random.state.socket, by: 'frame' })
              break
            case 10:
              if (random.openSockets.size > 0) random.fail('CONNECTION_LOST', true)
              break
            case 11:
              if (random.openSockets.size > 0) random.fail('UNAUTHORIZED', false, pick % 2 === 0)
              break
            default:
              random.advance([0, 60, 400, 1500, 10_000, 15_000, 60_000][pick % 7] ?? 0)
          }
          expect(random.openSockets.size).toBeLessThanOrEqual(1)
          const { status } = random.state.snapshot
          if (status === 'failed' || status === 'idle') expect(random.openSockets.size).toBe(0)
          if (status === 'connected') expect(random.state.phase).toBe('open')
          if (status === 'waiting') expect(random.timers.has('retry')).toBe(true)
          if (status === 'suspended') expect(random.openSockets.size).toBe(0)
          const { suspensions, isLocal, triesOffline } = random.state
          if (suspensions.includes('sleep')) expect(random.openSockets.size).toBe(0)
          if (suspensions.length > 0 && !isLocal && !triesOffline) expect(random.openSockets.size).toBe(0)
        }
        random.dispatch({ type: 'disconnect' })
        expect(random.timers.size).toBe(0)
      }),
      { numRuns: 5000 },
    )
  })
})
