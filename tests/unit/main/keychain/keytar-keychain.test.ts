import { describe, expect, it } from 'vitest'
import { createKeytarKeychain, UNLOCK_DEADLINE_MS } from '../../../../src/main/keychain/keytar-keychain.ts'
import type { Keytar } from '../../../../src/main/keychain/keytar-keychain.ts'
import type { SecretRef } from '../../../../src/main/keychain/secret.ts'
import { silentLog } from '../../../../src/main/lib/log.ts'
import { ok } from '../../../../src/main/lib/result.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'

const KEY: SecretRef = { profileId: 'home', kind: 'api-key' }

/** keytar with a prompt that a test answers: what it is asked, in order, and how each call ends. */
function prompted() {
  const asked: string[] = []
  const answers: ((value: string | null) => void)[] = []
  let loads = 0
  const ask = (what: string): Promise<string | null> => {
    asked.push(what)
    return new Promise((resolve) => answers.push(resolve))
  }
  const keytar: Keytar = {
    getPassword: (service, account) => ask(`get ${service} ${account}`),
    setPassword: async (_service, account) => {
      await ask(`set ${account}`)
    },
    deletePassword: async (_service, account) => (await ask(`delete ${account}`)) !== null,
  }
  const clock = new FakeClock()
  const keychain = createKeytarKeychain({
    platform: 'linux',
    clock,
    log: silentLog,
    load: () => {
      loads += 1
      return Promise.resolve(keytar)
    },
  })
  return {
    keychain,
    clock,
    asked,
    answer: (value: string | null) => answers.shift()!(value),
    loads: () => loads,
  }
}

describe('the system keychain', () => {
  it('is not loaded before a secret is needed', async () => {
    const { loads, clock } = prompted()
    await clock.advanceAsync(60_000)
    expect(loads()).toBe(0)
  })

  it('is asked once for each secret', async () => {
    const { keychain, clock, asked, answer } = prompted()
    const first = keychain.get(KEY)
    await clock.advanceAsync(0)
    answer('k')
    expect(await first).toEqual(ok('k'))
    expect(await keychain.get(KEY)).toEqual(ok('k'))
    expect(asked).toEqual(['get Parley api-key/home'])
  })

  it('shows one prompt at a time', async () => {
    const { keychain, clock, asked, answer } = prompted()
    const both = [keychain.get(KEY), keychain.get({ ...KEY, kind: 'jwt' })]
    await clock.advanceAsync(0)
    expect(asked).toHaveLength(1)
    answer('k')
    await clock.advanceAsync(0)
    expect(asked).toHaveLength(2)
    answer('j')
    expect(await Promise.all(both)).toEqual([ok('k'), ok('j')])
  })

  it('that nobody unlocks is given up, and asked again the next time', async () => {
    const { keychain, clock, asked, answer } = prompted()
    const locked = keychain.get(KEY)
    await clock.advanceAsync(UNLOCK_DEADLINE_MS)
    expect(await locked).toMatchObject({ ok: false, failure: { code: 'KEYCHAIN_DENIED', retryable: true } })
    const again = keychain.get(KEY)
    answer('too late')
    await clock.advanceAsync(0)
    answer('k')
    expect(await again).toEqual(ok('k'))
    expect(asked).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  it('does not go on handing out what a late call may have changed', async () => {
    const { keychain, clock, asked, answer } = prompted()
    const stored = keychain.set(KEY, 'old')
    await clock.advanceAsync(0)
    answer('')
    await stored
    const late = keychain.set(KEY, 'new')
    await clock.advanceAsync(UNLOCK_DEADLINE_MS)
    expect(await late).toMatchObject({ ok: false })
    void keychain.get(KEY)
    answer('')
    await clock.advanceAsync(0)
    expect(asked.at(-1)).toBe('get Parley api-key/home')
  })

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'KEYCHAIN_UNAVAILABLE'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'KEYCHAIN_UNAVAILABLE'],
    ['Cannot create an item in a locked collection', 'KEYCHAIN_DENIED'],
    ['The user name or passphrase you entered is not correct.', 'KEYCHAIN_DENIED'],
    ['User interaction is not allowed.', 'KEYCHAIN_DENIED'],
    ['User canceled the operation.', 'KEYCHAIN_DENIED'],
  ])('names the failure “%s”', async (message, code) => {
    const keychain = createKeytarKeychain({
      platform: 'linux',
      clock: new FakeClock(),
      log: silentLog,
      load: () => Promise.reject(new Error(message)),
    })
    expect(await keychain.get(KEY)).toMatchObject({ ok: false, failure: { code } })
    expect(await keychain.delete(KEY)).toMatchObject({ ok: false, failure: { code } })
  })
})
