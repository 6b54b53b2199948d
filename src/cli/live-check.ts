import { appendFileSync, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { toFailure } from '../shared/failure.ts'
import { runLiveCheck } from './live-check/run.ts'
import type { LiveCheckOptions } from './live-check/run.ts'
import { redactText } from '../main/live/redact.ts'

const HELP = `Uploads a file, fetches it back, asks about it (or speaks), and prints every frame of the answer.

Usage: npm run live-check -- [options]

  --base-url URL         the server (default http://localhost:6185)
  --api-key KEY          an API key with scopes chat and file; better in PARLEY_API_KEY, where no one sees it
  --username NAME        the user name to sign in with (default alice)
  --file FILE            upload this file and send it along
  --attachment-id ID     send a file along that was uploaded before
  --text TEXT            what to ask (default "Please analyze the uploaded file."; "" for none)
  --wav FILE             speak this instead: 16-bit PCM at 16 kHz
  --out FILE             write the spoken answer into this WAV file
  --log-file FILE        write everything into this file too
  --skip-download-check  do not fetch the file back
  --timeout SECONDS      how long the answer may take (default 90)
  -h, --help             this text

The exit code is 0 when the answer came to its end, 1 when something failed, 2 when the options are wrong.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  let options: (LiveCheckOptions & { logFile: string | null }) | null
  try {
    options = await readOptions(args)
  } catch (thrown) {
    process.stderr.write(`${redactText((thrown as Error).message)}\nTry --help.\n`)
    return 2
  }
  if (options === null) {
    process.stdout.write(HELP)
    return 0
  }
  const { logFile } = options
  const print = (line: string): void => {
    const stamped = `${new Date().toISOString()} ${line}\n`
    process.stdout.write(stamped)
    if (logFile !== null) appendFileSync(logFile, stamped)
  }
  try {
    return (await runLiveCheck(options, print)) ? 0 : 1
  } catch (thrown) {
    const { code, message } = toFailure(thrown)
    print(`[FAILED] ${code}: ${redactText(message)}`)
    return 1
  }
}

async function readOptions(args: string[]): Promise<(LiveCheckOptions & { logFile: string | null }) | null> {
  const { values } = parseArgs({
    args,
    options: {
      'base-url': { type: 'string', default: 'http://localhost:6185' },
      'api-key': { type: 'string' },
      username: { type: 'string', default: 'alice' },
      file: { type: 'string' },
      'attachment-id': { type: 'string' },
      text: { type: 'string' },
      wav: { type: 'string' },
      out: { type: 'string' },
      'log-file': { type: 'string' },
      'skip-download-check': { type: 'boolean', default: false },
      timeout: { type: 'string', default: '90' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return null
  const apiKey = values['api-key'] ?? process.env['PARLEY_API_KEY'] ?? ''
  if (apiKey === '') throw new Error('An API key is needed: --api-key or PARLEY_API_KEY.')
  const timeoutS = Number(values.timeout)
  if (!(timeoutS > 0)) throw new Error('--timeout must be a number of seconds.')
  if (values.file !== undefined && !(await isFile(values.file)))
    throw new Error(`There is no file ${values.file}.`)
  if (values.wav !== undefined && (values.file !== undefined || values['attachment-id'] !== undefined)) {
    throw new Error('Speech cannot carry a file: use --wav alone.')
  }
  const hasFile = values.file !== undefined || values['attachment-id'] !== undefined
  const text = values.text ?? (hasFile ? 'Please analyze the uploaded file.' : 'Hello! What can you do?')
  if (text.trim() === '' && !hasFile && values.wav === undefined) throw new Error('There is nothing to send.')
  return {
    baseUrl: values['base-url'],
    apiKey,
    username: values.username,
    file: values.file ?? null,
    attachmentId: values['attachment-id'] ?? null,
    text,
    wav: values.wav === undefined ? null : readFileSync(values.wav),
    out: values.out ?? null,
    checkDownload: !values['skip-download-check'],
    timeoutMs: timeoutS * 1000,
    logFile: values['log-file'] ?? null,
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
