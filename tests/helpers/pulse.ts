import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A private sound server with one microphone and one speaker, as Chromium sees them on a real desktop. */
export interface Pulse {
  /** What a process needs in its environment to use this server. */
  readonly env: Record<string, string>
  /** Plays a WAV file into the microphone; resolves when all of it was played. */
  speak(wav: string): Promise<void>
  /** Records the speaker from now on; `stop` gives the WAV file's path (16 kHz mono, signed 16 bit). */
  recordSpeaker(): Promise<{ stop(): Promise<string> }>
  /** Runs `pactl`: to plug devices in and out. */
  pactl(...args: string[]): Promise<string>
  stop(): Promise<void>
}

const CONFIG = `
load-module module-native-protocol-unix socket=@SOCKET@
load-module module-null-sink sink_name=speaker sink_properties=device.description=Test_Speaker rate=48000 channels=2
load-module module-null-sink sink_name=mouth sink_properties=device.description=Mouth rate=48000 channels=1
load-module module-remap-source source_name=microphone master=mouth.monitor source_properties=device.description=Test_Microphone
set-default-sink speaker
set-default-source microphone
`

/** Starts PulseAudio with a runtime folder of its own; nothing of the machine's sound set-up is touched. */
export async function startPulse(): Promise<Pulse> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pulse-'))
  const socket = join(folder, 'native')
  const config = join(folder, 'config.pa')
  writeFileSync(config, CONFIG.replace('@SOCKET@', socket))
  const env = { XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder, PULSE_SERVER: `unix:${socket}` }
  // Off the session bus: a name on it would be one that only a single sound server can have.
  const { DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env
  const all = { ...rest, ...env, HOME: folder }
  const server = spawn(
    'pulseaudio',
    ['-n', '-F', config, '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disallow-exit'],
    { env: all, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complaint = ''
  server.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const pactl = async (...args: string[]): Promise<string> =>
    (await run('pactl', args, { env: all })).stdout.trim()

  for (let tries = 0; ; tries += 1) {
    if (existsSync(socket) && (await pactl('info').then(Boolean, () => false))) break
    if (tries > 100 || server.exitCode !== null) throw new Error(`PulseAudio did not start: ${complaint}`)
    await delay(50)
  }

  return {
    env,
    pactl,
    speak: async (wav) => {
      await run('paplay', ['--device=mouth', wav], { env: all })
    },
    recordSpeaker: async () => {
      const path = join(folder, `speaker-${Math.random().toString(36).slice(2)}.wav`)
      const recorder = spawn(
        'parecord',
        [
          '--device=speaker.monitor',
          '--latency-msec=20',
          '--file-format=wav',
          '--rate=16000',
          '--channels=1',
          '--format=s16le',
          path,
        ],
        { env: all, stdio: 'ignore' },
      )
      while (!(await pactl('list', 'source-outputs', 'short'))) await delay(20)
      return {
        stop: async () => {
          // What was played last is still in the server's buffers.
          await delay(300)
          await end(recorder)
          return path
        },
      }
    },
    stop: async () => {
      await end(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
