import { createCodec } from './codec.ts'

/** The codec of the main process. */
export const codec = createCodec({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => {
    // Not Buffer.from(text, 'base64'): small buffers come from a shared pool, and `.buffer` must hold these bytes only.
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
    const bytes = new Uint8Array((text.length / 4) * 3 - padding)
    Buffer.from(bytes.buffer).write(text, 'base64')
    return bytes
  },
})
