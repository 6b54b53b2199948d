import { randomUUID } from 'node:crypto'
import { PATHS } from '../../../shared/live-api/limits.ts'
import { envelopeOf, eventsOf, expectError } from '../http.ts'
import type { HttpAnswer } from '../http.ts'
import type { Target } from '../target.ts'
import { Skipped, expect, expectSame } from '../outcome.ts'
import type { Row } from '../row.ts'

function post(target: Target, body: unknown, headers = target.bearer): Promise<HttpAnswer> {
  return target.http(
    PATHS.chat,
    {},
    {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  )
}

const asked = ({ options }: Target, more: Record<string, unknown> = {}) => ({
  username: options.username,
  session_id: `conformance-${randomUUID()}`,
  message: [{ type: 'plain', text: options.prompt }],
  ...more,
})

function sessions(target: Target, query: Record<string, string>): Promise<HttpAnswer> {
  return target.keyed(PATHS.sessions, query)
}

export const httpChatRows: Row[] = [
  {
    id: 'sse/1',
    title: 'POST /api/v1/chat streams events, session_id first, end last',
    async check(target) {
      const body = asked(target)
      const answer = await post(target, body)
      expect((answer.headers['content-type'] ?? '').startsWith('text/event-stream'), answer.headers)
      const events = eventsOf(answer.body.toString())
      expect(events[0]?.['type'] === 'session_id' && events[0]['session_id'] === body.session_id, events[0])
      const last = events.filter((event) => event['type'] !== 'message_saved').at(-1)
      expectSame(last?.['type'], 'end')
    },
  },
  {
    id: 'sse/2',
    title: 'a plain string is a message',
    async check(target) {
      const answer = await post(target, asked(target, { message: target.options.prompt }))
      expect(
        eventsOf(answer.body.toString()).some((event) => event['type'] === 'plain'),
        answer.body.toString(),
      )
    },
  },
  {
    id: 'sse/3',
    title: 'without a session_id the server makes one',
    async check(target) {
      const { session_id: _left, ...body } = asked(target)
      const [first] = eventsOf((await post(target, body)).body.toString())
      expect(/^[0-9a-f-]{36}$/.test(String(first?.['session_id'])), first)
    },
  },
  {
    id: 'sse/4',
    title: 'no username: HTTP 200 with status error',
    check: async (target) => expectError(await post(target, { message: 'hi' }), 200, 'Missing key: username'),
  },
  {
    id: 'sse/5',
    title: 'a blank username: HTTP 200 with status error',
    check: async (target) =>
      expectError(await post(target, asked(target, { username: ' ' })), 200, 'username is empty'),
  },
  {
    id: 'sse/6',
    title: 'an empty message: HTTP 200 with status error',
    async check(target) {
      const { status } = envelopeOf(await post(target, asked(target, { message: [] })))
      expectSame(status, 'error')
    },
  },
  {
    id: 'sse/7',
    title: 'no key: 401',
    check: async (target) => expectError(await post(target, asked(target), {}), 401, 'Missing API key'),
  },
  {
    id: 'sse/8',
    title: 'another user name’s session is refused',
    async check(target) {
      const body = asked(target)
      await post(target, body)
      const answer = await post(target, { ...body, username: `other-${randomUUID()}` })
      expectError(answer, 200, 'session_id belongs to another username')
    },
  },
  {
    id: 'lists/1',
    title: 'sessions are listed by user name, in pages',
    async check(target) {
      const username = `conformance-${randomUUID()}`
      await post(target, asked(target, { username }))
      await post(target, asked(target, { username }))
      const { data } = envelopeOf(await sessions(target, { username, page: '2', page_size: '1' }))
      const page = data as {
        sessions: Record<string, unknown>[]
        page: number
        page_size: number
        total: number
      }
      expectSame([page.sessions.length, page.page, page.page_size, page.total], [1, 2, 1, 2])
      expectSame(page.sessions[0]?.['creator'], username)
      for (const key of [
        'session_id',
        'platform_id',
        'display_name',
        'is_group',
        'created_at',
        'updated_at',
      ]) {
        expect(key in (page.sessions[0] ?? {}), page.sessions[0])
      }
    },
  },
  {
    id: 'lists/2',
    title: 'sessions without a user name: HTTP 200 with status error',
    check: async (target) => expectError(await sessions(target, {}), 200, 'Missing key: username'),
  },
  {
    id: 'lists/3',
    title: 'a page that is no number: HTTP 200 with status error',
    async check(target) {
      const answer = await sessions(target, { username: 'x', page: 'x' })
      expectError(answer, 200, 'page and page_size must be integers')
    },
  },
  {
    id: 'lists/4',
    title: 'page sizes stay between 1 and 100',
    async check(target) {
      const size = async (page_size: string) =>
        (
          envelopeOf(await sessions(target, { username: 'x', page: '0', page_size })).data as {
            page_size: number
          }
        ).page_size
      expectSame([await size('0'), await size('1000')], [1, 100])
    },
  },
  {
    id: 'lists/5',
    title: 'configs are listed, with one default',
    async check(target) {
      const answer = await target.keyed(PATHS.configs, {})
      if (answer.status === 403) throw new Skipped('the key has no scope "config"')
      const { configs } = envelopeOf(answer).data as { configs: Record<string, unknown>[] }
      expect(configs.filter((config) => config['is_default'] === true).length === 1, configs)
      expect(
        configs.every((config) => 'id' in config && 'name' in config && 'path' in config),
        configs,
      )
    },
  },
  {
    id: 'lists/6',
    title: 'configs without a key: 401',
    check: async (target) => expectError(await target.http(PATHS.configs, {}), 401, 'Missing API key'),
  },
]
