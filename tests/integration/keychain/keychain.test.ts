import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSecretService } from '../../helpers/secret-service.ts'
import type { SecretService } from '../../helpers/secret-service.ts'

const run = promisify(execFile)
const CLIENT = new URL('./keychain-client.ts', import.meta.url).pathname
const SECRET = 'sk-live-Geheimnis-密钥-1234567890'

let folder: string
let ledger: string
/** Everything that the clients wrote to their logs. */
let logged: string

async function client(env: Record<string, string>, ...calls: string[][]): Promise<unknown[]> {
  const { stdout, stderr } = await run(
    process.execPath,
    [CLIENT, ledger, ...calls.map((call) => JSON.stringify(call))],
    { env: { PATH: process.env.PATH, ...env } },
  )
  logged += stderr
  return JSON.parse(stdout) as unknown[]
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-ledger-'))
  ledger = join(folder, 'secrets.json')
  logged = ''
})
afterEach(async () => {
  expect(logged).not.toContain('Geheimnis')
  await rm(folder, { recursive: true })
})

const done = { ok: true }
const value = (secret: string | null) => ({ ok: true, value: secret })
const failed = (code: string) => ({ ok: false, failure: { code } })

describe('with a Secret Service', () => {
  let service: SecretService
  beforeAll(async () => {
    service = await startSecretService()
  })
  afterAll(() => service.stop())

  it('keeps a secret from one run to the next, until it is deleted', async () => {
    const name = ['home', 'api-key']
    expect(await client(service.env, ['get', ...name], ['set', ...name, SECRET])).toEqual([value(null), done])
    expect(await client(service.env, ['has', ...name], ['get', ...name], ['status'])).toEqual([
      true,
      value(SECRET),
      { problem: null, untilQuit: false },
    ])
    expect(await client(service.env, ['delete', ...name], ['get', ...name])).toEqual([done, value(null)])
    expect(await client(service.env, ['has', ...name])).toEqual([false])
  })

  it('keeps kinds and profiles apart', async () => {
    await client(
      service.env,
      ['set', 'a', 'password', 'one'],
      ['set', 'a', 'jwt', 'two'],
      ['set', 'b', 'jwt', 'three'],
    )
    expect(
      await client(
        service.env,
        ['get', 'a', 'password'],
        ['get', 'a', 'jwt'],
        ['get', 'b', 'jwt'],
        ['get', 'b', 'password'],
      ),
    ).toEqual([value('one'), value('two'), value('three'), value(null)])
  })

  it('keeps the longest secret that a form takes, whole', async () => {
    const long = '密'.repeat(10_000)
    await client(service.env, ['set', 'long', 'api-key', long])
    expect(await client(service.env, ['get', 'long', 'api-key'])).toEqual([value(long)])
  })

  it('writes no secret to the ledger, which only its owner can read', async () => {
    await client(service.env, ['set', 'home', 'api-key', SECRET])
    const text = await readFile(ledger, 'utf8')
    expect(text).toContain('secret-service')
    expect(text).not.toContain('Geheimnis')
    expect((await stat(ledger)).mode & 0o077).toBe(0)
  })

  it('says so when the secret was taken away behind its back', async () => {
    await client(service.env, ['set', 'home', 'api-key', SECRET])
    const own = ledger
    ledger = join(folder, 'of-another-run.json')
    await client(service.env, ['set', 'home', 'api-key', 'x'], ['delete', 'home', 'api-key'])
    ledger = own
    expect(await client(service.env, ['get', 'home', 'api-key'])).toMatchObject([failed('KEYCHAIN_DENIED')])
  })

  it('says so when the keyring is locked, and does not forget that there is a secret', async () => {
    const locked = await startSecretService()
    try {
      await client(locked.env, ['set', 'home', 'api-key', SECRET])
      await run(
        'gdbus',
        [
          ...[
            'call',
            '--session',
            '--dest',
            'org.freedesktop.secrets',
            '--object-path',
            '/org/freedesktop/secrets',
          ],
          ...['--method', 'org.freedesktop.Secret.Service.Lock'],
          "[objectpath '/org/freedesktop/secrets/collection/login']",
        ],
        { env: { PATH: process.env.PATH, ...locked.env } },
      )
      expect(
        await client(
          locked.env,
          ['get', 'home', 'api-key'],
          ['set', 'home', 'api-key', 'new'],
          ['has', 'home', 'api-key'],
        ),
      ).toMatchObject([failed('KEYCHAIN_DENIED'), failed('KEYCHAIN_DENIED'), true])
    } finally {
      await locked.stop()
    }
  })
})

describe('without any keychain', () => {
  it('says so, and keeps the secret until the end when it is told to', async () => {
    const name = ['home', 'api-key']
    const nowhere = { HOME: folder, XDG_RUNTIME_DIR: folder }
    expect(
      await client(
        nowhere,
        ['set', ...name, SECRET],
        ['has', ...name],
        ['set-until-quit', ...name, SECRET],
        ['get', ...name],
        ['status'],
      ),
    ).toMatchObject([
      failed('KEYCHAIN_UNAVAILABLE'),
      false,
      done,
      value(SECRET),
      { problem: { code: 'KEYCHAIN_UNAVAILABLE' }, untilQuit: true },
    ])
    expect(await client(nowhere, ['has', ...name], ['get', ...name])).toEqual([false, value(null)])
  })
})
