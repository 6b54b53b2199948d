import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { HotkeyReason } from '../../shared/hotkey.ts'
import type {
  AttachmentFacts,
  HudDrag,
  ProfileDraft,
  ProfileTest,
  RouteParsed,
} from '../../shared/ipc/routes.ts'
import type { Settings, SettingsPatch } from '../../shared/settings.ts'
import type { Drafts } from '../attachments/drafts.ts'
import type { Handlers } from '../ipc/router.ts'
import type { TrustedWindow } from '../ipc/trusted-sender.ts'
import { withoutNotice } from '../lib/notices.ts'
import type { Result } from '../lib/result.ts'
import type { LiveClient } from '../live/client.ts'
import type { ViewStore } from '../view/view-store.ts'

/** Why a talk key can't be used, or what speaks against it. */
export interface HotkeyAdvice {
  readonly failure: Failure | null
  readonly reason: HotkeyReason | null
}

/** What the routes need of the rest of the app; each part is as narrow as its use. */
export interface HandlerParts {
  readonly view: ViewStore
  readonly live: Pick<
    LiveClient,
    'sendText' | 'interrupt' | 'retry' | 'discard' | 'keepWaiting' | 'retryNow' | 'restart' | 'connect'
  >
  readonly drafts: Drafts
  readonly talk: { press(): void; release(): void; cancel(): void }
  readonly microphone: {
    watch(window: TrustedWindow, on: boolean): void
    /** False where the system has no such page. */
    openPrivacy(): Promise<boolean>
  }
  readonly hotkey: {
    check(accelerator: string): HotkeyAdvice
    choose(accelerator: string): Promise<HotkeyAdvice>
    suspend(suspended: boolean): void
    test(on: boolean): void
    readonly command: string
  }
  readonly handsFree: { set(on: boolean): void; cancel(): void }
  readonly settings: {
    get(): Settings
    patch(patch: SettingsPatch): Result<Settings>
  }
  readonly login: { set(open: boolean): Result<void> }
  readonly profiles: {
    save(draft: ProfileDraft): Promise<Result<Settings>>
    remove(id: string): Promise<Result<Settings>>
    select(id: string): Result<Settings>
    test(draft: ProfileDraft): Promise<ProfileTest>
    hasSecret(id: string): Promise<boolean>
  }
  readonly hud: {
    setAreas(areas: RouteParsed<'hud.areas'>['areas']): void
    drag(drag: HudDrag): void
  }
  readonly speech: { confirm(turnId: string, words: string): void; sendApart(turnId: string): void }
  readonly media: {
    describe(attachmentId: string): Promise<AttachmentFacts>
    usage(): { bytes: number; files: number }
    clear(): Promise<void>
  }
  readonly outlet: {
    /** False when the person cancelled. */
    save(attachmentId: string, name: string): Promise<boolean>
    reveal(attachmentId: string): void
    open(attachmentId: string, name: string): Promise<void>
  }
  readonly desktop: {
    /** Paths that the person chose; empty when they cancelled. */
    pickFiles(): Promise<string[]>
    openOutside(url: string): Promise<boolean>
    writeClipboard(text: string): void
  }
}

