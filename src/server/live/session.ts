import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Principal } from '../auth/principal.ts'
import { secondsSince } from '../clock.ts'
import type { ServerContext } from '../context.ts'
import type { SessionRecord } from '../store/conversations.ts'
import type { Connection } from '../ws/connection.ts'
import type { RawFrame } from '../ws/decode.ts'
import { InputQueue } from '../input-queue.ts'
import * as frames from './frames.ts'
import { runPush } from './push.ts'
import { SegmentCollector } from './segment.ts'
import { readTextInput } from './text-input.ts'
import { INTERRUPTED, runTurn } from './turn.ts'
import type { TurnHost, TurnInput } from './turn.ts'

/** Something a client did that is answered in its turn. */
type LiveInput =
  | { kind: 'turn'; turn: TurnInput }
  /** A `text_input`, read when its turn comes: an attachment may be uploaded until then. */
  | { kind: 'text'; frame: RawFrame }
  /** An answer that begins no turn. */
  | { kind: 'error'; frame: object }

/** Something to say that nobody asked for just now, and what becomes of it. */
export interface Push {
  text: string
  done(isDelivered: boolean): void
}

export type LiveSession = ReturnType<typeof createLiveSession>

/**
 * One live socket. Frames are read as they come, also while a turn runs: audio is collected, `interrupt` stops the running
 * turn at once. Inputs are served strictly in order, one turn at a time, and each is answered in its place: by a turn, or by
 * an `error` when it cannot begin one. So an `error` never lands inside the turn before it, which clients would take for
 * that turn's end.
 */
export function createLiveSession(context: ServerContext, connection: Connection, principal: Principal) {
  const { clock, limits, log } = context
  const segment = new SegmentCollector(limits.maxSegmentMs)
  const queue = new InputQueue<LiveInput>(limits.maxQueuedInputs, limits.maxMessageBytes * 4)
  const pushes: Push[] = []
  let turn: AbortController | null = null
  let isServing = false
  let lastHeardMs = clock.elapsed()
  let holdTimer: NodeJS.Timeout | null = null
  let record: SessionRecord | null = null

  const host: TurnHost = {
    context,
    principal,
    out: { send: (frame) => void connection.send(frame), drained: (signal) => connection.drained(signal) },
    session() {
      const { conversations } = context.store
      record ??= conversations.ensure(
        principal.owner,
        `live!${randomUUID()}`,
        principal.username,
        'live',
        clock.now(),
      )
      return record
    },
    replyDeps: {
      engine: context.engine,
      clock,
      log,
      newId: randomUUID,
      saveAttachment: ({ name, mime, bytes }) =>
        context.attachments.save({
          owner: principal.owner,
          filename: name,
          contentType: mime,
          bytes: Readable.from([bytes]),
        }),
    },
  }

  connection.gone.addEventListener('abort', () => {
    turn?.abort()
    queue.clear()
    if (holdTimer) clearTimeout(holdTimer)
    for (const push of pushes.splice(0)) push.done(false)
  })

  function receive(frame: RawFrame, size: number): void {
    lastHeardMs = clock.elapsed()
    switch (frame['t']) {
      case 'start_speaking':
        segment.start(frame['stamp'])
        break
      case 'speaking_part':
        segment.part(frame['data'])
        break
      case 'end_speaking':
        endSegment(frame['stamp'])
        break
      case 'text_input':
        enqueue({ kind: 'text', frame }, size)
        break
      case 'interrupt':
        turn?.abort(INTERRUPTED)
        break
      default:
        // From a newer client: ignored, as on the reference server.
        break
    }
  }

  function endSegment(stamp: unknown): void {
    const fromMs = clock.elapsed()
    const end = segment.end(stamp)
    switch (end.kind) {
      case 'ignored':
        break
      case 'failed':
        enqueue({ kind: 'error', frame: frames.error('音频组装失败', 'AUDIO_ASSEMBLY_FAILED') }, 0)
        break
      case 'too-long':
        enqueue({ kind: 'turn', turn: end }, 0)
        break
      case 'audio': {
        const assembleSeconds = secondsSince(fromMs, clock)
        const voice: TurnInput = { kind: 'voice', pcm: end.pcm, assembleSeconds, startedMs: clock.elapsed() }
        enqueue({ kind: 'turn', turn: voice }, end.pcm.byteLength)
        break
      }
    }
    serve()
  }

  function enqueue(item: LiveInput, bytes: number): void {
    queue.add(item, bytes)
    serve()
  }

  /** Serves whatever waits, unless that is being done already. */
  function serve(): void {
    if (isServing || connection.gone.aborted) return
    isServing = true
    void serveAll()
      .catch((error: unknown) => log.error({ err: error }, 'a live session failed'))
      .finally(() => {
        isServing = false
        if (!connection.gone.aborted && (queue.size > 0 || (pushes.length > 0 && mayPush()))) serve()
      })
  }

  async function serveAll(): Promise<void> {
    while (!connection.gone.aborted) {
      if (pushes.length > 0 && mayPush()) {
        const push = pushes.shift() as Push
        push.done(await withTurn((signal) => runPush(host, push.text, signal)))
        continue
      }
      const taken = queue.take()
      if (!taken) return
      if (taken.kind === 'busy') host.out.send(frames.error('Session is busy', 'PROCESSING_ERROR'))
      else await serveInput(taken.input)
    }
  }

  async function serveInput(input: LiveInput): Promise<void> {
    if (input.kind === 'error') host.out.send(input.frame)
    else if (input.kind === 'turn') await withTurn((signal) => runTurn(host, input.turn, signal))
    else await serveText(input.frame)
  }

  async function serveText(frame: RawFrame): Promise<void> {
    const read = readTextInput(frame, (id) => context.attachments.find(principal.owner, id))
    if (read.ok) await withTurn((signal) => runTurn(host, { kind: 'text', input: read.input }, signal))
    else host.out.send(frames.error(read.problem, 'INVALID_MESSAGE_FORMAT'))
  }

  async function withTurn<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    turn = new AbortController()
    try {
      return await work(turn.signal)
    } finally {
      turn = null
    }
  }

  /** Nobody is talked over: a push waits for an open segment, but not for one in which nothing has come for a while. */
  function mayPush(): boolean {
    const silentMs = clock.elapsed() - lastHeardMs
    if (!segment.isOpen || silentMs >= limits.ringHoldMs) return true
    if (holdTimer) clearTimeout(holdTimer)
    holdTimer = setTimeout(serve, limits.ringHoldMs - silentMs)
    holdTimer.unref()
    return false
  }

  return {
    receive,
    /** A message that is no JSON object: answered in its place, and the socket lives on. */
    receiveInvalid(): void {
      enqueue(
        { kind: 'error', frame: frames.error('The frame is not a JSON object', 'INVALID_MESSAGE_FORMAT') },
        0,
      )
    },
    /** Says something between turns. */
    push(push: Push): void {
      if (connection.gone.aborted) {
        push.done(false)
        return
      }
      pushes.push(push)
      serve()
    },
    /** When the client last sent anything, ms on the monotonic clock. */
    lastHeard: () => lastHeardMs,
  }
}
