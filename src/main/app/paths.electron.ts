import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { APP_ID } from '../desktop-entry/app-id.ts'

/** Where things are: in the repository while developing, in the package when installed. */
export interface AppPaths {
  readonly renderer: string
  readonly preload: (window: 'chat' | 'voice') => string
  readonly assistant: string
  readonly icons: string
  /** The app's own desktop entry. */
  readonly desktopEntry: string
  readonly models: string
  /** Notes, timers, files and sessions of the local assistant. */
  readonly assistantData: string
  /** Inputs that no server has acknowledged. */
  readonly outbox: string
  /** Copies of files that servers sent, and, in `open`, those that other programs were asked to open. */
  readonly media: string
  /** Files that are beside the composer. */
  readonly drafts: string
  readonly settings: string
  readonly logs: string
}

/** Finds every path from the app's own folder and its data folder. */
export function appPaths(): AppPaths {
  const out = join(app.getAppPath(), 'out')
  const data = app.getPath('userData')
  const packagedModels = join(process.resourcesPath, 'models')
  return {
    renderer: join(out, 'renderer'),
    preload: (window) => join(out, 'preload', `${window}.cjs`),
    assistant: join(out, 'main', 'assistant.js'),
    icons: join(app.getAppPath(), 'resources', 'icons'),
    desktopEntry: join(app.getAppPath(), 'resources', 'linux', `${APP_ID}.desktop`),
    models: existsSync(packagedModels) ? packagedModels : join(app.getAppPath(), 'models'),
    assistantData: join(data, 'assistant'),
    outbox: join(data, 'outbox'),
    media: join(data, 'media'),
    drafts: join(data, 'drafts'),
    settings: data,
    logs: app.getPath('logs'),
  }
}
