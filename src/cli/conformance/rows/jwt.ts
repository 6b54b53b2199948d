import { PATHS } from '../../../shared/live-api/limits.ts'
import { envelopeOf, expectError, multipart } from '../http.ts'
import { named, readTurn, textOf, useSocket } from '../target.ts'
import { Skipped, expect, expectSame } from '../outcome.ts'
import type { Row } from '../row.ts'
import { expectRefused } from './auth.ts'

/** A handshake on a dashboard endpoint that must be refused with 403 and an empty body. */
function forbidden(id: string, title: string, path: string, tokenOf: 'none' | 'bad' | 'key'): Row {
  return {
    id,
    title,
    async check(target) {
      const token = tokenOf === 'bad' ? 'no.real.token' : target.options.apiKey
      const opened = await target.handshake(path, tokenOf === 'none' ? {} : { token })
      expectSame(expectRefused(opened, [403]).body, '')
    },
  }
}

const { liveJwt, unifiedJwt } = PATHS

export const jwtRows: Row[] = [
  forbidden('jwt/1', 'live_chat without a token: HTTP 403, empty', liveJwt, 'none'),
  forbidden('jwt/2', 'live_chat with a bad token: HTTP 403, empty', liveJwt, 'bad'),
  forbidden('jwt/3', 'live_chat: an API key is no token', liveJwt, 'key'),
  forbidden('jwt/4', 'unified_chat without a token: HTTP 403, empty', unifiedJwt, 'none'),
  forbidden('jwt/5', 'unified_chat with a bad token: HTTP 403, empty', unifiedJwt, 'bad'),
  {
    id: 'jwt/6',
    title: 'a wrong password is HTTP 200 with status error',
    async check(target) {
      const { account } = target.options
      if (!account) throw new Skipped('no --account was given')
      const answer = await target.http(
        PATHS.login,
        {},
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: account.username, password: '0'.repeat(32) }),
        },
      )
      const { status, data } = envelopeOf(answer)
      expect(answer.status === 200 && status === 'error' && data === null, {
        http: answer.status,
        status,
        data,
      })
    },
  },
  {
    id: 'jwt/7',
    title: 'the right password gives a token, which opens live_chat',
    async check(target) {
      const opened = await target.handshake(liveJwt, { token: await target.token() })
      await useSocket(opened, async (socket) => {
        socket.send({ t: 'text_input', text: target.options.prompt })
        expectSame(textOf(await readTurn(socket), 'user_msg'), target.options.prompt)
      })
    },
  },
  {
    id: 'jwt/8',
    title: 'live_chat ignores chat frames without a word',
    async check(target) {
      await useSocket(await target.handshake(liveJwt, { token: await target.token() }), async (socket) => {
        socket.send({ ct: 'chat', t: 'bind', session_id: 'conformance' })
        const frames = await socket.during(400)
        expect(frames.length === 0 && socket.isOpen, frames)
      })
    },
  },
  ...(['no ct', 'ct=live', 'an unknown ct'] as const).map((what, index): Row => ({
    id: `jwt/${9 + index}`,
    title: `unified_chat: ${what} in a frame is live`,
    async check(target) {
      const ct = [{}, { ct: 'live' }, { ct: 'zzz' }][index]
      await useSocket(await target.handshake(unifiedJwt, { token: await target.token() }), async (socket) => {
        socket.send({ ...ct, t: 'text_input', text: target.options.prompt })
        expect(named(await readTurn(socket), 'user_msg').length === 1, 'no user_msg')
      })
    },
  })),
  {
    id: 'jwt/12',
    title: 'unified_chat: ct=chat in a frame is chat',
    async check(target) {
      await useSocket(await target.handshake(unifiedJwt, { token: await target.token() }), async (socket) => {
        socket.send({ ct: 'chat', t: 'bind', session_id: 'conformance-jwt' })
        expectSame((await socket.next())['type'], 'session_bound')
      })
    },
  },
  {
    id: 'jwt/13',
    title: 'post_file and get_attachment work with a token',
    async check(target) {
      const headers = { authorization: `Bearer ${await target.token()}` }
      const form = multipart([
        { name: 'file', filename: 'jwt.txt', contentType: 'text/plain', data: 'by token' },
      ])
      const answer = await target.http(
        PATHS.postFileJwt,
        {},
        { method: 'POST', headers: { ...headers, 'content-type': form.contentType }, body: form.body },
      )
      const { attachment_id } = envelopeOf(answer).data as { attachment_id: string }
      const got = await target.http(PATHS.getAttachmentJwt, { attachment_id }, { headers })
      expectSame(got.body.toString(), 'by token')
    },
  },
  {
    id: 'jwt/14',
    title: 'post_file refuses an API key with 401',
    async check(target) {
      const answer = await target.keyed(PATHS.postFileJwt, {}, { method: 'POST' })
      expectSame(answer.status, 401)
    },
  },
  {
    id: 'jwt/15',
    title: 'get_file without a token is 401',
    async check(target) {
      expectError(await target.http(PATHS.getFileJwt, { filename: 'x.png' }), 401, '未授权')
    },
  },
  {
    id: 'jwt/16',
    title: '/api/v1/file refuses a token with 401',
    async check(target) {
      const headers = { authorization: `Bearer ${await target.token()}` }
      expectError(await target.http(PATHS.file, { attachment_id: 'x' }, { headers }), 401, 'Invalid API key')
    },
  },
]
