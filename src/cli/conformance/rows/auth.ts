import { PATHS } from '../../../shared/live-api/limits.ts'
import type { Opened } from '../socket.ts'
import { useSocket } from '../target.ts'
import type { Target } from '../target.ts'
import { Mismatch, Skipped, expect, expectSame } from '../outcome.ts'
import type { Row } from '../row.ts'

type Query = Record<string, string>

/** A handshake that must be answered 101, one error frame, close 1008. */
function refused(
  id: string,
  title: string,
  ask: (target: Target) => { query: Query; headers?: Query },
  frame: { code: string; data: string },
  reason = frame.data,
): Row {
  return {
    id,
    title,
    async check(target) {
      const { query, headers = {} } = ask(target)
      await useSocket(await target.handshake(PATHS.liveV1, query, headers), async (socket) => {
        expectSame(await socket.next(5000), { type: 'error', ...frame })
        expectSame(await socket.closed(), { code: 1008, reason })
      })
    },
  }
}

/** A handshake that must be welcomed, in silence. */
function welcomed(
  id: string,
  title: string,
  ask: (target: Target) => { query?: Query; headers?: Query; protocols?: string[] },
): Row {
  return {
    id,
    title,
    async check(target) {
      const { query = {}, headers = target.bearer, protocols = [] } = ask(target)
      const { username } = target.options
      const opened = await target.handshake(PATHS.liveV1, { username, ...query }, headers, {}, protocols)
      await useSocket(opened, async (socket) => {
        const frames = await socket.during(250)
        expect(frames.length === 0 && socket.isOpen, frames)
        expectSame(socket.protocol, '')
      })
    },
  }
}

/** A handshake that must be refused by HTTP status, before it opens. */
export function expectRefused(
  opened: Opened,
  statuses: readonly number[],
): Extract<Opened, { kind: 'refused' }> {
  if (opened.kind === 'open') {
    opened.socket.drop()
    throw new Mismatch('the handshake was accepted')
  }
  expect(statuses.includes(opened.status), { http: opened.status })
  return opened
}

function given(key: string | undefined, name: string): string {
  if (key === undefined) throw new Skipped(`no --${name} was given`)
  return key
}

const UNAUTHORIZED = (data: string) => ({ code: 'UNAUTHORIZED', data })
const bearer = (key: string): Query => ({ authorization: `Bearer ${key}` })
const name = ({ options }: Target): Query => ({ username: options.username })

