import { app, session, shell, systemPreferences } from 'electron'
import { outsideLink } from '../../shared/outside-link.ts'
import { mayPage } from './page-permissions.ts'

/**
 * Default-deny for everything a page can ask of the browser, see `mayPage`; no window opens a window, and no page navigates
 * away.
 */
export function lockDown(): void {
  const { defaultSession } = session
  // Both handlers are needed: `check` answers silent queries (device labels), `request` the prompts.
  defaultSession.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const video = permission === 'media' && 'mediaTypes' in details && details.mediaTypes.includes('video')
    const isGranted = mayPage({ permission, from: details.requestingUrl, video })
    if (isGranted && permission === 'media') void askSystem().then(decide)
    else decide(isGranted)
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const video = permission === 'media' && details.mediaType === 'video'
    return mayPage({ permission, from: origin, video })
  })
  defaultSession.setDevicePermissionHandler(() => false)

  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      event.preventDefault()
    })
  })
}

/** macOS asks the person once for each program; elsewhere the system has no say here. */
async function askSystem(): Promise<boolean> {
  return process.platform === 'darwin' ? systemPreferences.askForMediaAccess('microphone') : true
}

/** Opens a link in the person's browser or mail program. Returns false for any other scheme. */
export async function openOutside(url: string): Promise<boolean> {
  const link = outsideLink(url)
  if (link === null) return false
  await shell.openExternal(link)
  return true
}
