import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_HOTKEY } from '../src/shared/settings.ts'
import { readWavInfo } from '../src/shared/wav.ts'
import { launchApp, ROOT } from '../tools/launch/launch-app.ts'
import { KeyPresser } from '../tools/launch/key-presser.ts'
import { runDemo } from '../tools/launch/demo-turn.ts'
import type { DemoOutcome } from '../tools/launch/demo-turn.ts'

const HELP = `Usage: npm run demo -- --wav FILE --out DIR [options]

Runs the whole app for one turn: FILE is the microphone, the talk key is pressed and released for real.
Writes DIR/turn.json (words, reply, metrics, times in ms since key-up), DIR/reply.wav (what reached the speaker) and
DIR/window.png. The exit code is 0 only when the turn was completed (or interrupted, if that was asked for).

  --wav FILE             what is said (WAV; default: a bundled recording)
  --out DIR              where the results go (default: demo-out)
  --text TEXT            type this instead of speaking
  --interrupt-after MS   press the talk key again, so many ms after the reply began to sound
  --base-url URL         an AstrBot server (default: the local assistant)
  --api-key KEY          its API key; better in PARLEY_API_KEY, where other users can't see it
  --username NAME        the user name there
  --help                 this text`

/** The recording that is played when none is named. */
const BUNDLED = join(ROOT, 'resources/demo/question.wav')

const { values } = parseArgs({
  options: {
    wav: { type: 'string' },
    out: { type: 'string', default: 'demo-out' },
    text: { type: 'string' },
    'interrupt-after': { type: 'string' },
    'base-url': { type: 'string' },
    'api-key': { type: 'string' },
    username: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(HELP)
} else {
  try {
    process.exitCode = await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

async function main(): Promise<number> {
  const wav = resolve(values.wav ?? BUNDLED)
  const out = resolve(values.out)
  const durationMs = wavDurationMs(wav)
  const interruptAfterMs = readMs(values['interrupt-after'])
  mkdirSync(out, { recursive: true })
  for (const name of ['turn.json', 'reply.wav', 'window.png']) rmSync(join(out, name), { force: true })
  const userData = mkdtempSync(join(tmpdir(), 'parley-demo-'))
  // Nobody is there to be introduced to Parley.
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ introduced: true }))
  const keys = await KeyPresser.open(DEFAULT_HOTKEY)
  const app = await launchApp({
    userData,
    microphoneFile: wav,
    args: [`--turn-report=${out}`, '--cold-microphone'],
    env: { ...process.env, ...serverEnvironment() },
  })
  try {
    const outcome = await runDemo(app, {
      out,
      keys,
      durationMs,
      ...(values.text === undefined ? {} : { text: values.text }),
      ...(interruptAfterMs === undefined ? {} : { interruptAfterMs }),
    })
    return summarise(outcome, out, interruptAfterMs !== undefined)
  } finally {
    await app.quit()
    await keys.up()
    rmSync(userData, { recursive: true, force: true })
  }
}

function summarise({ report, host }: DemoOutcome, out: string, wantsInterrupt: boolean): number {
  console.log(`Host:     ${host.name} (Electron ${host.version})`)
  console.log(`Heard:    ${report.recognised ?? '(nothing)'}`)
  console.log(`Answered: ${report.reply || '(nothing)'}`)
  if (report.failure) console.log(`Failure:  ${report.failure.code}: ${report.failure.message}`)
  if (report.times.firstSound !== undefined) {
    const since = values.text === undefined ? 'key-up' : 'sending'
    console.log(`First sound ${report.times.firstSound} ms after ${since}.`)
  }
  console.log(`Outcome:  ${report.outcome}`)
  console.log(`Picture:  ${join(out, 'window.png')}`)
  console.log(`Sound:    ${join(out, 'reply.wav')}`)
  console.log(`Report:   ${join(out, 'turn.json')}`)
  return report.outcome === (wantsInterrupt ? 'interrupted' : 'done') ? 0 : 1
}

/** How the app is told of a server that is only for this run: by its environment, so that no key is in argv or on disk. */
function serverEnvironment(): Record<string, string> {
  const baseUrl = values['base-url']
  if (!baseUrl) return {}
  const key = values['api-key'] ?? process.env['PARLEY_API_KEY']
  if (!key) throw new Error('--base-url needs an API key: set PARLEY_API_KEY, or give --api-key.')
  return { PARLEY_BASE_URL: baseUrl, PARLEY_API_KEY: key, PARLEY_USERNAME: values.username ?? 'demo' }
}

function wavDurationMs(path: string): number {
  if (!existsSync(path)) throw new Error(`There is no such file: ${path}`)
  const info = readWavInfo(new Uint8Array(readFileSync(path)))
  if (!info) throw new Error(`Not a WAV file: ${path}`)
  return (info.dataBytes / (info.channels * (info.bitsPerSample / 8)) / info.sampleRate) * 1000
}

function readMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = Number(text)
  if (!Number.isFinite(ms) || ms < 0) throw new Error('--interrupt-after takes a number of milliseconds.')
  return ms
}
