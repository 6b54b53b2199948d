import { failure, FailureError, toFailure } from '../../shared/failure.ts'
import type { Answer, Route, RouteOutput, RouteParsed } from '../../shared/ipc/routes.ts'
import { routes } from '../../shared/ipc/routes.ts'
import type { TrustedWindow } from './trusted-sender.ts'

/** What a handler is told of the caller. Never the raw event. */
export interface RequestContext {
  readonly window: TrustedWindow
}

/** One function for each route; the types come from the contract. */
export type Handlers = {
  [R in Route]: (input: RouteParsed<R>, context: RequestContext) => RouteOutput<R> | Promise<RouteOutput<R>>
}

export interface RouterOptions {
  /** Told of every failure that is a bug of ours or an attack, not an ordinary refusal. */
  onUnexpected(route: string, error: unknown): void
}

/** The HUD looks, moves, and stops what is heard or said; whoever takes it over must not reach settings or files. */
const VOICE_ROUTES: ReadonlySet<Route> = new Set<Route>([
  'view.get',
  'settings.get',
  'turn.interrupt',
  'turn.cancelTalk',
  'hud.areas',
  'hud.drag',
])

/**
 * Makes the one function that answers every request: it parses the input, runs the handler, checks the output, and turns
 * whatever goes wrong into a failure value. It never rejects.
 */
export function createRouter(handlers: Handlers, options: RouterOptions) {
  return async (window: TrustedWindow | null, route: unknown, input: unknown): Promise<Answer<unknown>> => {
    if (!window) {
      options.onUnexpected(String(route), new Error('request from a frame that is not ours'))
      return refuse('FORBIDDEN_SENDER', 'This frame may not talk to Parley.')
    }
    if (!isRoute(route)) return refuse('NOT_FOUND', 'There is no such request.')
    if (window === 'voice' && !VOICE_ROUTES.has(route)) {
      return refuse('FORBIDDEN_SENDER', `The voice window may not ask for ${route}.`)
    }
    const contract = routes[route]
    const parsed = contract.input.safeParse(input)
    if (!parsed.success) {
      return refuse('INVALID_INPUT', `${route}: ${parsed.error.issues[0]?.message ?? 'invalid input'}`)
    }
    try {
      const handler = handlers[route] as (input: unknown, context: RequestContext) => unknown
      const data = await handler(parsed.data, { window })
      return { ok: true, data: contract.output.parse(data) }
    } catch (error) {
      if (!(error instanceof FailureError)) options.onUnexpected(route, error)
      return { ok: false, error: toFailure(error) }
    }
  }
}

function isRoute(route: unknown): route is Route {
  return typeof route === 'string' && Object.hasOwn(routes, route)
}

function refuse(code: 'FORBIDDEN_SENDER' | 'NOT_FOUND' | 'INVALID_INPUT', message: string): Answer<never> {
  return { ok: false, error: failure(code, message) }
}
