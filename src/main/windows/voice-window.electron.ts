import { BrowserWindow, MessageChannelMain } from 'electron'
import { CHANNEL } from '../../shared/ipc/channels.ts'
import { APP_ORIGIN } from '../ipc/trusted-sender.ts'
import type { WindowRegistry } from '../ipc/ipc.electron.ts'
import { desktopPlatform, sessionType } from '../hotkey/platform.ts'
import type { LanePort } from '../voice/voice-lane.ts'
import type { HudSettings } from '../../shared/settings.ts'
import type { Clock } from '../lib/clock.ts'
import { HUD_SIZE } from './hud-placement.ts'
import { HudStage } from './hud-stage.electron.ts'
import { hudType } from './hud-type.ts'

export interface VoiceWindowOptions {
  readonly preload: string
  readonly registry: WindowRegistry
  readonly clock: Clock
  /** The person dragged the HUD to another place. */
  onHudPlaced(hud: HudSettings): void
  /** The page has loaded: here is main's end of the audio lane. */
  onPort(port: LanePort): void
  /** The page is gone; it is being made again. */
  onLost(reason: string): void
}

/** A renderer that dies again and again must not be restarted in a tight loop, in ms. */
const RESTART_DELAY_MS = 500

/**
 * The HUD: tiny, above everything, never focused, and always alive, because it holds the microphone and the speaker.
 */
export class VoiceWindow {
  /** Whether and where it shows. */
  readonly hud: HudStage
  readonly #options: VoiceWindowOptions
  #window: BrowserWindow | null = null
  #closing = false

  constructor(options: VoiceWindowOptions) {
    this.#options = options
    this.hud = new HudStage({
      window: () => this.#window,
      clock: options.clock,
      tell: (stage) => {
        options.registry.broadcast('hud.stage', stage, 'voice')
      },
      onPlaced: (hud) => {
        options.onHudPlaced(hud)
      },
    })
  }

  open(): void {
    const { platform, env } = process
    const type = hudType(platform, sessionType(desktopPlatform(platform), env))
    const window = new BrowserWindow({
      ...HUD_SIZE,
      show: false,
      frame: false,
      transparent: true,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      focusable: false,
      alwaysOnTop: true,
      skipTaskbar: true,
      hasShadow: false,
      // The HUD draws its own shape; since Electron 43, Linux desktops round off frameless windows too.
      roundedCorners: false,
      ...(type === null ? {} : { type }),
      title: 'Parley',
      webPreferences: {
        preload: this.#options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        spellcheck: false,
        // Audio must go on while the window is hidden, which it nearly always is.
        backgroundThrottling: false,
      },
    })
    this.#window = window
    this.#options.registry.add(window.webContents, 'voice')
    window.setAlwaysOnTop(true, 'screen-saver')
    // Without `skipTransformProcessType` this takes Parley out of the Mac's dock, also while its chat window is open. A panel
    // is above full-screen windows without that.
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true })
    window.setIgnoreMouseEvents(true)
    window.webContents.on('did-finish-load', () => {
      this.#handOverPort(window)
      this.hud.loaded()
    })
    window.webContents.on('render-process-gone', (_event, details) => {
      this.#restart(window, details.reason)
    })
    window.on('closed', () => {
      if (this.#window === window) this.#restart(window, 'closed')
    })
    void window.loadURL(`${APP_ORIGIN}/voice/index.html`)
  }

  close(): void {
    this.#closing = true
    this.hud.lost()
    if (this.#window && !this.#window.isDestroyed()) this.#window.destroy()
  }

  #handOverPort(window: BrowserWindow): void {
    const { port1, port2 } = new MessageChannelMain()
    window.webContents.postMessage(CHANNEL.voicePort, null, [port2])
    port1.start()
    this.#options.onPort({
      postMessage: (message) => {
        port1.postMessage(message)
      },
      onMessage: (listener) => {
        port1.on('message', (event) => {
          listener(event.data)
        })
      },
      close: () => {
        port1.close()
      },
    })
  }

  #restart(window: BrowserWindow, reason: string): void {
    if (this.#closing || this.#window !== window) return
    this.#window = null
    this.hud.lost()
    if (!window.isDestroyed()) window.destroy()
    this.#options.onLost(reason)
    setTimeout(() => {
      if (!this.#closing && !this.#window) this.open()
    }, RESTART_DELAY_MS)
  }
}
