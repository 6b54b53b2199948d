import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import { failure, FailureError } from '../../shared/failure.ts'
import { uploadedSchema } from '../../shared/live-api/http.ts'
import { MAX_FILE_BYTES, PATHS } from '../../shared/live-api/limits.ts'
import type { AttachmentKind } from '../../shared/live-api/parts.ts'
import type { Profile } from '../../shared/settings.ts'
import type { Log } from '../lib/log.ts'
import { authorization, isFailure } from '../live/credentials.ts'
import type { BaseUrlSource, Credential, CredentialSource } from '../live/credentials.ts'
import { httpAddress } from '../live/endpoints.ts'
import { readEnvelope, send } from '../live/http.ts'
import type { HttpResponse } from '../live/http.ts'
import { errorInAnswer } from './answer.ts'
import { Deadline } from './deadline.ts'
import {
  classifyFileError,
  classifyFileStatus,
  downloadFailure,
  notTheFileApi,
  tooBig,
  unanswered,
  uploadFailure,
} from './failures.ts'
import { multipart } from './multipart.ts'
import { safeFileName, uploadName } from './names.ts'
import { about, collect, limited } from './receive.ts'
import type { Downloaded, DownloadOptions } from './receive.ts'
import { openSource, slices } from './source.ts'
import type { OpenSource, UploadSource } from './source.ts'

export type { Downloaded, DownloadOptions } from './receive.ts'
export type { UploadSource } from './source.ts'

/**
 * How long a server may take to answer once it has the whole file, in ms: long enough to store 128 MiB on a slow disk. A
 * server that goes on answering for ever is never idle.
 */
const ANSWER_MS = 120_000
/** The largest download, in bytes. */
const MAX_DOWNLOAD_BYTES = 2 * 1024 * 1024 * 1024
/** The largest download into memory, in bytes. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024

export interface FileClientDeps {
  credentials: CredentialSource
  resolveBaseUrl: BaseUrlSource
  log: Log
  /** How long a server may be silent, in ms. */
  idleMs?: number
  /** Makes names unique. */
  newId?: () => string
  /** See `ANSWER_MS`. */
  answerMs?: number
}

export interface UploadOptions {
  /** Media type; absent: what the content says. */
  contentType?: string
  /** Bytes sent so far, of how many. */
  onProgress?: (sent: number, total: number) => void
  signal?: AbortSignal
}

export interface UploadedFile {
  attachmentId: string
  kind: AttachmentKind
  /** The original name, not the one it is stored under. */
  name: string
  /** Bytes. */
  size: number
}

/** A download that is read piece by piece. */
export interface Stream {
  /** Bytes that were announced; null when the server did not say. */
  size: number | null
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** The pieces of an answer; what breaks it off is named. */
async function* named(response: HttpResponse, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* limited(response, MAX_DOWNLOAD_BYTES, {})
  } catch (error) {
    throw new FailureError(downloadFailure(error, signal), { cause: error })
  }
}

/**
 * The file API of a server, for API keys and for accounts. Files are streamed; every failure is a `FailureError`. The
 * credential goes to the profile's own address only: files are named by id, and no address that a server or model gives is
 * ever fetched.
 */
export class FileClient {
  readonly #deps: FileClientDeps
  readonly #newId: () => string

  constructor(deps: FileClientDeps) {
    this.#deps = deps
    this.#newId = deps.newId ?? randomUUID
  }

  /**
   * Uploads one file. Fails before anything is sent with `FILE_EMPTY`, `FILE_TOO_BIG`, or why it can't be read (see
   * `openRegularFile`); afterwards with `FILE_CHANGED`, `CANCELLED`, or what the server or the network said.
   */
  async upload(profile: Profile, source: UploadSource, options: UploadOptions = {}): Promise<UploadedFile> {
    const opened = await openSource(source)
    try {
      return await this.#uploadFrom(profile, opened, options)
    } finally {
      await opened.close()
    }
  }

