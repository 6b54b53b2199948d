import { join } from 'node:path'
import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Translate } from '../../shared/i18n/translator.ts'
import type { Settings } from '../../shared/settings.ts'
import type { TurnView } from '../../shared/view.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { withoutNotice } from '../lib/notices.ts'
import type { Memory } from '../memory/memory.ts'
import { excerpt } from '../notifications/excerpt.ts'
import { isRingMissed, MissedReplies } from '../notifications/missed-replies.ts'
import type { Missed } from '../notifications/missed-replies.ts'
import { Notifier } from '../notifications/notifier.electron.ts'
import { AppTray } from '../tray/tray.electron.ts'
import { trayModel } from '../tray/tray-menu.ts'
import type { TrayCommand, TrayModel } from '../tray/tray-menu.ts'
import type { ViewStore } from '../view/view-store.ts'
import type { ChatWindow } from '../windows/chat-window.electron.ts'
import { onClose } from '../windows/closing.ts'

export interface PresenceOptions {
  /** The folder of all icons. */
  readonly icons: string
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
  readonly memory: Memory
  readonly view: ViewStore
  readonly settings: () => Settings
  readonly setKeepRunning: (keepRunning: boolean) => void
  readonly translate: () => Translate
  readonly chat: () => ChatWindow
  readonly notice: (problem: Failure) => void
  readonly onCommand: (command: TrayCommand) => void
}

/** At login, panels may start after Parley; and one that is started again is gone for a moment. Time to wait for it, in ms. */
const PANEL_MS = 5000

/**
 * How Parley is there when its window is not: in the tray, by notifications, and by a window that does not go where there is
 * nothing else to find it by.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #notifier: Notifier
  readonly #missed = new MissedReplies()
  #tray: AppTray | null = null
  #hasTray: boolean | null = null
  #isQuitting = false
  #isAsking = false
  #cancelWindow: () => void = () => undefined

  constructor(options: PresenceOptions) {
    this.#options = options
    this.#notifier = new Notifier(options.log)
  }

  /** Puts the icon into the tray. */
  open(): void {
    const { icons, clock, onCommand, translate } = this.#options
    this.#tray = new AppTray({ icons: join(icons, 'tray'), clock, onCommand }, this.#model(), translate())
  }

  /** Something that the tray shows may have changed. */
  refresh(): void {
    this.#tray?.update(this.#model(), this.#options.translate())
  }

  /**
   * The desktop shows tray icons, or does not. It may change: panels start after Parley at login, and are started again. An
   * icon that was made while there was no tray has nowhere to appear, so it is made anew.
   */
  setTray(hasTray: boolean): void {
    if (hasTray === this.#hasTray) return
    const { view, memory, notice, chat, clock } = this.#options
    const isNew = hasTray && this.#hasTray === false
    this.#hasTray = hasTray
    view.set({
      desktop: { ...view.fields.desktop, tray: hasTray },
      ...(hasTray ? { notices: withoutNotice(view.fields.notices, 'TRAY_UNAVAILABLE') } : {}),
    })
    if (isNew) {
      this.#tray?.destroy()
      this.open()
    }
    this.#cancelWindow()
    if (hasTray) return
    this.#cancelWindow = clock.setTimer(() => {
      if (this.#isQuitting || chat().isOpen) return
      // Whoever opened a window sees no reason to wonder; this one opened by itself.
      if (memory.isNews('no-tray')) {
        notice(failure('TRAY_UNAVAILABLE', 'No tray shows icons on this desktop.'))
      }
      chat().openMinimised()
    }, PANEL_MS)
  }

  /** The chat window is to be closed by the person; true when it may go. */
  mayClose(window: BrowserWindow): boolean {
    const { memory, settings } = this.#options
    const closing = onClose({
      isQuitting: this.#isQuitting,
      keepRunning: settings().keepRunning,
      tray: this.#hasTray,
      withoutTray: memory.get().withoutTray,
    })
    switch (closing) {
      case 'close':
        return true
      case 'quit':
        app.quit()
        return true
      case 'minimise':
        window.minimize()
        return false
      case 'ask':
        void this.#ask(window)
        return false
    }
  }

  /** The chat window is closed. Somebody who has not met the tray yet would take Parley for gone. */
  onClosed(): void {
    const { memory, translate, chat } = this.#options
    if (this.#isQuitting || this.#hasTray === false || !memory.isNews('closed-to-tray')) return
    const t = translate()
    this.#notifier.show({
      title: t('notifications.stillHere'),
      body: t(process.platform === 'darwin' ? 'notifications.inMenuBar' : 'notifications.inTray'),
      onClick: () => {
        chat().open()
      },
    })
  }

  /** The chat window is in front: what notifications tell of is in sight. */
  onFocus(): void {
    this.#notifier.clear()
  }

  /** Tells of a reply that was missed. */
  onTurn(turn: TurnView): void {
    const { settings, view, chat } = this.#options
    const { speaker, notifications } = settings()
    const missed = this.#missed.onTurn(turn, {
      isLooking: chat().isInFront,
      isMuted: speaker.muted || speaker.volume === 0,
      isLocal: view.fields.profile.kind === 'local',
    })
    if (missed && notifications.replies) this.#tellOf(missed, notifications.preview)
  }

  onTurnRemoved(turnId: string): void {
    this.#missed.forget(turnId)
  }

  /** Tells of a timer, for those who don't hear it: whatever is set for replies, because a timer was asked for. */
  ring(text: string): void {
    const { chat, view } = this.#options
    if (!isRingMissed({ isLooking: chat().isInFront, isLocal: view.fields.profile.kind === 'local' })) return
    this.#notifier.show({
      title: this.#options.translate()('app.name'),
      body: text,
      onClick: () => {
        this.#options.chat().open()
      },
    })
  }

  /** From now on windows close without a word. */
  startQuitting(): void {
    this.#isQuitting = true
  }

  close(): void {
    this.#cancelWindow()
    this.#notifier.clear()
    this.#tray?.destroy()
    this.#tray = null
  }

  #model(): TrayModel {
    return trayModel(this.#options.view.snapshot(), this.#options.settings())
  }

  #tellOf({ turnId, reply }: Missed, isPreviewed: boolean): void {
    const t = this.#options.translate()
    const onClick = () => {
      this.#options.chat().open({ view: 'conversation', turnId })
    }
    if ('failure' in reply) {
      const body = t(`failures.${reply.failure.code}.title`)
      this.#notifier.show({ title: t('notifications.failed'), body, onClick })
      return
    }
    const text = isPreviewed ? excerpt(reply.text) : ''
    const body = text === '' ? t('notifications.openToRead') : text
    this.#notifier.show({ title: t('notifications.answered'), body, onClick })
  }

  /** Without a tray a closed window would leave Parley running where nobody sees it. */
  async #ask(window: BrowserWindow): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    const t = this.#options.translate()
    const { response, checkboxChecked } = await dialog
      .showMessageBox(window, {
        type: 'question',
        title: t('app.name'),
        message: t('closing.question'),
        detail: t('closing.detail'),
        buttons: [t('closing.minimise'), t('closing.quit'), t('closing.cancel')],
        defaultId: 0,
        cancelId: 2,
        checkboxLabel: t('closing.always'),
      })
      .finally(() => {
        this.#isAsking = false
      })
    if (response === 0) {
      if (checkboxChecked) this.#options.memory.set({ withoutTray: 'minimise' })
      if (!window.isDestroyed()) window.minimize()
    } else if (response === 1) {
      if (checkboxChecked) this.#options.setKeepRunning(false)
      app.quit()
    }
  }
}
