import { app, session, shell, systemPreferences } from 'electron'
import { isAppUrl } from '../ipc/trusted-sender.ts'

/**
 * Default-deny for everything a page can ask of the browser: our own origin may use the microphone and choose a speaker,
 * nobody may do anything else, no window opens a window, and no page navigates away.
 */
export function lockDown(): void {
  const { defaultSession } = session
  // Both handlers are needed: `check` answers silent queries (device labels), `request` the prompts.
  defaultSession.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const url = details.requestingUrl
    const wantsVideo =
      permission === 'media' && 'mediaTypes' in details && details.mediaTypes.includes('video')
    const isGranted = isAppUrl(url) && isAllowed(permission) && !wantsVideo
    if (isGranted && permission === 'media') void askSystem().then(decide)
    else decide(isGranted)
  })
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const wantsVideo = permission === 'media' && details.mediaType === 'video'
    return isAppUrl(`${origin.replace(/\/$/, '')}/`) && isAllowed(permission) && !wantsVideo
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

function isAllowed(permission: string): boolean {
  return permission === 'media' || permission === 'speaker-selection'
}

/** Opens a link in the person's browser or mail program. Returns false for any other scheme. */
export async function openOutside(url: string): Promise<boolean> {
  const parsed = URL.parse(url)
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'mailto:')) return false
  await shell.openExternal(parsed.href)
  return true
}
