import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeClient, makeDataDir } from '../../helpers/assistant-server.ts'
import { readTurn, textOf, useSocket } from '../../../src/cli/conformance/target.ts'
import { PATHS } from '../../../src/shared/live-api/limits.ts'

const SERVE = fileURLToPath(new URL('../../../src/cli/serve.ts', import.meta.url))

interface Finished {
  code: number | null
  out: string
  err: string
}

function run(args: string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; done: Promise<Finished> } {
  const child = spawn(process.execPath, [SERVE, ...args], { env: { ...process.env, ...env } })
  const finished: Finished = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (finished.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (finished.err += chunk.toString()))
  child.stdin.end()
  const done = new Promise<Finished>((resolve) => {
    child.on('close', (code) => resolve({ ...finished, code }))
  })
  return { child, done }
}

describe('npm run serve', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await makeDataDir()
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  const errand = async (...args: string[]): Promise<Finished> => run(['--data', dataDir, ...args]).done

  it('makes, lists and revokes keys, and never shows one again', async () => {
    const made = await errand('--create-key', 'mine', '--scopes', 'chat,file', '--username', 'alice')
    expect(made.out).toMatch(/^abk_[\w-]{43}\n$/)
    const list = await errand('--list-keys')
    expect(list.out).toMatch(/mine {2}chat,file {2}alice {2}valid {2}used never/)
    expect(list.out).not.toContain('abk_')
    const id = list.out.slice(0, 36)
    expect((await errand('--revoke-key', id)).code).toBe(0)
    expect((await errand('--revoke-key', id)).code).toBe(1)
    expect((await errand('--list-keys')).out).toContain('revoked')
  })

  it('says what it does not understand', async () => {
    for (const args of [['--port', 'x'], ['--nonsense'], ['--create-key', 'a', '--scopes', 'chat,admin']]) {
      expect((await errand(...args)).code).toBe(2)
    }
    const help = await errand('--help')
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('--create-account')])
  })

  it('takes endpoints and voices from a file, and refuses what is none', async () => {
    const file = join(dataDir, 'config.json')
    const serve = (content: string) => {
      writeFileSync(file, content)
      return run(['--data', dataDir, '--port', '0', '--log-level', 'silent', '--config', file])
    }
    for (const content of ['{', '{"voice":"nobody"}', '{"chat":{"baseUrl":"ftp://x","model":"m"}}']) {
      const { code, err } = await serve(content).done
      expect([code, err]).toEqual([1, expect.stringMatching(/^INVALID_INPUT: /)])
    }
    const { child, done } = serve('{"voice":"rms","rate":1.2}')
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await expect.poll(() => out, { timeout: 20_000 }).toMatch(/listens on http/)
    child.kill('SIGTERM')
    expect((await done).code).toBe(0)
  })

  it('serves a key and an account that were made beside it, and stops in order', async () => {
    const { child, done } = run(['--data', dataDir, '--port', '0', '--log-level', 'silent'])
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await expect.poll(() => out, { timeout: 20_000 }).toMatch(/listens on http/)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? ''
    const { out: key } = await errand('--create-key', 'late')
    await run(['--data', dataDir, '--create-account', 'alice'], { PARLEY_PASSWORD: 'secret' }).done

    const client = makeClient(url, key.trim(), { account: { username: 'alice', password: 'secret' } })
    await client.live(async (socket) => {
      socket.send({ t: 'text_input', text: 'What is 2 plus 2?' })
      expect(textOf(await readTurn(socket), 'bot_delta_chunk')).toContain('4')
    })
    const opened = await client.handshake(PATHS.liveJwt, { token: await client.token() })
    await useSocket(opened, async (socket) => {
      child.kill('SIGTERM')
      expect((await socket.closed()).code).toBe(1001)
    })
    expect((await done).code).toBe(0)
  })
})
