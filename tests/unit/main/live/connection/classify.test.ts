import { describe, expect, it } from 'vitest'
import {
  classifyClose,
  classifyError,
  classifyHandshake,
  classifySignInError,
} from '../../../../../src/main/live/connection/classify.ts'

const refused = (code: string, data: string) => classifySignInError({ type: 'error', code, data })
const broken = (code: string, message = code) => classifyError(Object.assign(new Error(message), { code }))

describe('what went wrong', () => {
  it.each([
    ['UNAUTHORIZED', 'Missing API key', 'UNAUTHORIZED'],
    ['UNAUTHORIZED', 'Invalid API key', 'UNAUTHORIZED'],
    ['UNAUTHORIZED', 'Insufficient API key scope', 'FORBIDDEN_SCOPE'],
    ['BAD_USER', 'username is empty', 'BAD_USER'],
    ['INVALID_MESSAGE', "ct must be 'live' or 'chat'", 'PROTOCOL_ERROR'],
  ])('sign-in error %s "%s" is %s, and is not tried again', (code, data, expected) => {
    expect(refused(code, data)).toMatchObject({ code: expected, retryable: false })
  })

  it.each([
    [301, false, 'REDIRECTED', false],
    [308, false, 'REDIRECTED', false],
    [400, false, 'NO_LIVE_ENDPOINT', false],
    [404, false, 'NO_LIVE_ENDPOINT', false],
    [200, false, 'NO_LIVE_ENDPOINT', false],
    [401, false, 'UNAUTHORIZED', false],
    [403, false, 'UNAUTHORIZED', false],
    [403, true, 'TOKEN_EXPIRED', false],
    [429, false, 'SERVER_ERROR', true],
    [500, true, 'SERVER_ERROR', true],
    [503, false, 'SERVER_ERROR', true],
  ])('handshake %i (jwt: %s) is %s', (status, jwt, code, retryable) => {
    expect(classifyHandshake(status, jwt)).toMatchObject({ code, retryable })
  })

  it.each([
    [1000, '', 'SERVER_CLOSING', true],
    [1001, '', 'SERVER_CLOSING', true],
    [1012, '', 'SERVER_CLOSING', true],
    [1006, '', 'CONNECTION_LOST', true],
    [1009, '', 'MESSAGE_TOO_BIG', true],
    [1011, 'oops', 'SERVER_ERROR', true],
    [1008, 'Invalid API key', 'UNAUTHORIZED', false],
    [1008, 'Insufficient API key scope', 'FORBIDDEN_SCOPE', false],
    [1008, 'Missing key: username', 'BAD_USER', false],
    [1008, 'Invalid ct', 'PROTOCOL_ERROR', false],
    [1002, '', 'PROTOCOL_ERROR', true],
  ])('close %i "%s" is %s', (code, reason, expected, retryable) => {
    expect(classifyClose(code, reason)).toMatchObject({ code: expected, retryable })
  })

  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED', true],
    ['ENOTFOUND', 'DNS_FAILED', true],
    ['EAI_AGAIN', 'DNS_FAILED', true],
    ['ETIMEDOUT', 'TIMEOUT', true],
    ['ENETUNREACH', 'NETWORK_UNREACHABLE', true],
    ['ECONNRESET', 'CONNECTION_LOST', true],
    ['EPIPE', 'CONNECTION_LOST', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_FAILED', false],
    ['CERT_HAS_EXPIRED', 'TLS_FAILED', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS_FAILED', false],
    ['EPROTO', 'TLS_FAILED', false],
    ['HPE_INVALID_CONSTANT', 'NOT_ASTRBOT', false],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'MESSAGE_TOO_BIG', true],
    ['WS_ERR_INVALID_UTF8', 'PROTOCOL_ERROR', true],
  ])('error %s is %s', (code, expected, retryable) => {
    expect(broken(code)).toMatchObject({ code: expected, retryable })
  })

  it('looks into the several tries of one connection', () => {
    const first = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    expect(classifyError(new AggregateError([first, new Error('y')]))).toMatchObject({
      code: 'CONNECTION_REFUSED',
    })
  })

  it('repeats no key, token or query of what a server or library says', () => {
    const said = 'GET http://h/ws?token=eyJhbGciOi.eyJzdWIi.c2ln&x=1 with abk_abcdefgh'
    for (const { message } of [
      refused('UNAUTHORIZED', said),
      classifyClose(1008, said),
      broken('EWHATEVER', said),
    ]) {
      expect(message).not.toMatch(/abcdefgh|c2ln/)
    }
  })
})
