import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Stage } from './harness.ts'
import type { App } from './harness.ts'

let stage: Stage
let app: App

beforeAll(async () => {
  stage = await Stage.open()
  app = await stage.start()
})
afterAll(() => stage.stop())

describe('what the page sees of the preload', () => {
  it('is there before the first script of the page, and is the only trace', async () => {
    expect(await app.page('return atStart')).toEqual({ fixture: 'object', names: [] })
    expect(
      await app.page('return [typeof preloadOnly, typeof require, typeof module, typeof process]'),
    ).toEqual(Array(4).fill('undefined'))
  })

  it('is a frozen copy without prototypes', async () => {
    const seen = await app.page(`
      const { nested, dog } = fixture
      const all = [fixture, nested, nested.list, nested.list[1], fixture.add].every(Object.isFrozen)
      const own = Object.getOwnPropertyDescriptor(window, 'fixture')
      return { all, writable: own.writable, configurable: own.configurable, list: nested.list, year: nested.when.getFullYear(),
        isDate: nested.when instanceof Date, missing: 'missing' in nested && nested.missing === undefined,
        dog: Object.keys(dog), bark: typeof dog.bark, proto: Object.getPrototypeOf(dog) === Object.prototype }`)
    expect(seen).toEqual({
      all: true,
      writable: false,
      configurable: false,
      list: [1, { deep: true }],
      year: 1970,
      isDate: true,
      missing: true,
      dog: ['name'],
      bark: 'undefined',
      proto: true,
    })
  })

  it('keeps cycles', async () => {
    expect(await app.page('return fixture.cyclic.self === fixture.cyclic && fixture.cyclic.name')).toBe(
      'ring',
    )
  })

  it('can be exposed once only', async () => {
    const message = 'Cannot bind an API on top of an existing property on the window object'
    expect(await app.page("try { fixture.expose('fixture') } catch (e) { return e.message }")).toBe(message)
    expect(await app.page("fixture.expose('fresh'); return window.fresh")).toBe(1)
  })
})

describe('calls across the worlds', () => {
  it('return at once', async () => {
    expect(await app.page('return fixture.add(19, 23)')).toBe(42)
  })

  it('copy arguments and results', async () => {
    expect(
      await app.page(`const sent = { list: [1] }; const back = fixture.identity(sent)
        back.list.push(2); return [back !== sent, sent.list.length, Object.isFrozen(back)]`),
    ).toEqual([true, 1, false])
    expect(await app.page('return fixture.describe({})')).toBe('[object Object]true')
  })

  it('copy what structured clone copies', async () => {
    expect(
      await app.page(`const { identity } = fixture
        const bytes = identity(new Uint8Array([1, 2, 3]))
        const map = identity(new Map([['k', new Set([1])]]))
        return [bytes instanceof Uint8Array && bytes.join(), map.get('k').has(1), identity(10n) === 10n, identity(undefined) === undefined,
          Object.is(identity(-0), -0), identity(/x/g).flags, await identity(new Blob(['text'])).text(), identity(null)]`),
    ).toEqual(['1,2,3', true, true, true, true, 'g', 'text', null])
  })

  it('call functions of the page, with results and errors', async () => {
    expect(await app.page('return fixture.callBack((a, b) => a * b, 6, 7)')).toBe(42)
    expect(
      await app.page(
        "try { fixture.callBack(() => { throw new Error('mine') }) } catch (e) { return e.message }",
      ),
    ).toBe('mine')
    expect(await app.page('return await fixture.laterCall(async () => "async")')).toBe('async!')
  })

  it('nest to and fro', async () => {
    expect(
      await app.page(
        `const down = (n) => (n === 0 ? 'bottom' : fixture.callBack(down, n - 1)); return down(20)`,
      ),
    ).toBe('bottom')
  })

  it('bridge promises', async () => {
    expect(
      await app.page('const p = fixture.later({ a: [1] }); return [p instanceof Promise, await p]'),
    ).toEqual([true, { a: [1] }])
    expect(
      await app.page(
        'return fixture.failLater().catch((e) => [e instanceof Error, e.message, e.code ?? null])',
      ),
    ).toEqual([true, 'broken later', null])
  })

  it('keep the message of an error and drop the rest', async () => {
    expect(
      await app.page(
        'try { fixture.fail() } catch (e) { return [e.constructor === Error, e.message, e.code ?? null] }',
      ),
    ).toEqual([true, 'broken', null])
    expect(await app.page('try { fixture.throwString() } catch (e) { return e.message }')).toContain(
      'exception occurred',
    )
  })

  it('refuse what cannot cross', async () => {
    expect(await app.page('try { fixture.symbol() } catch (e) { return e.message }')).toContain('symbols')
    expect(
      await app.page('try { fixture.identity(new WeakMap()) } catch (e) { return e.message }'),
    ).toContain('could not be cloned')
    expect(
      await app.page(`let deep = {}; for (let n = 0; n < 1100; n++) deep = { deep }
        try { fixture.identity(deep) } catch (e) { return e.message }`),
    ).toContain('recursion depth exceeded')
  })

  it('pass DOM elements themselves', async () => {
    expect(await app.page('return fixture.tagName(document.body)')).toBe('BODYtrue')
    expect(await app.page('return fixture.body() === document.body')).toBe(true)
  })
})

describe('the channel', () => {
  it('cannot be found by a page that watches everything', async () => {
    const spied = await app.page<string[]>(`fixture.add(1, 1); fixture.tagName(document.body)
      await fixture.later(1); await fixture.invoke('nothing').catch(() => {}); document.body.click(); return spied`)
    // The spy does work: it saw what the page itself added.
    expect(spied).toContain('message')
    expect(spied.filter((name) => /[0-9a-f]{32}|reply|call|settle|expose/.test(name))).toEqual([])
  })
})

describe('the preload itself', () => {
  it('runs sandboxed, at the start of the document', async () => {
    expect(await app.page('return fixture.environment()')).toMatchObject({
      type: 'renderer',
      sandboxed: true,
      platform: process.platform,
      argv: expect.arrayContaining(['--fixture=1']),
    })
  })

  it.each([
    ['requireFs', 'module not found: fs'],
    ['missingApi', 'ipcRenderer.sendSync is not implemented'],
    ['noImages', 'nativeImage is not implemented'],
  ])('throws by name: %s', async (method, message) => {
    expect(await app.page(`try { fixture.${method}() } catch (e) { return e.message }`)).toContain(message)
  })

  it('does not run in frames inside the page', async () => {
    expect(
      await app.page(`const frame = document.createElement('iframe'); document.body.append(frame)
        return typeof frame.contentWindow.fixture`),
    ).toBe('undefined')
  })
})
