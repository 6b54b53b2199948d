import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

function appData(home: string): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support')
  return process.env['XDG_CONFIG_HOME'] ?? join(home, '.config')
}

/** Electron's default folders on this platform; https://www.electronjs.org/docs/latest/api/app#appgetpathname */
export function defaultPath(name: string, appName: string): string | null {
  const home = homedir()
  switch (name) {
    case 'home':
      return home
    case 'appData':
      return appData(home)
    case 'userData':
      return join(appData(home), appName)
    case 'temp':
      return tmpdir()
    case 'exe':
    case 'module':
      return process.execPath
    case 'desktop':
      return join(home, 'Desktop')
    case 'documents':
      return join(home, 'Documents')
    case 'downloads':
      return join(home, 'Downloads')
    case 'music':
      return join(home, 'Music')
    case 'pictures':
      return join(home, 'Pictures')
    case 'videos':
      return join(home, process.platform === 'darwin' ? 'Movies' : 'Videos')
    default:
      return null
  }
}
