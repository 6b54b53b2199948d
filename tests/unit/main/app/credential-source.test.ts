import { beforeEach, expect, test } from 'vitest'
import { baseUrlSource, credentialSource } from '../../../../src/main/app/credential-source.ts'
import type { CredentialParts } from '../../../../src/main/app/credential-source.ts'
import { secretOf } from '../../../../src/main/app/secrets.ts'
import type { Keychain } from '../../../../src/main/keychain/keychain.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import { LOCAL_PROFILE } from '../../../../src/shared/settings.ts'
import type { Profile } from '../../../../src/shared/settings.ts'

const remote: Profile = {
  ...LOCAL_PROFILE,
  id: 'r',
  kind: 'remote',
  baseUrl: 'https://example.org',
  name: 'Home',
}

let stored: Map<string, string>
let isLocked: boolean
let made: number
let untilQuit: string[]
let keychain: Keychain
let parts: CredentialParts

beforeEach(() => {
  stored = new Map()
  isLocked = false
  made = 0
  untilQuit = []
  const broken = fail(failure('KEYCHAIN_UNAVAILABLE', 'none'))
  keychain = {
    get: (ref) => Promise.resolve(isLocked ? broken : ok(stored.get(`${ref.profileId} ${ref.kind}`) ?? null)),
    set: (ref, secret, options) => {
      if (isLocked && options?.until !== 'quit') return Promise.resolve(broken)
      stored.set(`${ref.profileId} ${ref.kind}`, secret)
      return Promise.resolve(ok(undefined))
    },
    has: () => false,
    delete: () => Promise.resolve(ok(undefined)),
    forgetProfile: () => Promise.resolve(ok(undefined)),
    status: () => ({ problem: null, untilQuit: false }),
  }
  parts = {
    keychain,
    assistant: { createKey: (username) => Promise.resolve(`abk_${username}_${(made += 1)}`) },
    remote: (profile) => Promise.resolve({ kind: 'jwt', token: `of ${profile.id}` }),
    environment: null,
    onUntilQuit: (problem) => untilQuit.push(problem.code),
  }
})

test('the local assistant’s key is made once and then kept', async () => {
  const find = credentialSource(parts)
  expect(await find(LOCAL_PROFILE, { fresh: false })).toEqual({ kind: 'api-key', key: 'abk_me_1' })
  expect(await find(LOCAL_PROFILE, { fresh: false })).toEqual({ kind: 'api-key', key: 'abk_me_1' })
  expect(made).toBe(1)
})

test('a local key that is refused is replaced', async () => {
  stored.set('local api-key', 'abk_old')
  const found = await credentialSource(parts)(LOCAL_PROFILE, { fresh: true })
  expect(found).toEqual({ kind: 'api-key', key: 'abk_me_1' })
  expect(stored.get('local api-key')).toBe('abk_me_1')
})

test('without a keychain the local assistant works until Parley quits, and the person is told', async () => {
  isLocked = true
  expect(await credentialSource(parts)(LOCAL_PROFILE, { fresh: false })).toMatchObject({ kind: 'api-key' })
  expect(untilQuit).toEqual(['KEYCHAIN_UNAVAILABLE'])
  expect(stored.get('local api-key')).toBe('abk_me_1')
})

test('a remote profile without a stored key says so', async () => {
  expect(await secretOf(keychain, remote)).toMatchObject({ code: 'NO_CREDENTIAL' })
})

test('a locked keychain is told as what it is, not as a missing key', async () => {
  isLocked = true
  expect(await secretOf(keychain, remote)).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' })
})

test('an account signs in with its password, not with a key', async () => {
  stored.set('r api-key', 'abk')
  stored.set('r password', 'pw')
  expect(await secretOf(keychain, { ...remote, signIn: 'account' })).toBe('pw')
})

test('the environment’s key is used for its own profile only', async () => {
  const environment = { profile: { ...remote, id: 'environment' }, apiKey: 'abk_env' }
  const find = credentialSource({ ...parts, environment })
  expect(await find(environment.profile, { fresh: false })).toEqual({ kind: 'api-key', key: 'abk_env' })
  expect(await find(remote, { fresh: false })).toEqual({ kind: 'jwt', token: 'of r' })
})

test('the local address comes from the assistant, and its failure is a value', async () => {
  const assistant = { url: () => Promise.resolve('http://127.0.0.1:1') }
  expect(await baseUrlSource(assistant)(LOCAL_PROFILE)).toBe('http://127.0.0.1:1')
  expect(await baseUrlSource(assistant)(remote)).toBe('https://example.org')
  const dead = { url: () => Promise.reject(new FailureError(failure('ASSISTANT_FAILED', 'x', true))) }
  expect(await baseUrlSource(dead)(LOCAL_PROFILE)).toMatchObject({ code: 'ASSISTANT_FAILED' })
})
