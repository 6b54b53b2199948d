/*
 * Draws all icons from one mark: `node scripts/icons.ts`. What it writes to resources/icons is committed, because a build
 * must not need a browser. Needs Chromium (PARLEY_CHROMIUM, or /usr/bin/chromium) to turn SVG into PNG.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { mark, PALETTES, svg, TRAY_ICONS, trayIcon } from './lib/tray-icons.ts'
import type { TrayIcon } from './lib/tray-icons.ts'

const FOLDER = join(import.meta.dirname, '..', 'resources', 'icons')

const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
/** Heights of a tray icon in pixels at the display's normal density, and the densities that each is drawn for. */
const TRAY_SIZES = {
  /** Windows, at its usual scalings. */
  16: [1, 1.25, 1.5, 2],
  /** Linux panels, which scale what they get. */
  22: [1, 2],
} as const
/** Fixed by macOS, in points. */
const TEMPLATE_SIZE = 16

/** The app's icon: the mark on deep pine, which stands on light and dark desktops alike. */
function appSvg(): string {
  return svg(
    '<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#1a423c"/><stop offset="1" stop-color="#0c2522"/>' +
      '</linearGradient></defs><rect width="32" height="32" rx="7.4" fill="url(#g)"/>' +
      `<g transform="translate(16 16) scale(.72) translate(-16 -16)">${mark('fill="#6fdccb"', 'fill="#ff7d67"')}</g>`,
  )
}

async function draw(page: Page, content: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${content}`,
  )
  return page.screenshot({ omitBackground: true })
}

/** An ICO file of PNG images (allowed since Windows Vista). */
function ico(images: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of images.entries()) {
    const entry = 6 + 16 * index
    // 0 stands for 256.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)])
}

async function write(path: string, content: string | Buffer): Promise<void> {
  const target = join(FOLDER, path)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, content)
}

async function drawApp(page: Page): Promise<void> {
  const source = appSvg()
  await write('app/parley.svg', source)
  const images: { size: number; png: Buffer }[] = []
  for (const size of APP_SIZES) {
    const png = await draw(page, source, size)
    await write(`app/${size}.png`, png)
    if (size <= 256) images.push({ size, png })
  }
  await write('app/parley.ico', ico(images))
}

async function drawTray(page: Page, icon: TrayIcon): Promise<void> {
  for (const panel of ['light', 'dark', 'any'] as const) {
    const source = trayIcon(icon, PALETTES[panel])
    for (const [size, densities] of Object.entries(TRAY_SIZES)) {
      for (const density of densities) {
        const png = await draw(page, source, Number(size) * density)
        await write(`tray/${icon}-${panel}-${size}${density === 1 ? '' : `@${density}x`}.png`, png)
      }
    }
  }
  const template = trayIcon(icon, PALETTES.template)
  await write(`tray/${icon}Template.png`, await draw(page, template, TEMPLATE_SIZE))
  await write(`tray/${icon}Template@2x.png`, await draw(page, template, TEMPLATE_SIZE * 2))
}

/** A picture of all tray icons on each kind of panel, for the README. */
async function drawOverview(page: Page): Promise<void> {
  const panels = [
    { palette: PALETTES.light, back: '#f1f0ee', ink: '#2b2f31' },
    { palette: PALETTES.dark, back: '#202124', ink: '#e6e8e8' },
    { palette: PALETTES.template, back: '#ffffff', ink: '#2b2f31' },
  ]
  const names: Readonly<Record<TrayIcon, string>> = {
    idle: 'Ready',
    listening: 'Listening',
    'hands-free': 'Hands-free',
    thinking: 'Thinking',
    speaking: 'Speaking',
    muted: 'Muted',
    offline: 'Offline',
    failed: 'Needs you',
  }
  const rows = panels.map(({ palette, back, ink }, row) => {
    const cells = TRAY_ICONS.map(
      (icon) =>
        // Each picture in a document of its own: the masks in them share a name.
        `<td><img width="22" height="22" src="${dataUrl(trayIcon(icon, palette))}"><img width="44" height="44" src="${dataUrl(trayIcon(icon, palette))}">${row === 1 ? `<p>${names[icon]}</p>` : ''}</td>`,
    )
    return `<tr style="background:${back};color:${ink}">${cells.join('')}</tr>`
  })
  await page.setViewportSize({ width: 880, height: 300 })
  await page.setContent(
    `<style>body{margin:0;width:880px}table{border-collapse:collapse;width:100%;table-layout:fixed}td{padding:18px 4px;text-align:center;font:12px system-ui,sans-serif}td img{vertical-align:middle;margin:0 6px}p{margin:10px 0 0}</style><table>${rows.join('')}</table>`,
  )
  const target = join(FOLDER, '..', 'screenshots', 'tray.png')
  await writeFile(target, await page.locator('table').screenshot())
}

function dataUrl(source: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(source).toString('base64')}`
}

// The old ones go first, so that none stays behind that no code asks for.
await rm(join(FOLDER, 'tray'), { recursive: true, force: true })
const browser = await chromium.launch({
  executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
})
try {
  const page = await browser.newPage()
  await drawApp(page)
  for (const icon of TRAY_ICONS) await drawTray(page, icon)
  await drawOverview(page)
} finally {
  await browser.close()
}
