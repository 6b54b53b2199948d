/** Operating systems whose keys Parley knows. */
export type DesktopPlatform = 'linux' | 'darwin' | 'win32'

/**
 * What kind of session the keys come from. `native` is Windows and macOS, where there is only one kind; `none` is a Linux
 * session without a display.
 */
export type SessionType = 'x11' | 'wayland' | 'native' | 'none'

/** The platform by Node's name; the BSDs and their like have X11 and count as Linux. */
export function desktopPlatform(platform: NodeJS.Platform): DesktopPlatform {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux'
}

/**
 * Reads the session type from the environment. Wayland is looked for first: under it there is usually a DISPLAY as well
 * (XWayland), through which only the keys of X11 windows can be seen.
 */
export function sessionType(
  platform: DesktopPlatform,
  env: Readonly<Record<string, string | undefined>>,
): SessionType {
  if (platform !== 'linux') return 'native'
  if (env.XDG_SESSION_TYPE === 'wayland' || env.WAYLAND_DISPLAY) return 'wayland'
  return env.DISPLAY ? 'x11' : 'none'
}
