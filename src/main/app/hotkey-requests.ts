import type { Settings, SettingsPatch } from '../../shared/settings.ts'
import { adviseAccelerator } from '../hotkey/check-accelerator.ts'
import type { HotkeyService } from '../hotkey/hotkey-service.ts'
import type { DesktopPlatform } from '../hotkey/platform.ts'
import type { Result } from '../lib/result.ts'
import type { HandlerParts } from './handlers.ts'

/** What windows may ask of the talk key. */
export function createHotkeyRequests(options: {
  readonly hotkey: Pick<HotkeyService, 'choose' | 'suspend' | 'test'>
  readonly settings: { get(): Settings; patch(patch: SettingsPatch): Result<Settings> }
  readonly platform: DesktopPlatform
  /** How to start this Parley from a shell. */
  readonly command: string
}): HandlerParts['hotkey'] {
  const { hotkey, settings, platform, command } = options
  return {
    check: (accelerator) => adviseAccelerator(accelerator, platform),
    choose: async (accelerator) => {
      const advice = adviseAccelerator(accelerator, platform)
      const chosen = await hotkey.choose({ ...settings.get().hotkey, accelerator })
      if (!chosen.ok) return { failure: chosen.failure, reason: advice.reason }
      const saved = settings.patch({ hotkey: { accelerator } })
      return { failure: saved.ok ? null : saved.failure, reason: advice.reason }
    },
    suspend: hotkey.suspend,
    test: hotkey.test,
    command,
  }
}
