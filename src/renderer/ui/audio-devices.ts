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

/**
 * Real devices of one kind, for a picker, each with a name of its own. Nameless ones are left out: without a permission, names
 * are empty. Of several with one name (two equal headsets) the second is called `Headset (2)`, and so on: in the order of their
 * ids, which stay the same when they are plugged in again, while the order of the list does not.
 */
export function listDevices(infos: readonly DeviceInfo[], kind: 'audioinput' | 'audiooutput'): AudioDevice[] {
  const real = infos.filter((info) => info.kind === kind && info.label !== '' && !ALIASES.has(info.deviceId))
  return real.map(({ deviceId, label }) => {
    const before = real.filter((other) => other.label === label && other.deviceId < deviceId).length
    return { id: deviceId, label: before === 0 ? label : `${label} (${before + 1})` }
  })
}

/** Which device the system's default is now; empty when the browser doesn't tell. */
export function defaultDevice(infos: readonly DeviceInfo[], kind: 'audioinput' | 'audiooutput'): string {
  return infos.find((info) => info.kind === kind && info.deviceId === 'default')?.groupId ?? ''
}

/**
 * Follows a chosen device by its label, because ids change with the browser profile and with the port it is plugged into. Of
 * equal devices any other is better than none: the second of two is the first when that is unplugged.
 * `id` null is the system's default; `missing` says that another one was asked for.
 */
export function chooseDevice(
  label: string | null,
  devices: readonly AudioDevice[],
): { id: string | null; missing: boolean } {
  if (label === null) return { id: null, missing: false }
  const found =
    devices.find((device) => device.label === label) ??
    devices.find((device) => modelOf(device.label) === modelOf(label))
  // With no names at all there is no permission yet: that's not the same as an unplugged device.
  return found ? { id: found.id, missing: false } : { id: null, missing: devices.length > 0 }
}

/** The name that equal devices share. */
function modelOf(label: string): string {
  return label.replace(/ \(\d+\)$/, '')
}
