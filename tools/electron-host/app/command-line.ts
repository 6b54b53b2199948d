import { host } from '../host.ts'
import { StrictObject } from '../strict.ts'

type Implemented = Pick<
  Electron.CommandLine,
  'appendSwitch' | 'getSwitchValue' | 'hasSwitch' | 'removeSwitch'
>

/** `app.commandLine`: what is there when the app gets ready is what Chromium starts with. */
export class HostCommandLine extends StrictObject implements Implemented {
  constructor() {
    super('app.commandLine')
  }

  appendSwitch(name: string, value = ''): void {
    host.options.switches.set(name.toLowerCase(), value)
  }

  getSwitchValue(name: string): string {
    return host.options.switches.get(name.toLowerCase()) ?? ''
  }

  hasSwitch(name: string): boolean {
    return host.options.switches.has(name.toLowerCase())
  }

  removeSwitch(name: string): void {
    host.options.switches.delete(name.toLowerCase())
  }
}
