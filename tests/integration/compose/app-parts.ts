import path from 'node:path'
import { createDrafts } from '../../../src/main/app/drafts.ts'
import { createHandlers } from '../../../src/main/app/handlers.ts'
import type { HandlerParts } from '../../../src/main/app/handlers.ts'
import type { Drafts } from '../../../src/main/attachments/drafts.ts'
import { SpeechWithFiles } from '../../../src/main/compose/speech-with-files.ts'
import { FileClient } from '../../../src/main/files/client.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import type { Clock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { LiveClient } from '../../../src/main/live/client.ts'
import { DiskOutbox } from '../../../src/main/live/outbox.ts'
import { settingsSchema } from '../../../src/shared/settings.ts'
import type { DraftAttachment } from '../../../src/shared/view.ts'
import { PROFILE } from '../live/support.ts'

/** For the connection: up to 8 s, what is waited for is another try, not a watchdog; that takes a tenth of its time. */
const quickTries: Clock = {
  ...realClock,
  setTimer: (run, ms) => realClock.setTimer(run, ms <= 8000 ? ms / 10 : ms),
}
/** For uploads, which wait for nothing else: time runs ten times as fast. */
const quickTime: Clock = {
  ...realClock,
  elapsed: () => realClock.elapsed() * 10,
  setTimer: (run, ms) => realClock.setTimer(run, ms / 10),
}

/** The parts of Parley that a message with files goes through, tied together as the app does it. */
export interface AppParts {
  readonly live: LiveClient
  readonly drafts: Drafts
  readonly outbox: DiskOutbox
  readonly speech: SpeechWithFiles
  /** Sends what is typed, with drafts, as the chat window does; the answer is the turn's id. */
  send(text: string, drafts: string[]): string
  /** The files beside the composer. */
  views(): readonly DraftAttachment[]
  quit(): Promise<void>
}

/** Starts them on a folder; again, after `quit`: as after a restart of the app. */
export async function startAppParts(options: {
  readonly folder: string
  readonly url: string
  readonly key: string
  readonly recognise: () => Promise<string>
}): Promise<AppParts> {
  const { folder, url, key } = options
  const outbox = await DiskOutbox.open(path.join(folder, 'outbox'), silentLog, () => undefined)
  const deps = {
    clock: quickTries,
    log: silentLog,
    credentials: () => Promise.resolve({ kind: 'api-key' as const, key }),
    resolveBaseUrl: () => Promise.resolve(url),
  }
  const live = new LiveClient({ ...deps, random: () => 0, outbox })
  // A speaker that hears everything at once.
  live.on('play-end', ({ epoch }) => live.playback({ type: 'drained', epoch }))
  let views: readonly DraftAttachment[] = []
  let speech: SpeechWithFiles | null = null
  const drafts = createDrafts({
    folder: path.join(folder, 'drafts'),
    log: silentLog,
    clock: quickTime,
    files: new FileClient(deps),
    profile: () => PROFILE,
    wishes: () => settingsSchema.parse({}).attachments,
    changed: (each) => {
      views = each
      speech?.draftsChanged()
    },
    notice: () => undefined,
  })
  live.on('connection', ({ status }) => {
    if (status === 'connected') drafts.reached()
  })
  speech = new SpeechWithFiles({
    live,
    drafts: { views: () => views, peek: (ids) => drafts.peek(ids), take: (ids) => drafts.take(ids) },
    recognise: options.recognise,
    refusal: () => null,
    wantsReview: () => false,
  })
  const handlers = createHandlers({ live, drafts } as unknown as HandlerParts)
  drafts.useProfile(PROFILE.id, 'here')
  live.useProfile(PROFILE)
  live.connect()
  return {
    live,
    drafts,
    outbox,
    speech,
    send: (text, ids) => {
      const sent = handlers['turn.sendText']({ text, drafts: ids }, { window: 'chat' })
      return (sent as { turnId: string }).turnId
    },
    views: () => views,
    quit: async () => {
      drafts.close()
      await live.dispose()
    },
  }
}