export const authRows: Row[] = [
  refused(
    'auth/1',
    'no key: 101, error frame named by `type`, 1008',
    (target) => ({ query: name(target) }),
    UNAUTHORIZED('Missing API key'),
  ),
  refused(
    'auth/2',
    'a wrong key is refused as invalid',
    (target) => ({ query: name(target), headers: bearer('abk_wrong') }),
    UNAUTHORIZED('Invalid API key'),
  ),
  refused(
    'auth/3',
    'an empty key counts as none',
    (target) => ({ query: { ...name(target), api_key: '' } }),
    UNAUTHORIZED('Missing API key'),
  ),
  refused('auth/4', 'a missing username is refused', (target) => ({ query: {}, headers: target.bearer }), {
    code: 'BAD_USER',
    data: 'Missing key: username',
  }),
  refused(
    'auth/5',
    'a blank username is refused',
    (target) => ({ query: { username: '  ' }, headers: target.bearer }),
    { code: 'BAD_USER', data: 'username is empty' },
  ),
  refused(
    'auth/6',
    'an unknown ct is refused',
    (target) => ({ query: { ...name(target), ct: 'voice' }, headers: target.bearer }),
    { code: 'INVALID_MESSAGE', data: "ct must be 'live' or 'chat'" },
    'Invalid ct',
  ),
  refused(
    'auth/7',
    'ct is case-sensitive',
    (target) => ({ query: { ...name(target), ct: 'LIVE' }, headers: target.bearer }),
    { code: 'INVALID_MESSAGE', data: "ct must be 'live' or 'chat'" },
    'Invalid ct',
  ),
  refused(
    'auth/8',
    'the key is checked before the username',
    () => ({ query: { ct: 'x' } }),
    UNAUTHORIZED('Missing API key'),
  ),
  refused(
    'auth/9',
    'the username is checked before ct',
    (target) => ({ query: { ct: 'x' }, headers: target.bearer }),
    { code: 'BAD_USER', data: 'Missing key: username' },
  ),
  refused(
    'auth/10',
    'the scheme is case-sensitive: `bearer` is no key',
    (target) => ({ query: name(target), headers: { authorization: `bearer ${target.options.apiKey}` } }),
    UNAUTHORIZED('Missing API key'),
  ),
  refused(
    'auth/11',
    'a wrong key in the query wins over a right header',
    (target) => ({ query: { ...name(target), api_key: 'abk_wrong' }, headers: target.bearer }),
    UNAUTHORIZED('Invalid API key'),
  ),
  refused(
    'auth/12',
    'a key without scope chat is refused',
    (target) => ({
      query: name(target),
      headers: bearer(given(target.options.keys?.fileOnly, 'file-only-key')),
    }),
    UNAUTHORIZED('Insufficient API key scope'),
  ),
  refused(
    'auth/13',
    'an expired key is refused as invalid',
    (target) => ({
      query: name(target),
      headers: bearer(given(target.options.keys?.expired, 'expired-key')),
    }),
    UNAUTHORIZED('Invalid API key'),
  ),
  refused(
    'auth/14',
    'a revoked key is refused as invalid',
    (target) => ({
      query: name(target),
      headers: bearer(given(target.options.keys?.revoked, 'revoked-key')),
    }),
    UNAUTHORIZED('Invalid API key'),
  ),
  welcomed(
    'auth/15',
    '`Authorization: Bearer` signs in; nothing is sent before the client speaks',
    () => ({}),
  ),
  welcomed('auth/16', '`Authorization: ApiKey` signs in', (target) => ({
    headers: { authorization: `ApiKey ${target.options.apiKey}` },
  })),
  welcomed('auth/17', '`X-API-Key` signs in', (target) => ({
    headers: { 'x-api-key': target.options.apiKey },
  })),
  welcomed('auth/18', 'query `api_key` signs in', (target) => ({
    query: { api_key: target.options.apiKey },
    headers: {},
  })),
  welcomed('auth/19', 'query `key` signs in', (target) => ({
    query: { key: target.options.apiKey },
    headers: {},
  })),
  welcomed('auth/20', 'an empty ct is live', () => ({ query: { ct: '' } })),
  welcomed('auth/21', 'blanks around ct are trimmed', () => ({ query: { ct: ' live ' } })),
  welcomed('auth/22', 'ct=chat is welcomed', () => ({ query: { ct: 'chat' } })),
  welcomed('auth/23', 'any username goes: 300 characters, other scripts, punctuation', () => ({
    query: { username: `${'长'.repeat(290)}!/ ö` },
  })),
  welcomed('auth/24', 'any Origin is accepted', (target) => ({
    headers: { ...target.bearer, origin: 'http://example.invalid' },
  })),
  {
    id: 'auth/25',
    title: 'an offered subprotocol is not selected',
    async check(target) {
      const { username } = target.options
      // The client library, like a browser, takes the missing answer for an error: that it is one is what is checked.
      const opened = target.handshake(PATHS.liveV1, { username }, target.bearer, {}, ['parley'])
      const message = await opened.then(
        () => 'a subprotocol was selected',
        (error: unknown) => (error as Error).message,
      )
      expectSame(message, 'Server sent no subprotocol')
    },
  },
  ...['/api/v1/live/ws/', '/api/v1/live/nothing'].map((path, index): Row => ({
    id: `auth/${26 + index}`,
    title: `a WebSocket on ${path} is refused with 400 or 404`,
    async check(target) {
      expectRefused(await target.handshake(path, name(target), target.bearer), [400, 404])
    },
  })),
]
