/** Times and sizes of the turn machine. Every list and text that a server can make grow has a bound. */
export const TURN_MS = {
  /** Nothing at all came for an input that was sent: the server takes an input within milliseconds when it is free. */
  firstFrame: 20_000,
  /** Recognition: this, plus the length of the recording (slow machines recognise at about real time). */
  recognition: 10_000,
  /** Between two frames of a reply. Models that think and tools that search can be silent for long. */
  silence: 45_000,
  /** After "no answer yet" nobody chose: the turn fails by itself, so that no turn waits for ever. */
  giveUp: 120_000,
  /** How old an unsent input may be to be sent by itself when the connection is back; older ones are offered instead. */
  resend: 120_000,
  /** Try again at a server that said it is busy, if its turn does not end before. */
  busy: 2000,
  /** Slack on top of the length of the audio before playback counts as lost. */
  playback: 30_000,
  /** How long the HUD shows that a turn was interrupted or failed. */
  interruptedShown: 1200,
  failedShown: 4000,
} as const

/** Inputs on their way or waiting for the socket, the one being answered included. */
export const MAX_QUEUED = 16

/** Inputs that are not acknowledged, on their way or offered; as many as the outbox holds. */
export const MAX_UNACKNOWLEDGED = 50

/** How often an input is offered by itself to a server that says it is busy. */
export const MAX_BUSY_TRIES = 3

/** Characters of one reply. */
export const MAX_REPLY_CHARS = 1_000_000
/** Characters of recognised text. */
export const MAX_INPUT_CHARS = 200_000
export const MAX_ATTACHMENTS = 100
export const MAX_METRICS = 64
/** Bytes of files that come within the frames of one reply; each is at most three quarters of a message. */
export const MAX_INLINE_BYTES = 64 * 1024 * 1024
/** Characters of a name or short text. */
export const MAX_NAME_CHARS = 300
/** Bytes of reply audio in one turn: half an hour of the reference server's WAV. */
export const MAX_REPLY_AUDIO_BYTES = 96 * 1024 * 1024
