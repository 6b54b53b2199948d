import { beforeEach, describe, expect, it } from 'vitest'
import { createKeychain } from '../../../../src/main/keychain/keychain.ts'
import type { Keychain } from '../../../../src/main/keychain/keychain.ts'
import type { SecretBackend, SecretRef } from '../../../../src/main/keychain/secret.ts'
import { createSessionKeychain } from '../../../../src/main/keychain/session-keychain.ts'
import type { JsonRead, JsonStore } from '../../../../src/main/lib/json-file.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'
import type { Result } from '../../../../src/main/lib/result.ts'
import { failure } from '../../../../src/shared/failure.ts'
import type { Failure } from '../../../../src/shared/failure.ts'

/** The ledger's file, in memory. */
class MemoryStore implements JsonStore {
  content: JsonRead = { kind: 'absent' }
  problem: Failure | null = null
  read(): JsonRead {
    return this.content
  }
  write(value: unknown): Result<void> {
    if (this.problem) return fail(this.problem)
    this.content = { kind: 'value', value: structuredClone(value) }
    return ok(undefined)
  }
}

/** A system keychain that counts how often it is touched and can be out of order. */
class CountedBackend {
  readonly id: string
  readonly inner: SecretBackend = createSessionKeychain()
  touches = 0
  problem: Failure | null = null
  constructor(id: string) {
    this.id = id
  }
  get = (ref: SecretRef) => this.#touch(() => this.inner.get(ref))
  set = (ref: SecretRef, secret: string) => this.#touch(() => this.inner.set(ref, secret))
  delete = (ref: SecretRef) => this.#touch(() => this.inner.delete(ref))
  #touch<T>(use: () => Promise<Result<T>>): Promise<Result<T>> {
    this.touches += 1
    return this.problem ? Promise.resolve(fail(this.problem)) : use()
  }
}

const KEY: SecretRef = { profileId: 'home', kind: 'api-key' }
const PASSWORD: SecretRef = { profileId: 'home', kind: 'password' }
const unavailable = failure('KEYCHAIN_UNAVAILABLE', 'none here')

let file: MemoryStore
let system: CountedBackend

/** The app started, with the same file and the same system keychain as before. */
function start(backend: SecretBackend = system): Keychain {
  return createKeychain({ system: backend, session: createSessionKeychain(), ledger: file, log: silentLog })
}

beforeEach(() => {
  file = new MemoryStore()
  system = new CountedBackend('secret-service')
})

describe('a secret', () => {
  it('is there after a restart, each kind by itself', async () => {
    await start().set(KEY, 'k')
    await start().set(PASSWORD, 'p')
    expect(await start().get(KEY)).toEqual(ok('k'))
    expect(await start().get(PASSWORD)).toEqual(ok('p'))
  })

  it('that was never stored is null, without a look into the keychain', async () => {
    const keychain = start()
    expect(await keychain.get(KEY)).toEqual(ok(null))
    expect(keychain.has(KEY)).toBe(false)
    expect(system.touches).toBe(0)
  })

  it('is known to exist without a look into the keychain', async () => {
    await start().set(KEY, 'k')
    system.touches = 0
    expect(start().has(KEY)).toBe(true)
    expect(system.touches).toBe(0)
  })

  it('is not in the ledger', async () => {
    await start().set(KEY, 'correct horse')
    expect(JSON.stringify(file.content)).not.toContain('correct horse')
    expect(JSON.stringify(file.content)).toContain('secret-service')
  })

  it('is refused where the keychain would cut it short', async () => {
    for (const wrong of ['', 'a\0b']) {
      expect(await start().set(KEY, wrong)).toMatchObject({ ok: false, failure: { code: 'INVALID_INPUT' } })
    }
    expect(system.touches).toBe(0)
  })
})

