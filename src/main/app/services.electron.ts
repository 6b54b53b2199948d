import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { app, systemPreferences } from 'electron'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { pickLanguage } from '../../shared/i18n/messages.ts'
import { translator } from '../../shared/i18n/translator.ts'
import type { Profile } from '../../shared/settings.ts'
import type { ViewPatch } from '../../shared/view.ts'
import { AssistantService } from '../assistant/assistant-service.ts'
import { spawnAssistant } from '../assistant/utility-process.electron.ts'
import { APP_ID } from '../desktop-entry/app-id.ts'
import type { Drafts } from '../attachments/drafts.ts'
import { isRecognised } from '../compose/language.ts'
import { SpeechWithFiles } from '../compose/speech-with-files.ts'
import { FileClient } from '../files/client.ts'
import { promptOnce } from '../hotkey/accessibility.ts'
import { createGlobalShortcutDriver, electronShortcutClaim } from '../hotkey/global-shortcut.electron.ts'
import { createHotkeyService } from '../hotkey/hotkey-service.ts'
import type { HotkeyService } from '../hotkey/hotkey-service.ts'
import { withLostKey } from '../hotkey/lost-notice.ts'
import { desktopPlatform, sessionType } from '../hotkey/platform.ts'
import { createPortalDriver } from '../hotkey/portal/portal-driver.ts'
import { createUiohookDriver } from '../hotkey/uiohook-driver.ts'
import { createKeychain } from '../keychain/keychain.ts'
import type { Keychain } from '../keychain/keychain.ts'
import { createKeytarKeychain } from '../keychain/keytar-keychain.ts'
import { createSessionKeychain } from '../keychain/session-keychain.ts'
import { realClock } from '../lib/clock.ts'
import { jsonFileStore, readJsonFile } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { withNotice } from '../lib/notices.ts'
import { LiveClient } from '../live/client.ts'
import type { BaseUrlSource, CredentialSource } from '../live/credentials.ts'
import { DiskOutbox } from '../live/outbox.ts'
import { SignIns } from '../live/sign-in.ts'
import { Recogniser } from '../recogniser/recogniser.ts'
import { activeProfile } from '../settings/profiles.ts'
import type { SettingsService } from '../settings/settings-service.ts'
import { initialView } from '../view/initial-view.ts'
import { MediaService } from '../media/media-service.ts'
import { ViewStore } from '../view/view-store.ts'
import type { EnvironmentServer } from './command-line.ts'
import { baseUrlSource, credentialSource } from './credential-source.ts'
import { createDrafts } from './drafts.ts'
import type { AppPaths } from './paths.electron.ts'
import { secretOf, tokenStore } from './secrets.ts'

/** Every part of main that has no window of its own. */
export interface Services {
  readonly settings: SettingsService
  readonly keychain: Keychain
  readonly assistant: AssistantService
  readonly signIns: SignIns
  readonly credentials: CredentialSource
  readonly baseUrls: BaseUrlSource
  readonly live: LiveClient
  readonly files: FileClient
  readonly media: MediaService
  /** The embedded recogniser, for speech that goes with files. */
  readonly recogniser: Recogniser
  readonly speech: SpeechWithFiles
  readonly drafts: Drafts
  readonly hotkey: HotkeyService
  readonly view: ViewStore
  /** The profile in use: the environment's, or the chosen one, or the local assistant. */
  readonly profile: () => Profile
  readonly notice: (problem: Failure) => void
}

export interface ServicesOptions {
  readonly paths: AppPaths
  readonly log: Log
  readonly settings: SettingsService
  readonly environment: EnvironmentServer | null
  readonly publish: (patch: ViewPatch) => void
  /** A timer of the local assistant rang. */
  readonly ringing: (text: string) => void
  /** Whether timers of the local assistant run. */
  readonly hasTimers: (has: boolean) => void
}

