import type { RouteOutput } from '../../../shared/ipc/routes.ts'

/** Why a key can't be the talk key, or what speaks against it. */
export type HotkeyVerdict = RouteOutput<'hotkey.check'>

/** Asks whether a key may be the talk key at all. */
export async function weighHotkey(accelerator: string): Promise<HotkeyVerdict> {
  const answer = await window.parley.invoke('hotkey.check', { accelerator })
  return answer.ok ? answer.data : { failure: answer.error, reason: null }
}

/** Makes a key the talk key; if it can't be had, the old one stays. */
export async function chooseHotkey(accelerator: string): Promise<HotkeyVerdict> {
  const answer = await window.parley.invoke('hotkey.choose', { accelerator })
  return answer.ok ? answer.data : { failure: answer.error, reason: null }
}
