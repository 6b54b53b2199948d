import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseHost } from './host-choice.ts'
import type { Host } from './host-choice.ts'

/** The repository's root: what is launched is its build. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface LaunchOptions {
  /** The app's data: settings, notes, outbox. */
  readonly userData: string
  /** A WAV file that stands for the microphone: it begins when the microphone is opened. Absent: the real devices. */
  readonly microphoneFile?: string
  /** Chromium switches and arguments of the app. */
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** The folder that it is started in; absent: this process's. */
  readonly cwd?: string
  /** Gets the app's output, as it comes. */
  onOutput?(text: string): void
}

export interface LaunchedApp {
  readonly host: Host
  readonly process: ChildProcess
  /** Where a browser-automation client can connect, for example `http://127.0.0.1:40123`. */
  readonly debuggerUrl: string
  /** Everything that the app wrote to its standard output and error so far. */
  output(): string
  /** Asks the app to quit, and ends it when it has not after `graceMs`. Resolves with the exit code. */
  quit(graceMs?: number): Promise<number | null>
}

/** How long an app may take to quit before it is killed, in ms. */
const QUIT_GRACE_MS = 8000

/** Starts the built app on the host that this machine has. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  const host = chooseHost(ROOT)
  const port = await freePort()
  const args = [
    ...host.args,
    `--remote-debugging-port=${port}`,
    `--user-data-dir=${options.userData}`,
    ...(options.microphoneFile ? fakeMicrophone(options.microphoneFile) : []),
    ...(host.name === 'electron' ? withoutSandboxForRoot() : []),
    ROOT,
    ...(options.args ?? []),
  ]
  const child = spawn(host.command, args, {
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString()
    options.onOutput?.(chunk.toString())
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return {
    host,
    process: child,
    debuggerUrl: `http://127.0.0.1:${port}`,
    output: () => output,
    quit: (graceMs = QUIT_GRACE_MS) => quit(child, graceMs),
  }
}

/** Chromium's sandbox does not work for root; the stand-in sees to that by itself. */
function withoutSandboxForRoot(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Chromium's own switches for a microphone that is a file; it is played once, from the moment the device is opened. */
function fakeMicrophone(file: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}%noloop`,
  ]
}

async function quit(child: ChildProcess, graceMs: number): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await gone
  clearTimeout(killer)
  return child.exitCode
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
