/** The largest WebSocket message either side may send, in bytes (the reference server closes with 1009 above it). */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024

/** The largest upload the reference server takes, in bytes (HTTP 413 above it). */
export const MAX_UPLOAD_BYTES = 128 * 1024 * 1024

/** The largest file that is offered to a server, in bytes: the form around it counts into the limit. */
export const MAX_FILE_BYTES = MAX_UPLOAD_BYTES - 4096

/** WebSocket close codes that the contract uses. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  /** Sign-in was refused; the reason says why, and an `error` frame came before. */
  policy: 1008,
  tooBig: 1009,
  /** Never on the wire: the peer went away without a close frame. */
  abnormal: 1006,
  serverError: 1011,
  /** Service restart: come back. */
  restart: 1012,
} as const

/** Paths of the Live API and what belongs to it. */
export const PATHS = {
  liveV1: '/api/v1/live/ws',
  liveJwt: '/api/live_chat/ws',
  unifiedJwt: '/api/unified_chat/ws',
  file: '/api/v1/file',
  chat: '/api/v1/chat',
  sessions: '/api/v1/chat/sessions',
  configs: '/api/v1/configs',
  login: '/api/auth/login',
  postFileJwt: '/api/chat/post_file',
  getAttachmentJwt: '/api/chat/get_attachment',
  getFileJwt: '/api/chat/get_file',
} as const
