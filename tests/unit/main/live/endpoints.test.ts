import { describe, expect, it } from 'vitest'
import {
  isLoopback,
  isOnThisMachine,
  normaliseBaseUrl,
  sendsSecretsInClear,
  socketAddress,
} from '../../../../src/main/live/endpoints.ts'
import { redactFrame, redactText, redactUrl } from '../../../../src/main/live/redact.ts'

describe('an address as it is typed', () => {
  it.each([
    ['http://localhost:6185', 'http://localhost:6185'],
    ['  https://bot.example.org/  ', 'https://bot.example.org'],
    ['ws://10.0.0.3:6185', 'http://10.0.0.3:6185'],
    ['wss://bot.example.org', 'https://bot.example.org'],
    ['HTTPS://Bot.Example.org', 'https://bot.example.org'],
    ['localhost:6185', 'http://localhost:6185'],
    ['127.0.0.1:6185', 'http://127.0.0.1:6185'],
    ['192.168.1.7', 'http://192.168.1.7'],
    ['astrbot', 'http://astrbot'],
    ['nas.local:6185', 'http://nas.local:6185'],
    ['bot.example.org', 'https://bot.example.org'],
    ['bot.example.org:8443', 'https://bot.example.org:8443'],
    ['https://example.org/astrbot/', 'https://example.org/astrbot'],
    ['https://example.org/astrbot/api/v1/live/ws?username=a', 'https://example.org/astrbot'],
    ['http://localhost:6185/#/chat', 'http://localhost:6185'],
    ['http://[::1]:6185', 'http://[::1]:6185'],
  ])('%s becomes %s', (typed, expected) => {
    expect(normaliseBaseUrl(typed)).toBe(expected)
  })

  it.each([
    '',
    '   ',
    'ftp://example.org',
    'http://',
    'https://user:secret@example.org',
    'http://a b',
    'javascript://x',
  ])('%s is refused', (typed) => {
    expect(normaliseBaseUrl(typed)).toMatchObject({ code: 'BAD_ADDRESS', retryable: false })
  })

  it('is known to be on this machine, or to send secrets in the clear', () => {
    expect(isLoopback('http://127.0.0.1:1')).toBe(true)
    expect(isLoopback('http://[::1]:1')).toBe(true)
    expect(isLoopback('http://localhost')).toBe(true)
    expect(sendsSecretsInClear('http://192.168.1.7')).toBe(true)
    expect(sendsSecretsInClear('https://192.168.1.7')).toBe(false)
    expect(sendsSecretsInClear('http://localhost')).toBe(false)
  })
})

describe('the address of a socket', () => {
  it('never holds an API key', () => {
    const url = socketAddress('https://h/base', { kind: 'api-key', key: 'abk_secret' }, 'al ice', 'live')
    expect(url.href).toBe('wss://h/base/api/v1/live/ws?username=al+ice&ct=live')
  })

  it('holds a JWT, because its endpoints read nothing else, and is shown without it', () => {
    const credential = { kind: 'jwt', token: 'eyJ.a.b' } as const
    const live = socketAddress('http://h:1', credential, 'a', 'live')
    expect(live.href).toBe('ws://h:1/api/live_chat/ws?token=eyJ.a.b')
    expect(socketAddress('http://h:1', credential, 'a', 'chat').pathname).toBe('/api/unified_chat/ws')
    expect(redactUrl(live.href)).toBe('ws://h:1/api/live_chat/ws?…')
  })
})

describe('redaction', () => {
  it('shortens audio and masks keys in frames', () => {
    const frame = JSON.stringify({ t: 'response', data: 'A'.repeat(5000), note: 'abk_abcdefgh' })
    const shown = redactFrame(frame)
    expect(shown).toContain('…<5000 chars>')
    expect(shown).not.toContain('abcdefgh')
    expect(shown.length).toBeLessThan(150)
  })

  it('shortens what is no JSON', () => {
    expect(redactFrame('x'.repeat(500))).toHaveLength(40 + '…<500 chars>'.length)
  })

  it('masks tokens anywhere in a text', () => {
    expect(redactText('?api_key=abc&token=def eyJhbGciOi.eyJzdWIi.c2ln')).toBe('?api_key=…&token=… (token)')
  })
})

it.each([
  ['local', '', true],
  ['remote', 'localhost:6185', true],
  ['remote', 'http://[::1]:6185', true],
  ['remote', 'https://bot.example.org', false],
  ['remote', 'http://192.168.1.7:6185', false],
  ['remote', '', false],
] as const)('a %s server at "%s": on this machine %s', (kind, baseUrl, expected) => {
  expect(isOnThisMachine({ kind, baseUrl })).toBe(expected)
})
