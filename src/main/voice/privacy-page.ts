/**
 * The system's page on which programs may use the microphone: the documented addresses of Windows (Launch Windows Settings)
 * and macOS (System Settings). Linux has no such page: who may listen is up to the sound server, or to a sandbox's own tool.
 */
const PAGES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
  win32: 'ms-settings:privacy-microphone',
}

/** Address of the microphone's privacy page, or null where there is none. */
export function microphonePrivacyPage(platform: NodeJS.Platform): string | null {
  return PAGES[platform] ?? null
}
