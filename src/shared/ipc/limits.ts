/*
 * What a request may carry. On their own, so that a window can check before it asks without loading the schemas.
 */

/** The largest picture that is taken from the clipboard, in bytes: it crosses IPC as a copy, a file does not. */
export const MAX_PICTURE_BYTES = 32 * 1024 * 1024
