import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { decodeWav } from '../shared/wav.ts'
import { formatResult, formatSummary, summarize } from './conformance/report.ts'
import { ROWS } from './conformance/rows/index.ts'
import { runRows } from './conformance/run.ts'

const HELP = `Checks a server against the Live API, row by row.

Usage: npm run conformance -- --base-url URL --username NAME [options]

  --base-url URL          the server, as http://host:port
  --api-key KEY           an API key with scopes chat, file and config (or PARLEY_API_KEY)
  --username NAME         the user name to sign in with
  --account USER          a dashboard account, for the rows that need a token
  --password-env VAR      the environment variable that holds its password
  --wav FILE              16 kHz mono 16-bit speech to send (a sentence of our own by default)
  --prompt TEXT           a text that any server answers aloud (default: "What time is it?")
  --tool-prompt TEXT      a text that makes the server use a tool (default: "What is 12 times 12?")
  --file-only-key KEY     keys for the rows that need a special one; without them
  --chat-only-key KEY     these rows are skipped
  --expired-key KEY
  --revoked-key KEY
  --only PREFIX           only rows whose id begins so, for example live/ or files/2
  --json FILE             write the results as JSON too
  --list                  list the rows and leave

A row ends as ok, FAIL, n/s (not supported: an improvement that the reference server does not have either) or skip.
The exit code is 0 when nothing failed.
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  let values
  try {
    values = parseArgs({
      args,
      options: {
        'base-url': { type: 'string' },
        'api-key': { type: 'string' },
        username: { type: 'string' },
        account: { type: 'string' },
        'password-env': { type: 'string' },
        wav: { type: 'string' },
        prompt: { type: 'string', default: 'What time is it?' },
        'tool-prompt': { type: 'string', default: 'What is 12 times 12?' },
        'file-only-key': { type: 'string' },
        'chat-only-key': { type: 'string' },
        'expired-key': { type: 'string' },
        'revoked-key': { type: 'string' },
        only: { type: 'string', default: '' },
        json: { type: 'string' },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (thrown) {
    return complain((thrown as Error).message)
  }
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const rows = ROWS.filter((row) => row.id.startsWith(values.only))
  if (values.list) {
    for (const row of rows) process.stdout.write(`${row.id.padEnd(10)}  ${row.title}\n`)
    return 0
  }
  const baseUrl = values['base-url']
  const apiKey = values['api-key'] ?? process.env['PARLEY_API_KEY']
  const { username } = values
  if (!baseUrl || !apiKey || !username) return complain('--base-url, --api-key and --username are needed')
  if (!URL.canParse(baseUrl)) return complain(`Not an address: ${baseUrl}`)
  if (rows.length === 0) return complain(`No row begins with "${values.only}"`)
  const password = values['password-env'] === undefined ? undefined : process.env[values['password-env']]
  if (values.account !== undefined && !password) return complain('--account needs --password-env')
  const wav = new Uint8Array(
    readFileSync(values.wav ?? new URL('conformance/what-time-is-it.wav', import.meta.url)),
  )
  const decoded = decodeWav(wav)
  if (decoded?.sampleRate !== 16_000) return complain('--wav must be 16 kHz 16-bit PCM')

  const results = await runRows(
    rows,
    {
      baseUrl,
      apiKey,
      username,
      ...(values.account !== undefined && password
        ? { account: { username: values.account, password } }
        : {}),
      keys: present({
        fileOnly: values['file-only-key'],
        chatOnly: values['chat-only-key'],
        expired: values['expired-key'],
        revoked: values['revoked-key'],
      }),
      speech: new Uint8Array(decoded.pcm.buffer, decoded.pcm.byteOffset, decoded.pcm.byteLength),
      prompt: values.prompt,
      toolPrompt: values['tool-prompt'],
    },
    (result) => process.stdout.write(`${formatResult(result)}\n`),
  )
  const summary = summarize(results)
  process.stdout.write(`\n${formatSummary(summary)}\n`)
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ server: baseUrl, summary, results }, null, 2)}\n`)
  }
  return summary.fail === 0 ? 0 : 1
}

/** Only what was given. */
function present<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string
  }
}

function complain(message: string): number {
  process.stderr.write(`${message}\n\n${HELP}`)
  return 2
}