/** Makes the parts and ties them to the view. Nothing connects and no key is watched yet. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const { paths, log, settings, environment } = options
  const clock = realClock
  const profile = (): Profile => environment?.profile ?? activeProfile(settings.get())
  const view = new ViewStore(initialView(profile()), options.publish)
  const notice = (problem: Failure): void => {
    log.warn({ failure: problem }, 'told the person')
    view.set({ notices: withNotice(view.fields.notices, problem) })
  }

  const keychain = createKeychain({
    system: createKeytarKeychain({ platform: process.platform, clock, log }),
    session: createSessionKeychain(),
    ledger: jsonFileStore(join(paths.settings, 'keychain.json')),
    log,
  })
  const assistant = new AssistantService({
    spawn: () => spawnAssistant(paths.assistant, log),
    dataDir: paths.assistantData,
    modelDir: paths.models,
    locale: app.getLocale() || 'en',
    config: () => {
      const read = readJsonFile(join(paths.settings, 'assistant.json'))
      if (read.kind === 'damaged') {
        notice(failure('INVALID_INPUT', `assistant.json is not JSON: ${read.reason}`))
      }
      return read.kind === 'value' ? read.value : undefined
    },
    clock,
    log,
    changed: (snapshot) => {
      view.set({ assistant: snapshot })
    },
    ringing: options.ringing,
    hasTimers: options.hasTimers,
    restarted: () => {
      if (profile().kind === 'local') live.retryNow()
    },
  })

  const baseUrls = baseUrlSource(assistant)
  const signIns = new SignIns(clock, (each) => secretOf(keychain, each), baseUrls, tokenStore(keychain))
  const credentials = credentialSource({
    keychain,
    assistant,
    remote: signIns.credentials,
    environment,
    onUntilQuit: notice,
  })
  const outbox = await DiskOutbox.open(paths.outbox, log, notice)
  const live = new LiveClient({
    clock,
    random: Math.random,
    log,
    credentials,
    resolveBaseUrl: baseUrls,
    outbox,
  })
  const files = new FileClient({ credentials, resolveBaseUrl: baseUrls, log })
  const media = await MediaService.open({
    folder: paths.media,
    profile,
    settings: () => settings.get(),
    fetch: (each, attachmentId, signal) => files.stream(each, attachmentId, signal),
    clock,
    log,
    newId: randomUUID,
  })
  live.on('file', ({ attachmentId, bytes }) => {
    media.keep(attachmentId, bytes)
  })
  let speech: SpeechWithFiles | null = null
  const drafts = createDrafts({
    folder: paths.drafts,
    log,
    clock,
    files,
    profile,
    wishes: () => settings.get().attachments,
    changed: (each) => {
      view.set({ drafts: each })
      speech?.draftsChanged()
    },
    notice,
  })
  live.on('connection', ({ status }) => {
    drafts.setOnline(status !== 'suspended')
    if (status === 'connected') drafts.reached()
  })
  const assistantConfig = (): unknown => {
    const read = readJsonFile(join(paths.settings, 'assistant.json'))
    return read.kind === 'value' ? read.value : undefined
  }
  const recogniser = new Recogniser({
    spawn: () => spawnAssistant(paths.assistant, log),
    modelDir: paths.models,
    config: assistantConfig,
    clock,
    log,
  })
  speech = new SpeechWithFiles({
    live,
    drafts: {
      views: () => view.fields.drafts,
      peek: (ids) => drafts.peek(ids),
      take: (ids) => drafts.take(ids),
    },
    recognise: (pcm) => recogniser.recognise(pcm),
    refusal: () => {
      const { language, speech: chosen } = settings.get()
      const shown = pickLanguage(language, app.getPreferredSystemLanguages()[0] ?? 'en')
      return isRecognised(chosen.language, shown, assistantConfig())
        ? null
        : failure('STT_LANGUAGE', `The embedded recogniser does not know ${chosen.language}`)
    },
    wantsReview: () => settings.get().speech.confirmWords,
  })
  const hotkey = createHotkey(log, settings)
  hotkey.on('snapshot', (snapshot) => {
    view.set({ hotkey: snapshot, notices: withLostKey(view.fields.notices, snapshot) })
  })
  return {
    settings,
    keychain,
    assistant,
    signIns,
    credentials,
    baseUrls,
    live,
    files,
    media,
    recogniser,
    speech,
    drafts,
    hotkey,
    view,
    profile,
    notice,
  }
}

function createHotkey(log: Log, settings: SettingsService): HotkeyService {
  const platform = desktopPlatform(process.platform)
  const session = sessionType(platform, process.env)
  const uiohook = createUiohookDriver({
    platform,
    session,
    clock: realClock,
    log,
    claim: electronShortcutClaim,
    ...(platform === 'darwin'
      ? {
          hasAccessibility: promptOnce((prompt) => systemPreferences.isTrustedAccessibilityClient(prompt)),
        }
      : {}),
  })
  const portal = createPortalDriver({
    clock: realClock,
    log,
    appId: APP_ID,
    description: () => {
      const [systemLanguage = 'en'] = app.getPreferredSystemLanguages()
      const language = pickLanguage(settings.get().language, systemLanguage)
      return translator(language)('settings.hotkey.portalName')
    },
  })
  const drivers = [uiohook, portal, createGlobalShortcutDriver({ clock: realClock, log })]
  return createHotkeyService({ drivers, clock: realClock, platform, session, log })
}
