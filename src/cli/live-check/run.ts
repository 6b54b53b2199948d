import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { failure, FailureError } from '../../shared/failure.ts'
import { UPLINK_FRAME_SAMPLES, UPLINK_SAMPLE_RATE } from '../../shared/live-api/audio-format.ts'
import type { Profile } from '../../shared/settings.ts'
import type { TurnView } from '../../shared/view.ts'
import { decodeWav, encodeWav } from '../../shared/wav.ts'
import { FileClient } from '../../main/files/client.ts'
import { realClock } from '../../main/lib/clock.ts'
import { silentLog } from '../../main/lib/log.ts'
import { LiveClient } from '../../main/live/client.ts'
import type { SentAttachment } from '../../main/live/client.ts'
import type { Credential } from '../../main/live/credentials.ts'
import { isFailure } from '../../main/live/credentials.ts'
import { normaliseBaseUrl, sendsSecretsInClear } from '../../main/live/endpoints.ts'
import { MemoryOutbox } from '../../main/live/memory-outbox.ts'

export interface LiveCheckOptions {
  baseUrl: string
  apiKey: string
  username: string
  file: string | null
  attachmentId: string | null
  text: string
  /** The bytes of a WAV file to speak. */
  wav: Uint8Array | null
  out: string | null
  checkDownload: boolean
  timeoutMs: number
}

/** After the turn is over, its last `metrics` is still on the way. */
const TRAILING_MS = 300

type Print = (line: string) => void

/** Runs the check; true when every step went well and the answer came to its end. */
export async function runLiveCheck(options: LiveCheckOptions, print: Print): Promise<boolean> {
  const baseUrl = normaliseBaseUrl(options.baseUrl)
  if (isFailure(baseUrl)) throw new FailureError(baseUrl)
  if (sendsSecretsInClear(baseUrl))
    print('[WARN] the key is sent unencrypted: use https:// outside of this machine')
  const profile = profileOf(options.username, baseUrl)
  const deps = {
    credentials: () => Promise.resolve<Credential>({ kind: 'api-key', key: options.apiKey }),
    resolveBaseUrl: () => Promise.resolve(baseUrl),
    log: silentLog,
  }
  const files = new FileClient(deps)
  const attachments = await attachmentsFor(options, files, profile, print)
  const client = new LiveClient({
    ...deps,
    clock: realClock,
    random: Math.random,
    outbox: new MemoryOutbox(),
  })
  const chunks: Uint8Array[] = []
  client.on('frame', ({ direction, text }) => print(`[WS] ${direction === 'in' ? '<-' : '->'} ${text}`))
  client.on('notice', (notice) => print(`[NOTICE] ${notice.code}: ${notice.message}`))
  client.on('play', ({ bytes }) => void chunks.push(bytes))
  // There is no speaker here: what was received counts as heard.
  client.on('play-end', ({ epoch }) => client.playback({ type: 'drained', epoch }))
  try {
    client.useProfile(profile)
    client.connect()
    await connected(client, options.timeoutMs)
    print(`[WS] connected to ${baseUrl} as ${options.username}`)
    const turnId =
      options.wav === null ? client.sendText({ text: options.text, attachments }) : speak(client, options.wav)
    const turn = await ended(client, turnId, options.timeoutMs)
    await new Promise((resolve) => setTimeout(resolve, TRAILING_MS))
    report(turn, print)
    if (options.out !== null) await saveReply(options.out, chunks, print)
    return turn.state === 'done'
  } finally {
    await client.dispose()
  }
}

async function attachmentsFor(
  options: LiveCheckOptions,
  files: FileClient,
  profile: Profile,
  print: Print,
): Promise<SentAttachment[]> {
  if (options.file === null) {
    if (options.attachmentId === null) return []
    print(`[INPUT] using attachment_id=${options.attachmentId}`)
    return [{ attachmentId: options.attachmentId, kind: 'file', name: options.attachmentId, size: 0 }]
  }
  const uploaded = await files.upload(profile, { path: options.file })
  print(`[UPLOAD] attachment_id=${uploaded.attachmentId} type=${uploaded.kind} ${uploaded.size} bytes`)
  if (options.checkDownload) {
    const { bytes, contentType } = await files.download(profile, uploaded.attachmentId, {
      maxBytes: uploaded.size + 1,
    })
    const isSame = (await sha256OfFile(options.file)) === createHash('sha256').update(bytes).digest('hex')
    print(`[GET] ${bytes.byteLength} bytes, ${contentType}: ${isSame ? 'the same bytes' : 'OTHER BYTES'}`)
    if (!isSame) throw new FailureError(failure('DOWNLOAD_FAILED', 'The file came back with other bytes'))
  }
  return [uploaded]
}

