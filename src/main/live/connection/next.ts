import { failure } from '../../../shared/failure.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { ConnectionSnapshot } from '../../../shared/view.ts'
import { retryDelayMs } from './backoff.ts'
import { CONNECTION_MS } from './state.ts'
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionState,
  ConnectionStep,
  ConnectionTimer,
  Env,
  SuspendReason,
} from './state.ts'

/**
 * The life of the connection to one server, as a pure function. Rules:
 * - a retryable failure is tried again with growing delays; any other waits (`failed`) until something changes:
 *   `connect`, `retry-now`, `restart` or `reset`;
 * - a refused JWT (or key of the local assistant) is renewed once, at once;
 * - an open socket is believed only when proven (see `CONNECTION_MS.grace`);
 * - while suspended there is no socket and no retry; coming back connects at once;
 * - the lack of a network does not suspend a server on this machine, nor somebody who wants to try all the same.
 */
export function next(state: ConnectionState, event: ConnectionEvent, env: Env): ConnectionStep {
  const step = apply(state, event, env)
  const { snapshot } = step.state
  if (isSame(snapshot, state.snapshot)) return step
  return { ...step, effects: [{ type: 'snapshot', snapshot }, ...step.effects] }
}

function apply(state: ConnectionState, event: ConnectionEvent, env: Env): ConnectionStep {
  switch (event.type) {
    case 'connect':
    case 'retry-now':
      return wanted(state, event.type)
    case 'disconnect': {
      const cut = dropSocket(state, failure('CANCELLED', 'Disconnected'))
      const change = { status: 'idle', desired: 'disconnected', nextRetryAt: null, attempt: 0 } as const
      return withSnapshot({ ...cut, state: { ...cut.state, tries: 0 } }, change)
    }
    case 'reset': {
      const cut = dropSocket(state, failure('CANCELLED', 'Another server was chosen'))
      const fresh = { status: 'idle', attempt: 0, nextRetryAt: null, lastError: null, server: null } as const
      const { isLocal } = event
      const known = { tries: 0, renewed: false, triesOffline: false, isLocal }
      return withSnapshot({ ...cut, state: { ...cut.state, ...known } }, fresh)
    }
    case 'restart': {
      if (holdUp(state) !== null || state.snapshot.desired === 'disconnected') return step(state)
      return open(dropSocket(state, failure('CANCELLED', 'The connection was started again')), false)
    }
    case 'suspend':
      return suspend(state, event.reason)
    case 'resume':
      return resume(state, event.reason)
    case 'interruptible': {
      const { server } = state.snapshot
      return server
        ? withSnapshot(step(state), { server: { ...server, interruptible: event.value } })
        : step(state)
    }
    case 'timer':
      return onTimer(state, event.timer, env)
    case 'opened':
      if (event.socket !== state.socket || state.phase !== 'opening') return step(state)
      return step({ ...state, phase: 'proving', serverKind: event.serverKind, wasQuiet: false }, [
        { type: 'set-timer', timer: 'quiet', ms: CONNECTION_MS.quiet },
        { type: 'set-timer', timer: 'grace', ms: CONNECTION_MS.grace },
      ])
    case 'alive':
      return event.socket === state.socket ? onAlive(state, event.by, env) : step(state)
    case 'failed':
      return event.socket === state.socket && state.phase !== 'none'
        ? onFailed(state, event.failure, event.renewable, env)
        : step(state)
  }
}

function wanted(state: ConnectionState, type: 'connect' | 'retry-now'): ConnectionStep {
  if (type === 'retry-now' && state.snapshot.desired === 'disconnected') return step(state)
  const triesOffline = state.triesOffline || type === 'retry-now'
  const asked = withSnapshot(step({ ...state, tries: 0, renewed: false, triesOffline }), {
    desired: 'connected',
  })
  if (holdUp(asked.state) !== null) return withSnapshot(asked, suspendedSnapshot(asked.state))
  return state.phase === 'none' ? open(asked, false) : step(asked.state)
}

function suspend(state: ConnectionState, reason: SuspendReason): ConnectionStep {
  if (state.suspensions.includes(reason)) return step(state)
  const triesOffline = reason === 'offline' ? false : state.triesOffline
  const left = { ...state, suspensions: [...state.suspensions, reason], triesOffline }
  if (holdUp(left) === null) return step(left)
  const why = reason === 'sleep' ? 'The computer goes to sleep' : 'The network is gone'
  const cut = dropSocket(left, failure('CONNECTION_LOST', why, true))
  return state.snapshot.desired === 'connected' ? withSnapshot(cut, suspendedSnapshot(cut.state)) : cut
}

function resume(state: ConnectionState, reason: SuspendReason | null): ConnectionStep {
  const suspensions = reason === null ? [] : state.suspensions.filter((one) => one !== reason)
  if (suspensions.length === state.suspensions.length) return step(state)
  const left = { ...state, suspensions, triesOffline: state.triesOffline && suspensions.includes('offline') }
  // It may have gone on all the time. If it failed or waits for its next try, the reason may be gone now.
  if (state.phase !== 'none' || state.snapshot.desired === 'disconnected') return step(left)
  if (holdUp(left) !== null) return withSnapshot(step(left), suspendedSnapshot(left))
  return open(step({ ...left, tries: 0 }), false)
}

/** What keeps it from connecting, or null. */
function holdUp({ suspensions, isLocal, triesOffline }: ConnectionState): SuspendReason | null {
  return suspensions.find((reason) => reason !== 'offline' || !(isLocal || triesOffline)) ?? null
}