describe('a keychain that changed', () => {
  it('is not read: the secret was written by another one', async () => {
    await start().set(KEY, 'k')
    const other = new CountedBackend('windows-credential-manager')
    await other.inner.set(KEY, 'planted')
    const answer = await start(other).get(KEY)
    expect(answer).toMatchObject({ ok: false, failure: { code: 'KEYCHAIN_UNAVAILABLE', retryable: false } })
    expect(other.touches).toBe(0)
  })

  it('is taken when the secret is entered again', async () => {
    await start().set(KEY, 'k')
    const other = new CountedBackend('windows-credential-manager')
    await start(other).set(KEY, 'again')
    expect(await start(other).get(KEY)).toEqual(ok('again'))
  })

  it('that has lost the secret says so, and does not pretend there never was one', async () => {
    await start().set(KEY, 'k')
    await system.inner.delete(KEY)
    expect(await start().get(KEY)).toMatchObject({
      ok: false,
      failure: { code: 'KEYCHAIN_DENIED', retryable: true },
    })
  })
})

describe('a keychain that does not work', () => {
  it('fails, and leaves the choice to the person', async () => {
    system.problem = unavailable
    const keychain = start()
    expect(await keychain.set(KEY, 'k')).toEqual(fail(unavailable))
    expect(keychain.has(KEY)).toBe(false)
    expect(keychain.status()).toEqual({ problem: unavailable, untilQuit: false })

    expect(await keychain.set(KEY, 'k', { until: 'quit' })).toEqual(ok(undefined))
    expect(await keychain.get(KEY)).toEqual(ok('k'))
    expect(keychain.status().untilQuit).toBe(true)
    expect(start().has(KEY)).toBe(false)
  })

  it('keeps what it had when a new value cannot be stored', async () => {
    await start().set(KEY, 'old')
    system.problem = unavailable
    const keychain = start()
    await keychain.set(KEY, 'new')
    system.problem = null
    expect(await keychain.get(KEY)).toEqual(ok('old'))
    expect(keychain.status().problem).toBeNull()
  })

  it('gets the secret when it works again, which ends the stay in memory', async () => {
    const keychain = start()
    await keychain.set(KEY, 'k', { until: 'quit' })
    await keychain.set(KEY, 'k')
    expect(keychain.status().untilQuit).toBe(false)
    expect(await start().get(KEY)).toEqual(ok('k'))
  })

  it('keeps a deletion to be tried again', async () => {
    await start().set(KEY, 'k')
    system.problem = unavailable
    const keychain = start()
    expect(await keychain.delete(KEY)).toEqual(fail(unavailable))
    expect(keychain.has(KEY)).toBe(true)
    system.problem = null
    expect(await keychain.delete(KEY)).toEqual(ok(undefined))
    expect(keychain.has(KEY)).toBe(false)
  })
})

describe('the ledger', () => {
  it('that cannot be written keeps a secret from being stored and lost', async () => {
    file.problem = failure('DISK_FULL', 'full')
    expect(await start().set(KEY, 'k')).toEqual(fail(file.problem))
    expect(system.touches).toBe(0)
  })

  it.each([
    { kind: 'damaged', reason: 'cut off' },
    { kind: 'value', value: { version: 1, secrets: 'no' } },
    { kind: 'unreadable', failure: failure('FILE_UNREADABLE', 'no') },
  ] as const)('that is lost is made up for by the keychain itself: %o', async (content) => {
    await start().set(KEY, 'k')
    await start().set(PASSWORD, 'p')
    file.content = content
    expect(await start().get(KEY)).toEqual(ok('k'))
    await start().set({ profileId: 'other', kind: 'jwt' }, 'j')
    // Also after the file was written anew, without the entries that were lost.
    expect(await start().get(PASSWORD)).toEqual(ok('p'))
    await start().forgetProfile('home')
    expect(await start().get(KEY)).toEqual(ok(null))
  })
})

describe('forgetting a profile', () => {
  it('deletes all that it has, and nothing of others', async () => {
    const other: SecretRef = { profileId: 'work', kind: 'api-key' }
    const keychain = start()
    for (const ref of [KEY, PASSWORD, other]) await keychain.set(ref, 's')
    expect(await keychain.forgetProfile('home')).toEqual(ok(undefined))
    expect([KEY, PASSWORD, other].map((ref) => keychain.has(ref))).toEqual([false, false, true])
    expect(await system.inner.get(KEY)).toEqual(ok(null))
  })
})
