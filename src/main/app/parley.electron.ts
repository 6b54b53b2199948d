import { join } from 'node:path'
import { app } from 'electron'
import { toFailure } from '../../shared/failure.ts'
import type { Settings } from '../../shared/settings.ts'
import type { ViewPatch } from '../../shared/view.ts'
import { defaultHotkey } from '../../shared/default-hotkey.ts'
import { beKnownToPortals } from '../desktop-entry/menu-entry.electron.ts'
import { desktopPlatform } from '../hotkey/platform.ts'
import { listenForRequests, WindowRegistry } from '../ipc/ipc.electron.ts'
import { createRouter } from '../ipc/router.ts'
import type { TrustedWindow } from '../ipc/trusted-sender.ts'
import { realClock } from '../lib/clock.ts'
import { jsonFileStore } from '../lib/json-file.ts'
import type { Log } from '../lib/log.ts'
import { createLoginItem, wasStartedAtLogin } from '../login/login-item.electron.ts'
import { Outlet } from '../media/outlet.electron.ts'
import { createMemory } from '../memory/memory.ts'
import { createSettingsService } from '../settings/settings-service.ts'
import { createElectronStore } from '../settings/store.electron.ts'
import { LevelWatch } from '../voice/level-watch.ts'
import { explainMicrophone, openMicrophonePrivacy } from '../voice/microphone-access.electron.ts'
import { voiceConfig } from '../voice/voice-config.ts'
import { serveApp, serveFiles } from '../windows/app-protocol.electron.ts'
import { lockDown } from '../windows/security.electron.ts'
import { switchProfile, testProfile, useProfile } from './active-profile.ts'
import { Away } from './away.ts'
import { viewFor } from './command-line.ts'
import type { CommandLine, EnvironmentServer } from './command-line.ts'
import { runCommands, withoutFinishedTalks } from './commands.ts'
import type { CommandParts } from './commands.ts'
import { Conversation } from './conversation.ts'
import { createDesktop } from './desktop.electron.ts'
import { createHandlers } from './handlers.ts'
import { createHotkeyRequests } from './hotkey-requests.ts'
import { isAnswering, Leaving } from './leaving.ts'
import type { AppPaths } from './paths.electron.ts'
import { followSessionEnd } from './power.electron.ts'
import { Presence } from './presence.electron.ts'
import { createProfiles } from './profiles.ts'
import { createServices } from './services.electron.ts'
import { Shell } from './shell.electron.ts'
import { startArguments, startCommand } from './start-command.ts'
import { followSurroundings } from './surroundings.electron.ts'
import { createTrayCommands } from './tray-commands.ts'
import { reportFirstTurn } from './turn-observer.ts'

export interface ParleyOptions {
  readonly paths: AppPaths
  readonly log: Log
  readonly commandLine: CommandLine
  readonly environment: EnvironmentServer | null
  /** Parley was told to quit, and nothing is left to wait for. Called once; `close` comes next. */
  readonly onLeave: () => void
}

/** A running Parley, as the process sees it. */
export interface Parley {
  /** It runs: does what this start and those that came meanwhile were for. */
  onStarted(early: readonly CommandLine[]): void
  /** Another start of Parley passed its command line on. */
  onSecondStart(commandLine: CommandLine): void
  showChat(): void
  /** Puts files beside the composer, and shows it. */
  attach(paths: readonly string[]): void
  /** The person quits: an answer that is being made or heard may come to its end first. Again: at once. */
  quit(): void
  /** Quits without waiting for an answer. */
  quitNow(): void
  /** Something has broken, and the app stands still: the microphone closes and nothing sounds any more. */
  fallSilent(): void
  /** Puts everything down; resolves when the outbox and the assistant's data are on disk. */
  close(): Promise<void>
}