/** Speaks a recording, in frames as a microphone gives them, though without the waiting. */
function speak(client: LiveClient, wav: Uint8Array): string {
  const decoded = decodeWav(wav)
  if (decoded?.sampleRate !== UPLINK_SAMPLE_RATE) {
    throw new FailureError(failure('INVALID_INPUT', 'The recording must be a WAV of 16-bit PCM at 16 kHz'))
  }
  const { turnId } = client.startSpeaking()
  for (let at = 0; at < decoded.pcm.length; at += UPLINK_FRAME_SAMPLES) {
    const frame = decoded.pcm.slice(at, at + UPLINK_FRAME_SAMPLES)
    client.pushAudio(new Uint8Array(frame.buffer))
  }
  client.endSpeaking()
  return turnId
}

/** Resolves once connected; rejects with what keeps us from it, without trying again. */
function connected(client: LiveClient, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(failure('TIMEOUT', 'No connection in time')), timeoutMs)
    const fail = (reason: ReturnType<typeof failure>): void => {
      clearTimeout(timer)
      off()
      reject(new FailureError(reason))
    }
    const look = ({ status, lastError }: ReturnType<LiveClient['snapshot']>['connection']): void => {
      if (status === 'connected') {
        clearTimeout(timer)
        off()
        resolve()
      } else if (lastError !== null) fail(lastError)
    }
    const off = client.on('connection', look)
    look(client.snapshot().connection)
  })
}

/** Resolves when the turn is over, or as it stands when the time is up. */
function ended(client: LiveClient, turnId: string, timeoutMs: number): Promise<TurnView> {
  return new Promise((resolve) => {
    const view = (): TurnView | undefined => client.snapshot().turns.find((turn) => turn.id === turnId)
    const done = (): void => {
      const turn = view()
      if (turn === undefined || !['done', 'failed', 'interrupted', 'unsent'].includes(turn.state)) return
      finish(turn)
    }
    const finish = (turn: TurnView): void => {
      clearTimeout(timer)
      off()
      resolve(turn)
    }
    const timer = setTimeout(() => {
      const turn = view()
      if (turn === undefined) return
      const late = failure('TIMEOUT', 'The answer did not come to its end in time')
      finish({ ...turn, state: 'failed', failure: late })
    }, timeoutMs)
    const off = client.on('turn', done)
    done()
  })
}

function report(turn: TurnView, print: Print): void {
  if (turn.input.text !== null) print(`[YOU] ${turn.input.text}`)
  print(`[REPLY] ${turn.reply.text}`)
  for (const tool of turn.reply.tools)
    print(`[TOOL] ${tool.name} ${tool.args} -> ${tool.result ?? '(no result)'}`)
  for (const file of turn.reply.attachments)
    print(`[FILE] ${file.kind} ${file.name} ${file.attachmentId ?? '(no id)'}`)
  print(
    turn.failure === null ? `[OK] ${turn.state}` : `[FAILED] ${turn.failure.code}: ${turn.failure.message}`,
  )
}

/** Joins the chunks into one WAV. Only PCM chunks of one rate can be joined; others are said, and not written. */
async function saveReply(file: string, chunks: readonly Uint8Array[], print: Print): Promise<void> {
  if (chunks.length === 0) {
    print('[OUT] the answer had no audio; nothing was written')
    return
  }
  const decoded = chunks.flatMap((chunk) => decodeWav(chunk) ?? [])
  const rates = new Set(decoded.map(({ sampleRate }) => sampleRate))
  const [rate] = rates
  if (decoded.length < chunks.length || rates.size !== 1 || rate === undefined) {
    throw new FailureError(
      failure('AUDIO_UNDECODABLE', 'The answer is not WAV of one rate; it cannot be joined'),
    )
  }
  const joined = new Int16Array(decoded.reduce((sum, { pcm }) => sum + pcm.length, 0))
  let at = 0
  for (const { pcm } of decoded) {
    joined.set(pcm, at)
    at += pcm.length
  }
  await writeFile(file, encodeWav(joined, rate))
  print(`[OUT] ${file}: ${(joined.length / rate).toFixed(2)} s`)
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
  return hash.digest('hex')
}

function profileOf(username: string, baseUrl: string): Profile {
  return {
    id: 'live-check',
    name: 'live-check',
    kind: 'remote',
    baseUrl,
    username,
    signIn: 'api-key',
    account: '',
    pinnedCertificate: null,
  }
}
