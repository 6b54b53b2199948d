import { setTimeout as delay } from 'node:timers/promises'
import { app } from 'electron'
import { readCommandLine, readEnvironmentServer } from './app/command-line.ts'
import type { CommandLine } from './app/command-line.ts'
import { filesToSend, handedOver, handOver } from './app/files-to-send.ts'
import { startParley } from './app/parley.electron.ts'
import type { Parley } from './app/parley.electron.ts'
import { leaveBroken, leaveUnstarted } from './app/ending.electron.ts'
import { appPaths } from './app/paths.electron.ts'
import { APP_ID } from './desktop-entry/app-id.ts'
import { createAppLog } from './diagnostics/app-log.ts'
import { declareSchemes } from './windows/app-protocol.electron.ts'

/*
 * Where Parley begins: what must happen before the app is ready, then `startParley`, then an orderly end.
 */

/** How long quitting may take, in ms. What is not sent yet is on disk long before. */
const QUIT_DEADLINE_MS = 5000

const commandLine = readCommandLine(process.argv)
const files = filesToSend({
  argv: process.argv,
  workingDirectory: process.cwd(),
  isPackaged: app.isPackaged,
})

app.setName('Parley')
app.setAppUserModelId('dev.parley.desktop')
app.setDesktopName(`${APP_ID}.desktop`)
// A reply must sound without a click into the window first: the HUD can't be clicked at all.
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required')
declareSchemes()

if (app.requestSingleInstanceLock(handOver(files))) void run()
else app.quit()

async function run(): Promise<void> {
  let parley: Parley | null = null
  /** What was asked for before there was anyone to ask. */
  const early: CommandLine[] = []
  const earlyFiles = [...files]
  const attach = (paths: readonly string[]) => {
    if (parley) parley.attach(paths)
    else earlyFiles.push(...paths)
  }
  app.on('second-instance', (_event, argv, _workingDirectory, data) => {
    const started = readCommandLine(argv)
    if (parley) parley.onSecondStart(started)
    else early.push(started)
    attach(handedOver(data))
  })
  // How macOS opens a file with an app.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    attach([path])
  })
  app.on('activate', () => {
    parley?.showChat()
  })
  // The tray and the talk key live on without a window.
  app.on('window-all-closed', () => undefined)

  await app.whenReady()
  let isClosed = false
  const leave = () => {
    void Promise.race([parley?.close(), delay(QUIT_DEADLINE_MS)]).finally(() => {
      isClosed = true
      app.quit()
    })
  }
  try {
    parley = await start(leave, () => parley?.fallSilent())
  } catch (error) {
    leaveUnstarted(error)
    return
  }
  parley.onStarted(early)
  parley.attach(earlyFiles)

  app.on('before-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    parley.quit()
  })
  // Whoever sends a signal (a terminal, the end of a session) waits for no answer.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => parley.quitNow())
}

/** Rejects when Parley can't start, for example because the disk is full. `fallSilent`: whatever comes, listen no more. */
async function start(onLeave: () => void, fallSilent: () => void): Promise<Parley> {
  const paths = appPaths()
  const log = createAppLog({ folder: paths.logs, verbose: commandLine.verbose })
  let isBroken = false
  process.on('uncaughtException', (error) => {
    log.fatal({ error: error.stack }, 'uncaught')
    if (isBroken) return
    isBroken = true
    try {
      fallSilent()
    } catch (after) {
      log.fatal({ error: describe(after) }, 'could not fall silent')
    }
    leaveBroken(paths.logs)
  })
  process.on('unhandledRejection', (reason) => {
    log.error({ error: describe(reason) }, 'unhandled rejection')
  })
  try {
    const environment = readEnvironmentServer(process.env)
    return await startParley({ paths, log, commandLine, environment, onLeave })
  } catch (error) {
    log.fatal({ error: describe(error) }, 'could not start')
    throw error
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
