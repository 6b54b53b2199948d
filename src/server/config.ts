import { MAX_MESSAGE_BYTES, MAX_UPLOAD_BYTES } from '../shared/live-api/limits.ts'

/** What bounds the server's use of memory, disk and time. Every queue and buffer in the server has its limit here. */
/** How the server names itself in every answer and handshake. */
export const SERVER_NAME = 'Parley'

export interface ServerLimits {
  /** The largest WebSocket message, bytes; the socket closes with 1009 above it. */
  maxMessageBytes: number
  /** The largest upload, bytes; HTTP 413 above it. */
  maxUploadBytes: number
  /** All attachments of one owner together, bytes. */
  ownerQuotaBytes: number
  /** The longest segment, ms of audio. Longer than the 393 s that fit in one largest frame, which the contract accepts. */
  maxSegmentMs: number
  /** Inputs that may wait behind the running turn of one socket; the next is answered "Session is busy". */
  maxQueuedInputs: number
  /** Open sockets in all, and of one key or account; HTTP 503 above either. */
  maxSockets: number
  maxSocketsPerOwner: number
  /** Bytes not yet taken by a slow reader at which speech synthesis waits for it. */
  sendHighWaterBytes: number
  /** How long a reader may take nothing at all, with that much waiting, before its socket is dropped, ms. */
  sendStallMs: number
  /** How long a wrong password waits for its answer, ms (the reference server: 3 s). */
  loginDelayMs: number
  /** Wrong passwords for one account within `loginWindowMs` after which it is refused unread until the window has passed. */
  loginAttempts: number
  loginWindowMs: number
  /** Messages of a conversation that the assistant sees. */
  historyMessages: number
  /** How long an attachment that no message refers to is kept, ms. */
  orphanAttachmentMs: number
  /** How long the transcript of a live socket is kept, ms. */
  liveHistoryMs: number
  /** How long shutdown waits for sockets to take their close frame, ms. */
  closeGraceMs: number
  /** How long a ring waits for an open segment in which nothing is being said, ms. */
  ringHoldMs: number
}

const DAY_MS = 24 * 60 * 60 * 1000

export const DEFAULT_LIMITS: ServerLimits = {
  maxMessageBytes: MAX_MESSAGE_BYTES,
  maxUploadBytes: MAX_UPLOAD_BYTES,
  ownerQuotaBytes: 4 * 1024 ** 3,
  maxSegmentMs: 10 * 60_000,
  maxQueuedInputs: 32,
  maxSockets: 256,
  maxSocketsPerOwner: 64,
  sendHighWaterBytes: 4 * 1024 * 1024,
  sendStallMs: 60_000,
  loginDelayMs: 3000,
  loginAttempts: 5,
  loginWindowMs: 5 * 60_000,
  historyMessages: 40,
  orphanAttachmentMs: 7 * DAY_MS,
  liveHistoryMs: 30 * DAY_MS,
  closeGraceMs: 2000,
  ringHoldMs: 20_000,
}
