import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROWS } from '../../../src/cli/conformance/rows/index.ts'
import { runRows } from '../../../src/cli/conformance/run.ts'
import type { TargetOptions } from '../../../src/cli/conformance/target.ts'
import { startTestServer } from '../../helpers/assistant-server.ts'
import type { TestServer } from '../../helpers/assistant-server.ts'

describe('the local assistant against the contract', () => {
  let test: TestServer
  let options: TargetOptions

  beforeAll(async () => {
    test = await startTestServer({ limits: { loginDelayMs: 10 } })
    const { server } = test
    await server.createAccount('alice', 'secret')
    const [fileOnly, chatOnly, expired, revoked] = await Promise.all([
      server.createKey({ name: 'file', scopes: ['file'] }),
      server.createKey({ name: 'chat', scopes: ['chat'] }),
      server.createKey({ name: 'expired', scopes: ['chat'], expiresAt: Date.now() - 1 }),
      server.createKey({ name: 'revoked', scopes: ['chat'] }),
    ])
    server.revokeKey(revoked.id)
    const target = await test.client()
    options = {
      ...target.options,
      account: { username: 'alice', password: 'secret' },
      keys: { fileOnly: fileOnly.key, chatOnly: chatOnly.key, expired: expired.key, revoked: revoked.key },
    }
  })
  afterAll(() => test.stop())

  it('has no two rows of one id', () => {
    expect(new Set(ROWS.map((row) => row.id)).size).toBe(ROWS.length)
    expect(ROWS.length).toBeGreaterThan(200)
  })

  it.each(ROWS.map((row) => [row.id, row.title, row] as const))('%s: %s', async (_id, _title, row) => {
    const [result] = await runRows([row], options)
    expect(result).toMatchObject({ status: 'pass', detail: '' })
  })
})
