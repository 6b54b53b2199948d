import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../../../tools/electron-host/cli/arguments.ts'
import { chromiumArguments } from '../../../tools/electron-host/chromium/process.ts'
import { acceleratorId, parseAccelerator } from '../../../tools/electron-host/native/accelerator.ts'
import { decodePng, encodePng } from '../../../tools/electron-host/native/png.ts'
import { appOrigin, toAppUrl, toChromiumUrl } from '../../../tools/electron-host/net/scheme-urls.ts'
import { codec } from '../../../tools/electron-host/wire/node-codec.ts'

describe('the codec', () => {
  const overTheWire = (value: unknown): unknown =>
    codec.decode(JSON.parse(JSON.stringify(codec.encode(value))) as never)

  it('gives back what structured clone gives back', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withBoxedValues: true,
      maxDepth: 4,
    })
    fc.assert(
      fc.property(anything, (value) => {
        expect(overTheWire(value)).toEqual(structuredClone(value))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps references, also to views and their buffers', () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer
    const view = new Uint8Array(buffer, 1, 2)
    const ring: Record<string, unknown> = { view, same: view, buffer, list: [buffer] }
    ring['self'] = ring
    const back = overTheWire(ring) as typeof ring & { view: Uint8Array; list: unknown[] }
    expect(back['self']).toBe(back)
    expect(back['same']).toBe(back.view)
    expect([back.view.buffer, back.list[0]]).toEqual([back['buffer'], back['buffer']])
    expect(back.view.buffer).toBe(back['buffer'])
    expect([...back.view]).toEqual([2, 3])
  })

  it('does not take __proto__ for a prototype', () => {
    const back = overTheWire(JSON.parse('{"__proto__": {"polluted": true}}')) as object
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect(Object.keys(back)).toEqual(['__proto__'])
  })

  it.each([
    [() => {}],
    [Symbol('x')],
    [new WeakMap()],
    [Promise.resolve()],
    [{ deep: [() => {}] }],
    [new MessageChannel().port1],
  ])('refuses %s', (value) => {
    expect(() => codec.encode(value)).toThrow('An object could not be cloned.')
  })
})

describe('URLs of custom schemes', () => {
  it.each([
    ['parley://app/index.html?a=1#b', 'http://app.parley.electron-host.localhost/index.html?a=1#b'],
    ['parley://app', 'http://app.parley.electron-host.localhost/'],
    ['file:///tmp/x.html', 'file:///tmp/x.html'],
    ['https://example.com/', 'https://example.com/'],
    ['about:blank', 'about:blank'],
  ])('%s is %s', (app, chromium) => {
    expect(toChromiumUrl(app)).toBe(chromium)
    expect(toAppUrl(chromium)).toBe(app === 'parley://app' ? 'parley://app/' : app)
  })

  it('have an origin', () => {
    expect(['parley://app/x', 'https://a.b:1/x', 'data:,x'].map(appOrigin)).toEqual([
      'parley://app',
      'https://a.b:1',
      'null',
    ])
  })

  it('are not made of look-alikes', () => {
    expect(toAppUrl('http://electron-host.localhost/')).toBe('http://electron-host.localhost/')
    expect(toAppUrl('http://app.parley.electron-host.localhost.evil.example/')).toBe(
      'http://app.parley.electron-host.localhost.evil.example/',
    )
    expect(toAppUrl('https://app.parley.electron-host.localhost/')).toBe(
      'https://app.parley.electron-host.localhost/',
    )
  })
})

describe('accelerators', () => {
  it.each([
    ['CommandOrControl+Shift+a', 'linux', 'Ctrl+Shift+A'],
    ['CommandOrControl+Shift+a', 'darwin', 'Shift+Meta+A'],
    ['Alt+F12', 'linux', 'Alt+F12'],
    ['super+plus', 'linux', 'Meta+Plus'],
    ['Esc', 'linux', 'Escape'],
  ] as const)('%s on %s is %s', (text, platform, id) => {
    expect(acceleratorId(parseAccelerator(text, platform)!)).toBe(id)
  })

  it.each(['', 'Ctrl', 'Ctrl+', 'Ctrl+A+B', 'Hyper+A', 'Ctrl+F25'])('%j is none', (text) => {
    expect(parseAccelerator(text)).toBeNull()
  })
})

describe('the command line', () => {
  it('is split as Electron splits it', () => {
    const { switches, app, rest } = parseCommandLine([
      '--a',
      '--b=c=d',
      'dir',
      '--late=1',
      'file',
      '--',
      '--not',
    ])
    expect([...switches]).toEqual([
      ['a', ''],
      ['b', 'c=d'],
      ['late', '1'],
    ])
    expect([app, rest]).toEqual(['dir', ['--late=1', 'file', '--', '--not']])
  })

  it('joins the features that are switched off', () => {
    const args = chromiumArguments(new Map([['disable-features', 'Mine']]), '/profile')
    expect(args.filter((arg) => arg.startsWith('--disable-features='))).toEqual([
      expect.stringMatching(/HttpsUpgrades.*,Mine$/),
    ])
    expect(args).toContain('--autoplay-policy=no-user-gesture-required')
  })
})

describe('PNG', () => {
  it('survives being written and read', () => {
    const pixels = fc
      .integer({ min: 1, max: 9 })
      .chain((width) =>
        fc
          .integer({ min: 1, max: 9 })
          .chain((height) =>
            fc
              .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
              .map((data) => ({ width, height, data: Buffer.from(data) })),
          ),
      )
    fc.assert(
      fc.property(pixels, (bitmap) => {
        expect(decodePng(encodePng(bitmap))).toEqual(bitmap)
      }),
    )
  })
})
