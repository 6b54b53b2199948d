import { app } from './app/app.ts'
import { leaveWithoutWaiting } from './app/leave.ts'
import { Chromium } from './chromium/chromium.ts'
import { listenToTest } from './control/control.ts'
import { findChromium } from './find-chromium.ts'
import { host } from './host.ts'
import { dialog } from './native/dialog.ts'
import { LoopbackServer } from './net/loopback.ts'
import { protocol } from './net/protocol.ts'
import { defaultSession } from './session/session.ts'

/** Switches that are for Electron or Node, not for Chromium. */
const NOT_FOR_CHROMIUM = new Set(['user-data-dir', 'inspect', 'inspect-brk', 'trace-warnings', 'no-warnings'])

async function launchChromium(): Promise<void> {
  const executable = findChromium()
  if (!executable) throw new Error('electron-host: no Chromium found; set PARLEY_CHROMIUM to the path of one')
  const server = new LoopbackServer(protocol._handlers)
  const switches = new Map([...host.options.switches].filter(([name]) => !NOT_FOR_CHROMIUM.has(name)))
  const rules = switches.get('host-resolver-rules')
  const own = await server.listen()
  switches.set('host-resolver-rules', rules ? `${own}, ${rules}` : own)
  const browser = await Chromium.launch(executable, switches)
  // The last thing that happens in this process, whatever ends it but a SIGKILL; then the closed pipe ends Chromium.
  process.once('exit', () => {
    browser.removeAllListeners('gone')
    browser.process.kill()
  })
  browser.on('gone', () => {
    console.error('electron-host: Chromium has ended')
    process.exit(1)
  })
  host.chromium = browser
  Object.assign(process.versions, { chrome: browser.product.replace(/^[^/]*\//, '') })
  await browser.browser.send('Storage.setCookies', { cookies: [server.cookie] })
  await defaultSession._start()
}

/** What Electron does with errors that nobody caught: it reports them and goes on, unless the app listens itself. */
function reportErrors(): void {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return
    dialog.showErrorBox('A JavaScript error occurred in the main process', error.stack ?? String(error))
  })
  process.on('unhandledRejection', (reason) => {
    if (process.listenerCount('unhandledRejection') === 1)
      console.error('UnhandledPromiseRejectionWarning:', reason)
  })
}

/** Loads the app's main script, starts Chromium, and tells the app that it is ready. */
export async function start(load: () => Promise<unknown>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  // Electron's process lives until it is told to quit; Node's would end with its last timer.
  const alive = setInterval(() => {}, 2 ** 30)
  process.once('exit', () => clearInterval(alive))
  leaveWithoutWaiting()
  listenToTest()
  try {
    // The whole script first, top-level awaits included: one that awaits `whenReady()` there waits for ever, as in Electron.
    await load()
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
  reportErrors()
  try {
    await launchChromium()
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
  app._becomeReady()
}