function onAlive(state: ConnectionState, by: 'pong' | 'frame', env: Env): ConnectionStep {
  if (state.phase === 'proving') {
    return by === 'frame' || state.wasQuiet ? prove(state, env) : step(state)
  }
  return step({ ...state, awaitsPong: false }, [{ type: 'clear-timer', timer: 'pong' }])
}

function prove(state: ConnectionState, env: Env): ConnectionStep {
  const known = state.snapshot.server
  const proven = step({ ...state, phase: 'open', renewed: false, awaitsPong: false }, [
    { type: 'clear-timer', timer: 'quiet' },
    { type: 'clear-timer', timer: 'grace' },
    { type: 'set-timer', timer: 'ping', ms: CONNECTION_MS.ping },
    { type: 'set-timer', timer: 'stable', ms: CONNECTION_MS.stable },
    { type: 'ready', socket: state.socket },
  ])
  return withSnapshot(proven, {
    status: 'connected',
    attempt: 0,
    nextRetryAt: null,
    connectedAt: env.at,
    suspendReason: null,
    lastError: null,
    // Every AstrBot release that has the Live endpoint has chat mode and the file API too.
    server: {
      kind: state.serverKind,
      interruptible: known?.kind === state.serverKind ? known.interruptible : null,
      live: true,
      chat: true,
      files: true,
    },
  })
}

function onFailed(state: ConnectionState, reason: Failure, renewable: boolean, env: Env): ConnectionStep {
  const cut = dropSocket(state, reason)
  const mayRenew =
    renewable && !state.renewed && (reason.code === 'TOKEN_EXPIRED' || reason.code === 'UNAUTHORIZED')
  if (mayRenew) {
    return open(withSnapshot({ ...cut, state: { ...cut.state, renewed: true } }, { lastError: reason }), true)
  }
  const attempt = state.snapshot.attempt + 1
  if (!reason.retryable) {
    return withSnapshot(cut, { status: 'failed', attempt, nextRetryAt: null, lastError: reason })
  }
  const ms = retryDelayMs(state.tries, env.random)
  const waiting: ConnectionStep = {
    state: { ...cut.state, tries: state.tries + 1 },
    effects: [...cut.effects, { type: 'set-timer', timer: 'retry', ms }],
  }
  return withSnapshot(waiting, { status: 'waiting', attempt, nextRetryAt: env.at + ms, lastError: reason })
}

function onTimer(state: ConnectionState, timer: ConnectionTimer, env: Env): ConnectionStep {
  switch (timer) {
    case 'retry':
      return state.snapshot.status === 'waiting' ? open(step(state), false) : step(state)
    case 'quiet':
      if (state.phase !== 'proving') return step(state)
      return step({ ...state, wasQuiet: true }, [{ type: 'ping', socket: state.socket }])
    case 'grace':
      return state.phase === 'proving' ? prove(state, env) : step(state)
    case 'stable':
      return step(state.phase === 'open' ? { ...state, tries: 0 } : state)
    case 'ping':
      if (state.phase !== 'open') return step(state)
      if (state.awaitsPong) return step(state, [{ type: 'set-timer', timer: 'ping', ms: CONNECTION_MS.ping }])
      return step({ ...state, awaitsPong: true }, [
        { type: 'ping', socket: state.socket },
        { type: 'set-timer', timer: 'pong', ms: CONNECTION_MS.pong },
        { type: 'set-timer', timer: 'ping', ms: CONNECTION_MS.ping },
      ])
    case 'pong': {
      if (state.phase !== 'open') return step(state)
      const lost = failure('HEARTBEAT_LOST', 'The server stopped answering', true)
      return onFailed(state, lost, false, env)
    }
  }
}

/** Opens a new socket, under a new number. */
function open(before: ConnectionStep, fresh: boolean): ConnectionStep {
  const socket = before.state.socket + 1
  const opening: ConnectionStep = {
    state: { ...before.state, socket, phase: 'opening' },
    effects: [...before.effects, { type: 'clear-timer', timer: 'retry' }, { type: 'open', socket, fresh }],
  }
  return withSnapshot(opening, {
    status: 'connecting',
    nextRetryAt: null,
    suspendReason: null,
    connectedAt: null,
  })
}

/** Lets go of the socket, if there is one, and of every timer. */
function dropSocket(state: ConnectionState, reason: Failure): ConnectionStep {
  const effects: ConnectionEffect[] = TIMERS.map((timer) => ({ type: 'clear-timer', timer }))
  if (state.phase === 'none') return step(state, effects)
  if (state.phase === 'open') effects.push({ type: 'lost', socket: state.socket, failure: reason })
  effects.push({ type: 'close', socket: state.socket })
  const snapshot = { ...state.snapshot, connectedAt: null }
  return { state: { ...state, phase: 'none', snapshot }, effects }
}

const TIMERS: readonly ConnectionTimer[] = ['retry', 'quiet', 'grace', 'ping', 'pong', 'stable']

function suspendedSnapshot(state: ConnectionState): Partial<ConnectionSnapshot> {
  return { status: 'suspended', suspendReason: holdUp(state), nextRetryAt: null }
}

function withSnapshot(before: ConnectionStep, change: Partial<ConnectionSnapshot>): ConnectionStep {
  return { ...before, state: { ...before.state, snapshot: { ...before.state.snapshot, ...change } } }
}

function isSame(a: ConnectionSnapshot, b: ConnectionSnapshot): boolean {
  return Object.keys(a).every(
    (key) => a[key as keyof ConnectionSnapshot] === b[key as keyof ConnectionSnapshot],
  )
}

function step(state: ConnectionState, effects: readonly ConnectionEffect[] = []): ConnectionStep {
  return { state, effects }
}