/** Puts every route on the part that does it. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { view, live, drafts, settings, profiles, media, outlet, desktop } = parts
  return {
    'view.get': () => view.snapshot(),

    'turn.sendText': ({ text, drafts: ids }) => {
      if (text.trim() === '' && ids.length === 0) throw refused('There is nothing to send.')
      const turnId = live.sendText({ text, attachments: drafts.peek(ids) })
      // Only now: what could not be sent stays beside the composer.
      drafts.take(ids)
      return { turnId }
    },
    'turn.sendWords': ({ turnId, text }) => {
      if (text.trim() === '') throw refused('There is nothing to send.')
      parts.speech.confirm(turnId, text)
    },
    'turn.sendApart': ({ turnId }) => {
      parts.speech.sendApart(turnId)
    },
    'turn.interrupt': () => {
      live.interrupt()
    },
    'turn.talk': ({ down }) => {
      if (down) parts.talk.press()
      else parts.talk.release()
    },
    'turn.cancelTalk': () => {
      parts.talk.cancel()
      parts.handsFree.cancel()
    },
    'handsFree.set': ({ on }) => {
      parts.handsFree.set(on)
    },
    'turn.retry': async ({ turnId }) => {
      const problem = await live.retry(turnId)
      if (problem) throw new FailureError(problem)
    },
    'turn.discard': ({ turnId }) => {
      live.discard(turnId)
    },
    'turn.keepWaiting': ({ turnId }) => {
      live.keepWaiting(turnId)
    },

    'connection.retryNow': () => {
      live.connect()
      live.retryNow()
    },
    'connection.restart': () => {
      live.restart()
    },

    'settings.get': () => settings.get(),
    'settings.set': (patch) => unwrap(settings.patch(patch)),

    'login.set': ({ open }) => {
      unwrap(parts.login.set(open))
    },

    'profile.save': async (draft) => unwrap(await profiles.save(draft)),
    'profile.remove': async ({ id }) => unwrap(await profiles.remove(id)),
    'profile.select': ({ id }) => unwrap(profiles.select(id)),
    'profile.test': (draft) => profiles.test(draft),
    'profile.hasSecret': async ({ id }) => ({ stored: await profiles.hasSecret(id) }),

    'hotkey.check': ({ accelerator }) => parts.hotkey.check(accelerator),
    'hotkey.choose': ({ accelerator }) => parts.hotkey.choose(accelerator),
    'hotkey.suspend': ({ suspended }) => {
      parts.hotkey.suspend(suspended)
    },
    'hotkey.test': ({ on }) => {
      parts.hotkey.test(on)
    },
    'hotkey.command': () => ({ command: parts.hotkey.command }),

    'microphone.watch': ({ on }, { window }) => {
      parts.microphone.watch(window, on)
    },
    'microphone.openPrivacy': async () => ({ opened: await parts.microphone.openPrivacy() }),

    'attachment.pick': async () => ({ drafts: drafts.add(await desktop.pickFiles()) }),
    'attachment.add': ({ paths }) => ({ drafts: drafts.add(paths) }),
    'attachment.addBytes': async ({ name, bytes }) => ({
      draft: await drafts.addBytes({ name, bytes: new Uint8Array(bytes) }),
    }),
    'attachment.remove': ({ draft }) => {
      drafts.remove(draft)
    },
    'attachment.cancel': ({ draft }) => {
      drafts.cancel(draft)
    },
    'attachment.retry': ({ draft, asIs }) => {
      drafts.retry(draft, asIs)
    },
    'attachment.move': ({ draft, to }) => {
      drafts.move(draft, to)
    },
    'attachment.setAlt': ({ draft, alt }) => {
      drafts.describe(draft, alt)
    },
    'attachment.scaled': ({ draft, bytes }) => drafts.scaled(draft, bytes && new Uint8Array(bytes)),
    'attachment.describe': ({ attachmentId }) => media.describe(attachmentId),
    'attachment.save': async ({ attachmentId, name }) => ({ saved: await outlet.save(attachmentId, name) }),
    'attachment.reveal': ({ attachmentId }) => {
      outlet.reveal(attachmentId)
    },
    'attachment.open': ({ attachmentId, name }) => outlet.open(attachmentId, name),
    'media.usage': () => media.usage(),
    'media.clear': async () => {
      await media.clear()
      return media.usage()
    },

    'hud.areas': ({ areas }) => {
      parts.hud.setAreas(areas)
    },
    'hud.drag': (drag) => {
      parts.hud.drag(drag)
    },

    'notice.dismiss': ({ id }) => {
      view.set({ notices: withoutNotice(view.fields.notices, id) })
    },
    'link.open': async ({ url }) => {
      if (!(await desktop.openOutside(url))) throw refused('Only web and mail links can be opened.')
    },
    'clipboard.write': ({ text }) => {
      desktop.writeClipboard(text)
    },
  }
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}

function refused(message: string): FailureError {
  return new FailureError(failure('INVALID_INPUT', message))
}
