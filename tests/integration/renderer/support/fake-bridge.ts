import type { Disposable, Page } from 'playwright'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { AppView } from '../../../../src/shared/view.ts'

/** One request that the page made. */
export interface Call {
  readonly route: string
  readonly input: unknown
}

/** What a test script sees of the fake bridge in the page. */
interface FakeMain {
  calls: Call[]
  answers: Record<string, unknown>
  emit(event: string, payload: unknown): void
}

type PageWindow = typeof globalThis & { main: FakeMain }

const bridges = new WeakMap<Page, Disposable>()

/**
 * Puts a `window.parley` into every page before its scripts run: answers requests from a table, records them, and emits
 * what a test says. An answer under `<route> <attachment id>` is for requests about that attachment only. It takes the place of
 * one that was there before.
 */
export async function installBridge(
  page: Page,
  start: { view: AppView; settings: Settings; platform?: string; answers?: Record<string, unknown> },
): Promise<void> {
  await bridges.get(page)?.dispose()
  const bridge = await page.addInitScript((given) => {
    const listeners = new Map<string, Set<(payload: unknown) => void>>()
    const main: FakeMain = {
      calls: [],
      answers: {
        'view.get': { ok: true, data: given.view },
        'settings.get': { ok: true, data: given.settings },
        'attachment.describe': {
          ok: true,
          data: {
            contentType: 'application/octet-stream',
            size: null,
            width: null,
            height: null,
            isTooLarge: false,
            canOpen: false,
          },
        },
        'attachment.save': { ok: true, data: { saved: true } },
        'hotkey.command': { ok: true, data: { command: '/opt/Parley/parley' } },
        'media.usage': { ok: true, data: { bytes: 48_213_000, files: 12 } },
        ...given.answers,
      },
      emit: (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload)),
    }
    Object.assign(globalThis, {
      main,
      parley: {
        platform: given.platform ?? 'linux',
        pathForFile: (file: File) => `/home/me/${file.name}`,
        invoke: (route: string, input: unknown) => {
          main.calls.push({ route, input })
          const { attachmentId = '' } = (input ?? {}) as { attachmentId?: string }
          const own = main.answers[`${route} ${attachmentId}`]
          return Promise.resolve(own ?? main.answers[route] ?? { ok: true, data: undefined })
        },
        on: (event: string, listener: (payload: unknown) => void) => {
          const known = listeners.get(event) ?? new Set()
          listeners.set(event, known.add(listener))
          return () => known.delete(listener)
        },
      },
    })
  }, start)
  bridges.set(page, bridge)
}

/** Sends an event to the page, as main would. */
export function emit(page: Page, event: string, payload: unknown): Promise<void> {
  return page.evaluate(
    ([name, value]) => {
      ;(globalThis as PageWindow).main.emit(name, value)
    },
    [event, payload] as const,
  )
}

/** Requests of one route so far. */
export function callsOf(page: Page, route: string): Promise<unknown[]> {
  return page.evaluate(
    (wanted) =>
      (globalThis as PageWindow).main.calls.filter((call) => call.route === wanted).map((call) => call.input),
    route,
  )
}

/** Changes what a route answers from now on. */
export function answer(page: Page, route: string, value: unknown): Promise<void> {
  return page.evaluate(
    ([name, given]) => {
      ;(globalThis as PageWindow).main.answers[name] = given
    },
    [route, value] as const,
  )
}