/** Puts the parts together. The app must be ready. */
export async function startParley(options: ParleyOptions): Promise<Parley> {
  const { paths, log, commandLine, environment } = options
  const registry = new WindowRegistry((window) => {
    if (window === 'chat') services.hotkey.forgetWindow()
    levels.watch(window, false)
  })
  const settings = createSettingsService({
    store: createElectronStore(paths.settings),
    clock: realClock,
    log,
    defaults: { hotkey: { accelerator: defaultHotkey(desktopPlatform(process.platform)) } },
  })
  const memory = createMemory(jsonFileStore(join(paths.settings, 'memory.json')), log)
  // Parts report while they are made, before there is anything to show it.
  let followView: (patch: ViewPatch) => void = () => undefined
  const services = await createServices({
    paths,
    log,
    settings,
    environment,
    publish: (patch) => {
      registry.broadcast('view.patch', patch)
      followView(patch)
    },
    ringing: (text) => {
      conversation.cue('ring')
      presence.ring(text)
    },
    hasTimers: (hasTimers) => {
      if (hasTimers !== memory.get().hasTimers) memory.set({ hasTimers })
    },
  })
  const { view, live, hotkey, notice } = services
  const observer = commandLine.turnReport
    ? reportFirstTurn(commandLine.turnReport, () => ({
        profile: services.profile().name,
        kind: services.profile().kind,
      }))
    : null
  observer?.watch(live)
  const conversation = new Conversation({
    live,
    speech: services.speech,
    key: hotkey,
    view,
    settings: () => settings.get(),
    mayTalk: () => !away.isAway && leaving.isHere,
    clock: realClock,
    notice,
    badMessage: (reason) => {
      log.warn({ reason }, 'a bad message on the audio lane')
    },
    explain: explainMicrophone,
    level: (peak) => {
      levels.level(peak)
    },
    observer,
  })
  const leaving = new Leaving({
    setTimer: realClock.setTimer,
    isAnswering: () => isAnswering(view.fields),
    endTalk: async () => {
      await conversation.endTalk()
      conversation.handsFree.set(false)
    },
    show: (isLeaving) => {
      view.set({ isLeaving })
      if (isLeaving) shell.chat.hide()
    },
    go: options.onLeave,
  })
  hotkey.on('talk-start', () => {
    if (!leaving.isHere) live.interrupt()
  })
  const levels = new LevelWatch<TrustedWindow>({
    setTimer: realClock.setTimer,
    mayListen: () => !away.isAway,
    open: (on) => {
      conversation.lane.watchLevel(on)
    },
    send: (window, peak) => {
      registry.broadcast('microphone.level', { peak }, window)
    },
  })
  conversation.lane.setTap(observer !== null)

  const shell: Shell = new Shell({
    paths,
    registry,
    clock: realClock,
    chat: {
      places: { get: () => memory.get().window, set: (window) => memory.set({ window }) },
      onOpen: () => {
        leaving.stay()
      },
      onClose: (window) => presence.mayClose(window),
      onClosed: () => {
        presence.onClosed()
      },
      onFocus: () => {
        presence.onFocus()
        lookAtLoginItem()
      },
    },
    onHudPlaced: (hud) => {
      settings.patch({ hud })
    },
    onVoicePort: (port) => {
      conversation.lane.attach(port)
    },
    onVoiceLost: (reason) => {
      log.error({ reason }, 'the audio window is gone')
      conversation.lane.detach(conversation.talk.segment)
    },
  })

  const presence: Presence = new Presence({
    icons: paths.icons,
    clock: realClock,
    log,
    memory,
    view,
    settings: () => settings.get(),
    setKeepRunning: (keepRunning) => settings.patch({ keepRunning }),
    translate: () => shell.translate,
    chat: () => shell.chat,
    notice,
    onCommand: createTrayCommands({
      hotkey,
      live,
      handsFree: conversation.handsFree,
      settings,
      profiles: { select: (id) => settings.selectProfile(id) },
      show: (shown) => {
        shell.chat.open(shown)
      },
      quit: () => {
        app.quit()
      },
    }),
  })
  live.on('turn', (turn) => {
    presence.onTurn(turn)
  })
  live.on('turn-removed', ({ turnId }) => {
    presence.onTurnRemoved(turnId)
  })
  const startedBy = {
    isPackaged: app.isPackaged,
    appPath: app.getAppPath(),
    execPath: process.execPath,
    platform: process.platform,
    env: process.env,
  }
  const command = startArguments(startedBy)
  beKnownToPortals({ ...paths, command, log })
  const login = createLoginItem({ ...paths, command })
  const lookAtLoginItem = () => {
    view.set({ desktop: { ...view.fields.desktop, openAtLogin: login.isEnabled() } })
  }
  lookAtLoginItem()

  lockDown()
  serveApp(paths, (id) => services.drafts.picture(id))
  serveFiles((attachmentId) => services.media.file(attachmentId))
  listenForRequests(
    registry,
    createRouter(
      createHandlers({
        view,
        live,
        drafts: services.drafts,
        talk: hotkey,
        microphone: {
          watch: (window, on) => {
            levels.watch(window, on)
          },
          openPrivacy: openMicrophonePrivacy,
        },
        hotkey: createHotkeyRequests({
          hotkey,
          settings,
          platform: desktopPlatform(process.platform),
          command: startCommand(startedBy),
        }),
        handsFree: conversation.handsFree,
        settings,
        login: {
          set: (open) => {
            const done = login.set(open)
            lookAtLoginItem()
            return done
          },
        },
        profiles: createProfiles({
          keychain: services.keychain,
          settings,
          test: (profile, secret) => testProfile(services.keychain, profile, secret),
          onUntilQuit: notice,
          saved: (profile) => {
            services.signIns.forget(profile.id)
            if (profile.id === services.profile().id) void switchProfile(services, conversation)
          },
        }),
        hud: shell.hud,
        speech: services.speech,
        media: services.media,
        outlet: new Outlet({
          media: services.media,
          translate: () => shell.translate,
          parent: () => shell.chat.browserWindow,
        }),
        desktop: createDesktop({
          translate: () => shell.translate,
          parent: () => shell.chat.browserWindow,
        }),
      }),
      {
        onUnexpected: (route, error) => {
          log.error({ route, error: String(error) }, 'a request failed unexpectedly')
        },
      },
    ),
  )

  const config = (each: Settings) => {
    const found = voiceConfig(each)
    const isCold = commandLine.coldMicrophone || away.isAway
    return isCold ? { ...found, input: { ...found.input, keepOpenMs: 0 } } : found
  }
  const away = new Away({
    onAway: () => {
      conversation.handsFree.away()
      levels.away()
      void conversation.endTalk()
      conversation.lane.configure(config(settings.get()))
    },
    onBack: () => {
      conversation.lane.configure(config(settings.get()))
      void hotkey.recover()
    },
  })
  settings.on('changed', (now, before) => {
    shell.apply(now)
    presence.refresh()
    conversation.lane.configure(config(now))
    if (JSON.stringify(now.handsFree) !== JSON.stringify(before.handsFree))
      conversation.handsFree.reconfigure()
    if (JSON.stringify(now.hotkey) !== JSON.stringify(before.hotkey)) void hotkey.apply(now.hotkey)
    if (now.activeProfileId !== before.activeProfileId) void switchProfile(services, conversation)
    void services.media.settingsChanged(now, before)
    for (const { id } of before.profiles) {
      if (!now.profiles.some((each) => each.id === id)) services.drafts.forgetProfile(id)
    }
    registry.broadcast('settings.changed', now)
  })
  const damage = settings.problem()
  if (damage) notice(damage)

  hotkey.on('test', (seen) => {
    registry.broadcast('hotkey.test', seen, 'chat')
  })

  conversation.lane.configure(config(settings.get()))
  // Before there is a window: only those made afterwards are followed.
  followSessionEnd({
    save: () => {
      void conversation.endTalk()
    },
    end: () => {
      leaving.now()
    },
  })
  shell.open(settings.get())
  presence.open()
  followView = ({ set, appendReply }) => {
    if (set?.voice !== undefined || set?.connection !== undefined || set?.handsFree !== undefined)
      shell.update(view.fields)
    if (appendReply === undefined) presence.refresh()
    leaving.look()
  }
  if (commandLine.hidden || wasStartedAtLogin()) {
    // Without a window, a Mac shows Parley in the menu bar alone.
    if (process.platform === 'darwin') app.setActivationPolicy('accessory')
  } else shell.chat.open({ view: commandLine.settings ? 'settings' : 'conversation' })
  void hotkey.apply(settings.get().hotkey)
  useProfile(services)
  if (services.profile().kind === 'remote' && memory.get().hasTimers) {
    void services.assistant.wakeForTimers()
  }
  live.connect()
  const stopSurroundings = followSurroundings({
    away,
    live,
    onTray: (hasTray) => {
      presence.setTray(hasTray)
    },
    log,
  })
  const commandParts: CommandParts = {
    hotkey,
    live,
    show: () => {
      shell.chat.open()
    },
  }

  const show = (shown: ReturnType<typeof viewFor>) => {
    if (shown) shell.chat.open({ view: shown })
  }

  return {
    onStarted: (early) => {
      const asked = [commandLine, ...early].flatMap((each) => each.commands)
      runCommands(withoutFinishedTalks(asked), commandParts)
      show(viewFor(early))
    },
    onSecondStart: (started) => {
      runCommands(started.commands, commandParts)
      show(viewFor([started]))
    },
    showChat: () => {
      shell.chat.open()
    },
    attach: (paths) => {
      if (paths.length === 0) return
      try {
        services.drafts.add(paths)
      } catch (error) {
        notice(toFailure(error))
      }
      shell.chat.open()
    },
    quit: () => {
      leaving.quit()
    },
    quitNow: () => {
      leaving.now()
    },
    fallSilent: () => {
      shell.close()
    },
    close: async () => {
      presence.startQuitting()
      stopSurroundings()
      // What is being said is sent, or kept in the outbox; a reply falls silent with its window.
      await conversation.endTalk()
      shell.close()
      presence.close()
      conversation.handsFree.close()
      hotkey.close()
      services.drafts.close()
      await live.dispose()
      await services.media.close()
      services.recogniser.close()
      await services.assistant.stop()
    },
  }
}
