import type { AudioDevice } from '../../shared/view.ts'

/** The part of a `MediaDeviceInfo` that is looked at. */
export interface DeviceInfo {
  readonly kind: string
  readonly deviceId: string
  readonly label: string
  readonly groupId: string
}

/** Chromium's aliases of a real device (Windows and macOS): they'd show a device twice. */
const ALIASES = new Set(['default', 'communications'])

/** Real devices of one kind, for a picker. Nameless ones are left out: without a permission, names are empty. */
export function listDevices(infos: readonly DeviceInfo[], kind: 'audioinput' | 'audiooutput'): AudioDevice[] {
  return infos
    .filter((info) => info.kind === kind && info.label !== '' && !ALIASES.has(info.deviceId))
    .map((info) => ({ id: info.deviceId, label: info.label }))
}

/** Which device the system's default is now; empty when the browser doesn't tell. */
export function defaultDevice(infos: readonly DeviceInfo[], kind: 'audioinput' | 'audiooutput'): string {
  return infos.find((info) => info.kind === kind && info.deviceId === 'default')?.groupId ?? ''
}

/**
 * Follows a chosen device by its label, because ids change with the browser profile and with the port it is plugged into.
 * `id` null is the system's default; `missing` says that another one was asked for.
 */
export function chooseDevice(
  label: string | null,
  devices: readonly AudioDevice[],
): { id: string | null; missing: boolean } {
  if (label === null) return { id: null, missing: false }
  const found = devices.find((device) => device.label === label)
  // With no names at all there is no permission yet: that's not the same as an unplugged device.
  return found ? { id: found.id, missing: false } : { id: null, missing: devices.length > 0 }
}
