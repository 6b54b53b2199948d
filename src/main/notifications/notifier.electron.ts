import { Notification } from 'electron'
import type { Log } from '../lib/log.ts'
import { plainBody } from './plain-body.ts'

/** One notification. */
export interface Notice {
  readonly title: string
  /** Plain text. */
  readonly body: string
  readonly onClick?: () => void
}

/** Notifications that are kept, so that a click on one is still noticed. */
const MOST_SHOWN = 5

/** The system's notifications. */
export class Notifier {
  /** Electron's objects: one that is not held is collected, and a click on it is lost. */
  readonly #shown: Notification[] = []
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  show({ title, body, onClick }: Notice): void {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body: plainBody(body, process.platform) })
    if (onClick) notification.on('click', onClick)
    // A Mac shows none of a program that is not signed; Windows none without an entry in its start menu.
    notification.on('failed', (_event, error) => {
      this.#log.warn({ error }, 'a notification was not shown')
    })
    while (this.#shown.length >= MOST_SHOWN) this.#shown.shift()?.close()
    this.#shown.push(notification)
    notification.show()
  }

  /** Takes all away: what they tell of is in sight. */
  clear(): void {
    for (const notification of this.#shown.splice(0)) notification.close()
  }
}