  async #uploadFrom(profile: Profile, source: OpenSource, options: UploadOptions): Promise<UploadedFile> {
    const { name, size } = source
    if (size === 0) throw new FailureError(failure('FILE_EMPTY', 'The file is empty'))
    if (size > MAX_FILE_BYTES) {
      throw new FailureError(failure('FILE_TOO_BIG', 'The file is larger than the 128 MiB that servers take'))
    }
    const contentType = options.contentType ?? source.contentType
    const unique = this.#newId().replaceAll('-', '').slice(0, 12)
    // Our own server stores by content: there the name can stay what people gave it.
    const sentName = profile.kind === 'local' ? safeFileName(name) : uploadName(name, unique)
    const deadline = new Deadline(this.#deps.answerMs ?? ANSWER_MS, options.signal)
    try {
      const response = await this.#signedIn(profile, 'UPLOAD_FAILED', (baseUrl, credential) => {
        deadline.stop()
        const form = multipart(
          { name: sentName, contentType, size, source: source.read() },
          `parley-${this.#newId()}`,
          (sent) => {
            if (sent === size) deadline.start()
            options.onProgress?.(sent, size)
          },
        )
        return send({
          method: 'POST',
          url: httpAddress(baseUrl, credential.kind === 'jwt' ? PATHS.postFileJwt : PATHS.file),
          headers: {
            ...authorization(credential),
            'content-type': form.contentType,
            'content-length': String(form.contentLength),
          },
          body: form.body,
          pinnedCertificate: profile.pinnedCertificate,
          signal: deadline.signal,
        })
      })
      deadline.start()
      const { attachment_id: attachmentId, type: kind } = await uploadedIn(response, deadline.signal)
      this.#deps.log.info({ size, kind }, 'file uploaded')
      return { attachmentId, kind, name, size }
    } catch (error) {
      const problem = deadline.isOver ? unanswered() : uploadFailure(error, options.signal)
      throw new FailureError(problem, { cause: error })
    } finally {
      deadline.stop()
    }
  }

  /** Downloads an attachment into memory. */
  async download(
    profile: Profile,
    attachmentId: string,
    options: DownloadOptions = {},
  ): Promise<Downloaded & { bytes: Uint8Array }> {
    const maxBytes = options.maxBytes ?? MAX_MEMORY_BYTES
    const { response, start } = await this.#fetch(profile, attachmentId, maxBytes, options.signal)
    const rest = start ?? (await collect(response, maxBytes, options))
    return { ...about(response, rest.byteLength), bytes: rest }
  }

  /** Downloads an attachment into a file, which is whole or not there. */
  async downloadTo(
    profile: Profile,
    attachmentId: string,
    file: string,
    options: DownloadOptions = {},
  ): Promise<Downloaded> {
    const maxBytes = options.maxBytes ?? MAX_DOWNLOAD_BYTES
    const { response, start } = await this.#fetch(profile, attachmentId, maxBytes, options.signal)
    const temporary = `${file}.${this.#newId()}.part`
    let size = 0
    try {
      const pieces = start === null ? limited(response, maxBytes, options) : slices(start)
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of pieces) {
          size += piece.byteLength
          yield piece
        }
      }
      await pipeline(
        Readable.from(counted(), { objectMode: false }),
        createWriteStream(temporary, { mode: 0o600 }),
      )
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw new FailureError(downloadFailure(error, options.signal), { cause: error })
    }
    return about(response, size)
  }

  /**
   * Begins a download, to be read piece by piece; a server that goes quiet ends it. Reading rejects with a `FailureError`, and
   * to stop reading is to stop the download.
   */
  async stream(profile: Profile, attachmentId: string, signal: AbortSignal): Promise<Stream> {
    const { response, start } = await this.#fetch(profile, attachmentId, MAX_DOWNLOAD_BYTES, signal)
    if (start !== null) return { size: start.byteLength, pieces: slices(start) }
    const length = Number(response.headers['content-length'] ?? NaN)
    return { size: Number.isFinite(length) ? length : null, pieces: named(response, signal) }
  }

  /** Begins a download; `start` holds the whole of it when it had to be read to be judged. */
  async #fetch(
    profile: Profile,
    attachmentId: string,
    maxBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<{ response: HttpResponse; start: Buffer | null }> {
    const response = await this.#signedIn(profile, 'DOWNLOAD_FAILED', (baseUrl, credential) => {
      const path = credential.kind === 'jwt' ? PATHS.getAttachmentJwt : PATHS.file
      return send({
        method: 'GET',
        url: httpAddress(baseUrl, path, { attachment_id: attachmentId }),
        headers: authorization(credential),
        pinnedCertificate: profile.pinnedCertificate,
        ...(signal ? { signal } : {}),
        ...(this.#deps.idleMs === undefined ? {} : { idleMs: this.#deps.idleMs }),
      })
    }).catch((error: unknown) => {
      throw new FailureError(downloadFailure(error, signal), { cause: error })
    })
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) {
      response.body.destroy()
      throw new FailureError(tooBig())
    }
    const judged = await errorInAnswer(response, maxBytes, signal)
    if (judged.failure !== null) throw new FailureError(judged.failure)
    return { response, start: judged.bytes }
  }

  /** Makes a request with the profile's credential; a JWT that was refused is renewed once. */
  async #signedIn(
    profile: Profile,
    otherwise: 'UPLOAD_FAILED' | 'DOWNLOAD_FAILED',
    request: (baseUrl: string, credential: Credential) => Promise<HttpResponse>,
  ): Promise<HttpResponse> {
    for (const fresh of [false, true]) {
      const baseUrl = await this.#deps.resolveBaseUrl(profile)
      if (isFailure(baseUrl)) throw new FailureError(baseUrl)
      const credential = await this.#deps.credentials(profile, { fresh })
      if (isFailure(credential)) throw new FailureError(credential)
      const response = await request(baseUrl, credential)
      if (response.status >= 200 && response.status < 300) return response
      const isJwt = credential.kind === 'jwt'
      if (response.status === 401 && (isJwt || profile.kind === 'local') && !fresh) {
        response.body.destroy()
        continue
      }
      const envelope = await readEnvelope(response.body).catch(() => null)
      throw new FailureError(classifyFileStatus(response.status, envelope, isJwt, otherwise))
    }
    throw new FailureError(failure('TOKEN_EXPIRED', 'The sign-in was refused'))
  }
}

/** What the server says of a file that it has taken. */
async function uploadedIn(
  response: HttpResponse,
  signal: AbortSignal,
): Promise<z.output<typeof uploadedSchema>> {
  const envelope = await readEnvelope(response.body, signal)
  if (envelope === null) throw new FailureError(notTheFileApi('UPLOAD_FAILED'))
  if (envelope.status === 'error') throw new FailureError(classifyFileError(envelope, 'UPLOAD_FAILED'))
  const uploaded = uploadedSchema.safeParse(envelope.data)
  if (!uploaded.success)
    throw new FailureError(failure('UPLOAD_FAILED', 'The server gave no id for the file'))
  return uploaded.data
}
