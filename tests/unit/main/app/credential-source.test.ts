import { beforeEach, expect, test } from 'vitest'
import { baseUrlSource, credentialSource } from '../../../../src/main/app/credential-source.ts'
import type { CredentialParts } from '../../../../src/main/app/credential-source.ts'
import { fail, ok } from '../../../../src/main/lib/result.ts'
import { failure, FailureError } from '../../../../src/shared/failure.ts'
import { LOCAL_PROFILE } from '../../../../src/shared/settings.ts'
import type { Profile } from '../../../../src/shared/settings.ts'

const remote: Profile = { ...LOCAL_PROFILE, id: 'r', kind: 'remote', baseUrl: 'https://example.org', name: 'Home' }

let stored: Map<string, string>
let made: number
let notStored: string[]
let parts: CredentialParts

beforeEach(() => {
  stored = new Map()
  made = 0
  notStored = []
  parts = {
    secrets: {
      get: (id, kind) => Promise.resolve(ok(stored.get(`${id} ${kind}`) ?? null)),
      set: (id, kind, secret) => {
        stored.set(`${id} ${kind}`, secret)
        return Promise.resolve(ok(undefined))
      },
    },
    assistant: {
      url: () => Promise.resolve('http://127.0.0.1:1'),
      createKey: (username) => Promise.resolve(`abk_${username}_${(made += 1)}`),
    },
    signIn: (_profile, password, { fresh }) =>
      Promise.resolve({ kind: 'jwt', token: `${password}${fresh ? ' fresh' : ''}` }),
    environment: null,
    onNotStored: (problem) => notStored.push(problem.code),
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
  expect(await credentialSource(parts)(LOCAL_PROFILE, { fresh: true })).toEqual({ kind: 'api-key', key: 'abk_me_1' })
  expect(stored.get('local api-key')).toBe('abk_me_1')
})

test('without a keychain the local assistant works, and it is told', async () => {
  const broken = fail(failure('KEYCHAIN_UNAVAILABLE', 'none'))
  const find = credentialSource({
    ...parts,
    secrets: { get: () => Promise.resolve(broken), set: () => Promise.resolve(broken) },
  })
  expect(await find(LOCAL_PROFILE, { fresh: false })).toMatchObject({ kind: 'api-key' })
  expect(notStored).toEqual(['KEYCHAIN_UNAVAILABLE'])
})

test('a remote profile without a stored key says so', async () => {
  expect(await credentialSource(parts)(remote, { fresh: false })).toMatchObject({ code: 'NO_CREDENTIAL' })
})

test('an account’s password is exchanged, again when the token was refused', async () => {
  stored.set('r password', 'pw')
  const find = credentialSource(parts)
  const profile: Profile = { ...remote, signIn: 'account', account: 'a' }
  expect(await find(profile, { fresh: false })).toEqual({ kind: 'jwt', token: 'pw' })
  expect(await find(profile, { fresh: true })).toEqual({ kind: 'jwt', token: 'pw fresh' })
})

test('the environment’s key is used for its own profile only', async () => {
  const environment = { profile: { ...remote, id: 'environment' }, apiKey: 'abk_env' }
  const find = credentialSource({ ...parts, environment })
  expect(await find(environment.profile, { fresh: false })).toEqual({ kind: 'api-key', key: 'abk_env' })
  expect(await find(remote, { fresh: false })).toMatchObject({ code: 'NO_CREDENTIAL' })
})

test('the local address comes from the assistant, and its failure is a value', async () => {
  expect(await baseUrlSource(parts.assistant)(LOCAL_PROFILE)).toBe('http://127.0.0.1:1')
  expect(await baseUrlSource(parts.assistant)(remote)).toBe('https://example.org')
  const dead = { url: () => Promise.reject(new FailureError(failure('ASSISTANT_FAILED', 'x', true))) }
  expect(await baseUrlSource(dead)(LOCAL_PROFILE)).toMatchObject({ code: 'ASSISTANT_FAILED' })
})
