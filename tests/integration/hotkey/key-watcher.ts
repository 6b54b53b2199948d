/**
 * Runs the real hotkey service on the real hook, as a process of its own: libuiohook takes the display from the environment,
 * and ends the process when its X server goes away. Prints one JSON value a line. Reads commands, one a line:
 * `apply <accelerator> <mode>`, `toggle`, `close`.
 */
import { createInterface } from 'node:readline'
import { createHotkeyService } from '../../../src/main/hotkey/hotkey-service.ts'
import { desktopPlatform, sessionType } from '../../../src/main/hotkey/platform.ts'
import { createUiohookDriver } from '../../../src/main/hotkey/uiohook-driver.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'

const platform = desktopPlatform(process.platform)
const session = sessionType(platform, process.env)
const driver = createUiohookDriver({ platform, session, clock: realClock, log: silentLog })
const service = createHotkeyService({
  drivers: [driver],
  clock: realClock,
  platform,
  session,
  log: silentLog,
})

const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

let downs = 0
driver.on('down', () => {
  downs += 1
})
service.on('talk-start', () => {
  downs = 0
  print(['start'])
})
service.on('talk-latched', () => print(['latched']))
service.on('talk-stop', (_id, reason) => print(['stop', reason, downs]))
service.on('talk-cancel', () => print(['cancel']))
service.on('hands-free', () => print(['hands-free']))

for await (const line of createInterface({ input: process.stdin })) {
  const [command, accelerator = '', mode] = line.split(' ')
  if (command === 'apply') {
    print(['applied', await service.apply({ accelerator, mode: mode === 'toggle' ? 'toggle' : 'hold' })])
  } else if (command === 'toggle') service.toggle()
  else if (command === 'close') {
    service.close()
    print(['closed'])
    break
  }
}
process.stdin.destroy()
