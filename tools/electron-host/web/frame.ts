import { appOrigin } from '../net/scheme-urls.ts'
import { StrictEmitter } from '../strict.ts'
import { asElectron } from '../host.ts'
import type { HostWebContents } from './web-contents.ts'

type Implemented = Pick<
  Electron.WebFrameMain,
  | 'url'
  | 'origin'
  | 'top'
  | 'parent'
  | 'routingId'
  | 'processId'
  | 'frameTreeNodeId'
  | 'name'
  | 'detached'
  | 'send'
  | 'postMessage'
  | 'executeJavaScript'
  | 'reload'
  | 'isDestroyed'
  | 'frames'
  | 'framesInSubtree'
>

/** The top frame of a window; frames inside it are not followed. */
export class HostFrame extends StrictEmitter implements Implemented {
  readonly #contents: HostWebContents
  readonly parent = null
  readonly routingId = 1
  readonly name = ''
  readonly frames: Electron.WebFrameMain[] = []

  constructor(contents: HostWebContents) {
    super('webFrameMain')
    this.#contents = contents
  }

  get url(): string {
    return this.#contents.getURL()
  }

  get origin(): string {
    return appOrigin(this.url)
  }

  get top(): Electron.WebFrameMain {
    return asElectron<Electron.WebFrameMain>(this)
  }

  get framesInSubtree(): Electron.WebFrameMain[] {
    return [this.top]
  }

  /** Not a number of the operating system, nor is Electron's. */
  get processId(): number {
    return this.#contents.id
  }

  get frameTreeNodeId(): number {
    return this.#contents.id
  }

  get detached(): boolean {
    return this.#contents.isDestroyed()
  }

  isDestroyed(): boolean {
    return this.#contents.isDestroyed()
  }

  send(channel: string, ...args: unknown[]): void {
    this.#contents.send(channel, ...args)
  }

  postMessage(channel: string, message: unknown, transfer?: Electron.MessagePortMain[]): void {
    this.#contents.postMessage(channel, message, transfer)
  }

  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown> {
    return this.#contents.executeJavaScript(code, userGesture)
  }

  reload(): boolean {
    this.#contents.reload()
    return true
  }
}
