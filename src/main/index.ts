import { setTimeout as delay } from 'node:timers/promises'
import { app } from 'electron'
import { readCommandLine, readEnvironmentServer } from './app/command-line.ts'
import type { CommandLine } from './app/command-line.ts'
import { startParley } from './app/parley.electron.ts'
import type { Parley } from './app/parley.electron.ts'
import { appPaths } from './app/paths.electron.ts'
import { createAppLog } from './diagnostics/app-log.ts'
import { declareSchemes } from './windows/app-protocol.electron.ts'

/*
 * Where Parley begins: what must happen before the app is ready, then `startParley`, then an orderly end.
 */

/** How long quitting may take, in ms. What is not sent yet is on disk long before. */
const QUIT_DEADLINE_MS = 5000

const commandLine = readCommandLine(process.argv)

app.setName('Parley')
app.setAppUserModelId('dev.parley.desktop')
app.setDesktopName('parley.desktop')
// A reply must sound without a click into the window first: the HUD can't be clicked at all.
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required')
declareSchemes()

if (app.requestSingleInstanceLock()) void run()
else app.quit()

async function run(): Promise<void> {
  let parley: Parley | null = null
  /** What was asked for before there was anyone to ask. */
  const early: CommandLine[] = []
  app.on('second-instance', (_event, argv) => {
    const started = readCommandLine(argv)
    if (parley) parley.onSecondStart(started)
    else early.push(started)
  })
  app.on('activate', () => {
    parley?.showChat()
  })
  // The tray and the talk key live on without a window.
  app.on('window-all-closed', () => undefined)

  await app.whenReady()
  const paths = appPaths()
  const log = createAppLog({ folder: paths.logs, verbose: commandLine.verbose })
  process.on('uncaughtException', (error) => {
    log.fatal({ error: error.stack }, 'uncaught')
    app.exit(1)
  })
  process.on('unhandledRejection', (reason) => {
    log.error({ error: reason instanceof Error ? reason.stack : String(reason) }, 'unhandled rejection')
  })

  parley = await startParley({ paths, log, commandLine, environment: readEnvironmentServer(process.env) })
  parley.onStarted(early)

  let isClosing = false
  let isClosed = false
  app.on('before-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void Promise.race([parley.close(), delay(QUIT_DEADLINE_MS)]).finally(() => {
      isClosed = true
      app.quit()
    })
  })
}
