import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { turnReportSchema } from '../../src/main/diagnostics/turn-report.ts'
import type { Step, TurnReport } from '../../src/main/diagnostics/turn-report.ts'
import type { AppView } from '../../src/shared/view.ts'
import { AppWindows } from './app-view.ts'
import type { Host } from './host-choice.ts'
import type { KeyPresser } from './key-presser.ts'
import type { LaunchedApp } from './launch-app.ts'

export interface DemoOptions {
  readonly out: string
  readonly keys: KeyPresser
  /** Length of the recording that is the microphone, in ms. */
  readonly durationMs: number
  /** Type this instead of speaking. */
  readonly text?: string
  readonly interruptAfterMs?: number
}

export interface DemoOutcome {
  readonly report: TurnReport
  readonly host: Host
}

/** A turn that is not over by then will not be, in ms. */
const TURN_DEADLINE_MS = 120_000
/** The key stays down for so long after the last sample, as a person's finger does, in ms. */
const TAIL_MS = 250
/** Long enough to be a hold and not a tap, in ms. */
const INTERRUPT_HOLD_MS = 600

/** Drives one turn of a running app, from key press to silence, and waits for its report. */
export async function runDemo(app: LaunchedApp, options: DemoOptions): Promise<DemoOutcome> {
  const windows = await AppWindows.connect(app)
  try {
    await windows.until('the app to be ready', isReady)
    if (options.text === undefined) await speak(app, options)
    else await type(windows, options.text)
    if (options.interruptAfterMs !== undefined) {
      await step(app, 'firstSound')
      await delay(options.interruptAfterMs)
      await options.keys.down()
      await delay(INTERRUPT_HOLD_MS)
      await options.keys.up()
    }
    const report = await readReport(app, options.out)
    const named = { ...report, host: app.host.name }
    writeFileSync(join(options.out, 'turn.json'), `${JSON.stringify(named, null, 2)}\n`)
    const page = await windows.page('chat')
    await page.screenshot({ path: join(options.out, 'window.png') })
    return { report: named, host: app.host }
  } finally {
    await windows.disconnect()
  }
}

/** Connected, the talk key registered, and the local assistant able to hear if it is the one in use. */
function isReady(view: AppView): boolean {
  const canHear = view.assistant.status === 'off' || view.assistant.speech
  if (view.connection.status === 'failed') {
    throw new Error(`${view.connection.lastError?.code}: ${view.connection.lastError?.message}`)
  }
  return view.connection.status === 'connected' && view.hotkey.mode === 'hold' && canHear
}

async function speak(app: LaunchedApp, options: DemoOptions): Promise<void> {
  await options.keys.down()
  await step(app, 'captureStarted')
  await delay(options.durationMs + TAIL_MS)
  await options.keys.up()
}

async function type(windows: AppWindows, text: string): Promise<void> {
  const page = await windows.page('chat')
  const composer = page.getByRole('textbox').first()
  await composer.fill(text)
  await composer.press('Enter')
}

/** Waits for a step of the turn, which the app prints as it happens. */
async function step(app: LaunchedApp, name: Step): Promise<void> {
  const deadline = Date.now() + TURN_DEADLINE_MS
  while (!app.output().includes(`[turn] ${name} `)) {
    if (Date.now() > deadline || app.process.exitCode !== null) {
      throw new Error(`The turn did not come to ${name}.\n${app.output().slice(-4000)}`)
    }
    await delay(10)
  }
}

async function readReport(app: LaunchedApp, out: string): Promise<TurnReport> {
  const path = join(out, 'turn.json')
  const deadline = Date.now() + TURN_DEADLINE_MS
  while (!existsSync(path)) {
    if (Date.now() > deadline || app.process.exitCode !== null) {
      throw new Error(`The turn did not end.\n${app.output().slice(-4000)}`)
    }
    await delay(50)
  }
  return turnReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}
