import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SCOPES } from '../shared/live-api/http.ts'
import type { Scope } from '../shared/live-api/http.ts'
import { failure, FailureError, toFailure } from '../shared/failure.ts'
import { createLogger, openAdmin, startAssistantServer } from '../server/index.ts'
import type { KeySummary } from '../server/index.ts'

const HELP = `The local assistant: a Live API server that hears, answers and speaks on this machine.

Usage: npm run serve -- [options]

  --port N               port to listen on (default 6185; 0 for any free one)
  --host ADDRESS         address to listen on (default 127.0.0.1: this machine only)
  --data DIR             where everything is kept (default: parley-assistant in your data folder)
  --models DIR           the speech models (default: models/ of the project; "npm run models" fetches them)
  --config FILE          endpoints and voices, as JSON: chat, stt, tts, sttModelDir, voice, rate, instructions
  --locale TAG           how numbers and dates are written, for example en-GB (default: the machine's)
  --log-level LEVEL      debug, info, warn, error or silent (default info)

Do one thing and leave:
  --create-key NAME      make an API key and print it, once
    --scopes LIST        its scopes: ${SCOPES.join(', ')} (default chat,file,config)
    --username NAME      the person it belongs to; without it the key stands for itself
    --expires DAYS       when it ends (default: never)
  --list-keys            list the keys, without the keys themselves
  --revoke-key ID        revoke a key; a running server closes its sockets within 15 s
  --create-account NAME  make a dashboard account, or change its password, which is read from
                         PARLEY_PASSWORD or from standard input

  -h, --help             this text
`

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
const DAY_MS = 24 * 60 * 60 * 1000

type Options = NonNullable<ReturnType<typeof readOptions>>

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  let options: Options
  try {
    options = readOptions(args)
  } catch (thrown) {
    process.stderr.write(`${(thrown as Error).message}\n\n${HELP}`)
    return 2
  }
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  try {
    const isErrand =
      options.createKey !== undefined ||
      options.listKeys ||
      options.revokeKey !== undefined ||
      options.createAccount !== undefined
    return isErrand ? await errand(options) : await serve(options)
  } catch (thrown) {
    const { code, message } = toFailure(thrown)
    process.stderr.write(`${code}: ${message}\n`)
    return 1
  }
}

function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '6185' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: join(dataHome(), 'parley-assistant') },
      models: { type: 'string', default: fileURLToPath(new URL('../../models', import.meta.url)) },
      config: { type: 'string' },
      locale: { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
      'create-key': { type: 'string' },
      scopes: { type: 'string', default: 'chat,file,config' },
      username: { type: 'string' },
      expires: { type: 'string' },
      'list-keys': { type: 'boolean', default: false },
      'revoke-key': { type: 'string' },
      'create-account': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`Not a port: ${values.port}`)
  const expires = values.expires === undefined ? undefined : Number(values.expires)
  if (expires !== undefined && !(expires > 0))
    throw new Error(`Not a number of days: ${values.expires ?? ''}`)
  const scopes = values.scopes.split(',').map((scope) => scope.trim())
  const unknown = scopes.find((scope) => !SCOPES.some((known) => known === scope))
  if (unknown !== undefined) throw new Error(`Unknown scope: "${unknown}". There are ${SCOPES.join(', ')}.`)
  return {
    help: values.help,
    port,
    host: values.host,
    data: values.data,
    models: values.models,
    config: values.config,
    locale: values.locale,
    logLevel: values['log-level'],
    createKey: values['create-key'],
    scopes: scopes as Scope[],
    username: values.username,
    expires,
    listKeys: values['list-keys'],
    revokeKey: values['revoke-key'],
    createAccount: values['create-account'],
  }
}

async function serve(options: Options): Promise<number> {
  if (!LOOPBACK.includes(options.host)) {
    process.stderr.write(
      `Warning: ${options.host} can be reached from other machines, and the Live API has no encryption of its own.\n` +
        'Keys, speech and files travel readable. Put a proxy with TLS in front of it.\n',
    )
  }
  const server = await startAssistantServer({
    dataDir: options.data,
    modelDir: options.models,
    host: options.host,
    port: options.port,
    log: createLogger(options.logLevel),
    ...(options.config === undefined ? {} : { config: readConfig(options.config) }),
    ...(options.locale === undefined ? {} : { locale: options.locale }),
    onSpeech(failed) {
      if (failed) process.stderr.write(`Speech is not available (${failed.code}): ${failed.message}\n`)
    },
  })
  process.stdout.write(`The local assistant listens on ${server.url}\n`)
  if (server.listKeys().length === 0) {
    process.stdout.write('It has no API key yet: run this again with --create-key NAME.\n')
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  await server.close()
  return 0
}

/** The file's JSON as it is; the server checks it. */
function readConfig(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new FailureError(failure('INVALID_INPUT', `${path} cannot be read: ${(thrown as Error).message}`))
  }
}

/** Changes something in the data folder. Works beside a running server: SQLite keeps the two apart. */
async function errand(options: Options): Promise<number> {
  const { createKey, createAccount, revokeKey, scopes, username, expires } = options
  const admin = openAdmin(options.data)
  try {
    if (createKey !== undefined) {
      const made = await admin.createKey({
        name: createKey,
        scopes,
        ...(username === undefined ? {} : { username }),
        ...(expires === undefined ? {} : { expiresAt: Date.now() + expires * DAY_MS }),
      })
      process.stdout.write(`${made.key}\n`)
      process.stderr.write(`Key ${made.id} was made. It is not shown again.\n`)
    }
    if (createAccount !== undefined) {
      const password = (process.env['PARLEY_PASSWORD'] ?? (await text(process.stdin))).trim()
      await admin.createAccount(createAccount, password)
      process.stdout.write(`Account ${createAccount} can sign in.\n`)
    }
    if (revokeKey !== undefined) {
      const wasValid = admin.revokeKey(revokeKey)
      process.stdout.write(
        wasValid ? `Key ${revokeKey} is revoked.\n` : `There is no valid key ${revokeKey}.\n`,
      )
      if (!wasValid) return 1
    }
    if (options.listKeys) for (const key of admin.listKeys()) process.stdout.write(`${describe(key)}\n`)
    return 0
  } finally {
    admin.close()
  }
}

function describe(key: KeySummary): string {
  const date = (ms: number | null, otherwise: string): string =>
    ms === null ? otherwise : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
  const state =
    key.revokedAt !== null
      ? `revoked ${date(key.revokedAt, '')}`
      : key.expiresAt !== null
        ? `until ${date(key.expiresAt, '')}`
        : 'valid'
  const person = key.username ?? '(itself)'
  return [
    key.id,
    key.name,
    key.scopes.join(','),
    person,
    state,
    `used ${date(key.lastUsedAt, 'never')}`,
  ].join('  ')
}

/** Where programs keep their data on this system. */
function dataHome(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (process.platform === 'win32') return process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
  return process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
}
