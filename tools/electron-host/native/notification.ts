import { createEvent, StrictEmitter } from '../strict.ts'

/** A notification as the test hook shows it. */
export interface NotificationRecord {
  index: number
  title: string
  body: string
  silent: boolean
  closed: boolean
}

type Implemented = Pick<Electron.Notification, 'show' | 'close' | 'title' | 'body' | 'silent'>

/** Every notification that was shown, oldest first. */
export const shownNotifications: HostNotification[] = []

/** `Notification`: recorded, never drawn. */
export class HostNotification extends StrictEmitter implements Implemented {
  title: string
  body: string
  silent: boolean
  #closed = false

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification')
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
  }

  show(): void {
    this.#closed = false
    if (!shownNotifications.includes(this)) shownNotifications.push(this)
    this.emit('show', createEvent({}))
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.emit('close', createEvent({ reason: 'userCanceled' }))
  }

  _describe(index: number): NotificationRecord {
    return { index, title: this.title, body: this.body, silent: this.silent, closed: this.#closed }
  }

  static isSupported(): boolean {
    return true
  }
}

HostNotification satisfies Pick<typeof Electron.Notification, 'isSupported'>
