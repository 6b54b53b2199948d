import type { EventPayload } from '../../shared/ipc/events.ts'
import type { Settings, SettingsPatch } from '../../shared/settings.ts'
import type { TrayCommand } from '../tray/tray-menu.ts'

/** What the tray's menu needs of the rest of the app. */
export interface TrayCommandParts {
  readonly hotkey: { toggle(): void }
  readonly live: { interrupt(): void }
  readonly handsFree: { toggle(): void }
  readonly settings: { get(): Settings; patch(patch: SettingsPatch): unknown }
  readonly profiles: { select(id: string): unknown }
  readonly show: (shown: EventPayload<'chat.show'>) => void
  readonly quit: () => void
}

/** Puts every command of the tray's menu on the part that does it. */
export function createTrayCommands(parts: TrayCommandParts): (command: TrayCommand) => void {
  const { hotkey, live, handsFree, settings, profiles, show, quit } = parts
  return (command) => {
    switch (command.type) {
      case 'open':
        show({ view: 'conversation' })
        return
      case 'talk':
        hotkey.toggle()
        return
      case 'interrupt':
        live.interrupt()
        return
      case 'hands-free':
        handsFree.toggle()
        return
      case 'mute':
        settings.patch({ speaker: { muted: !settings.get().speaker.muted } })
        return
      case 'microphone':
        settings.patch({ microphone: { label: command.label } })
        return
      case 'profile':
        profiles.select(command.id)
        return
      case 'turn':
        show({ view: 'conversation', turnId: command.id })
        return
      case 'settings':
        show({ view: 'settings' })
        return
      case 'quit':
        quit()
    }
  }
}
