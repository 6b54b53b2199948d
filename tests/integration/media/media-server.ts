import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import { FileClient } from '../../../src/main/files/client.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { MediaService } from '../../../src/main/media/media-service.ts'
import { settingsSchema } from '../../../src/shared/settings.ts'
import type { Profile, Settings } from '../../../src/shared/settings.ts'
import { PROFILE } from '../live/support.ts'

/** What a server does for one attachment. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A whole file, as the reference server gives it: no ranges, a length, a validator. */
export function whole(bytes: Uint8Array, contentType = 'application/octet-stream'): Answer {
  return (_request, response) => {
    response
      .writeHead(200, { 'content-type': contentType, 'content-length': bytes.byteLength, etag: '"x"' })
      .end(bytes)
  }
}

/** The reference server says so with status 200. */
const NOT_FOUND = '{"status":"error","message":"Attachment not found","data":null}'

/** A server of files that does as a test says, and what of it a window would get through main. */
export async function startMedia(folder: string, change: { capMegabytes?: number; idleMs?: number } = {}) {
  const files = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const id = new URL(request.url ?? '', 'http://x').searchParams.get('attachment_id') ?? ''
    asked.push(id)
    const answer = files.get(id)
    if (answer) answer(request, response)
    else
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': NOT_FOUND.length })
        .end(NOT_FOUND)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const settings: Settings = settingsSchema.parse({ media: { cacheMegabytes: change.capMegabytes ?? 512 } })
  const client = new FileClient({
    credentials: () => Promise.resolve({ kind: 'api-key', key: 'abk_all' }),
    resolveBaseUrl: () => Promise.resolve(url),
    log: silentLog,
    ...(change.idleMs === undefined ? {} : { idleMs: change.idleMs }),
  })
  let profile: Profile = PROFILE
  const open = (): Promise<MediaService> =>
    MediaService.open({
      folder,
      profile: () => profile,
      settings: () => settings,
      fetch: (each, id, signal) => client.stream(each, id, signal),
      clock: realClock,
      log: silentLog,
      newId: randomUUID,
    })
  return {
    url,
    files,
    asked,
    settings,
    /** Begins anew on the same disk, as after a restart of Parley. */
    open,
    useProfile(next: Profile): void {
      profile = next
    },
    close(): void {
      server.closeAllConnections()
      server.close()
    },
  }
}
