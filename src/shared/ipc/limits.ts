/*
 * What a request may carry. On their own, so that a window can check before it asks without loading the schemas.
 */

/** The largest thing without a path that is pasted or dropped, in bytes: it crosses IPC as a copy, a file does not. */
export const MAX_PASTED_BYTES = 32 * 1024 * 1024

/** Files that go with one message. */
export const MAX_DRAFTS = 20

/** The longest description of a picture, in characters. */
export const MAX_ALT_CHARS = 1000

/** How long one `microphone.watch` keeps the microphone open, in ms. */
export const MICROPHONE_WATCH_MS = 10_000
