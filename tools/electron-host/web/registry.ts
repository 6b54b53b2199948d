import type { HostBrowserWindow } from './browser-window.ts'
import type { HostWebContents } from './web-contents.ts'

/** Every living window and page, by id. Apart from their classes, so that the rest of the host can see them without cycles. */
export const windows = new Map<number, HostBrowserWindow>()
export const pages = new Map<number, HostWebContents>()
