/*
 * Draws all icons from one mark: `node scripts/icons.ts`. What it writes to resources/icons is committed, because a build
 * must not need a browser. Needs Chromium (PARLEY_CHROMIUM, or /usr/bin/chromium) to turn SVG into PNG.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { MARK_PATH, MARK_TURN } from '../src/renderer/ui/components/mark.ts'

const FOLDER = join(import.meta.dirname, '..', 'resources', 'icons')

const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
/** In the tray: 16 on Windows and macOS, 22 and 32 on Linux panels; each again for displays of twice the density. */
const TRAY_SIZES = [16, 22, 32]
/** What is loaded where no size is named: Linux panels scale it, and 22 is their usual height. */
const DEFAULT_TRAY_SIZE = 22
/** Fixed by macOS, in points. */
const TEMPLATE_SIZE = 16

type TrayState = 'idle' | 'listening' | 'thinking' | 'speaking' | 'offline' | 'failed'

interface Palette {
  readonly pine: string
  readonly coral: string
  readonly amber: string
  readonly red: string
  readonly grey: string
}

/** Colours of the tray icons: for light panels, for dark ones, and the middle way where the panel's colour is unknown. */
const PALETTES = {
  light: { pine: '#0b6b5f', coral: '#d14431', amber: '#b36f00', red: '#b0261c', grey: '#5d686d' },
  dark: { pine: '#63d2c0', coral: '#ff8b78', amber: '#f1ba52', red: '#ff6f61', grey: '#a5afb3' },
  any: { pine: '#1fa08e', coral: '#ea5f4a', amber: '#d89a1e', red: '#e0483a', grey: '#87929a' },
  /** macOS takes the shape alone and colours it. */
  template: { pine: '#000', coral: '#000', amber: '#000', red: '#000', grey: '#000' },
} as const satisfies Record<string, Palette>

/** The two halves: the first is the assistant's, the second is yours. */
function mark(assistant: string, you: string): string {
  return `<path d="${MARK_PATH}" ${assistant}/><path d="${MARK_PATH}" transform="${MARK_TURN}" ${you}/>`
}

function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${content}</svg>\n`
}

const FAINT = 0.32

/** Whoever speaks is bright; what is wrong has a sign of its own, so that no state is told by colour alone. */
function traySvg(state: TrayState, { pine, coral, amber, red, grey }: Palette): string {
  const solid = (colour: string) => `fill="${colour}"`
  const faint = (colour: string) => `fill="${colour}" opacity="${FAINT}"`
  const ring = (colour: string) => `fill="none" stroke="${colour}" stroke-width="2.2"`
  switch (state) {
    case 'idle':
      return svg(mark(solid(pine), solid(coral)))
    case 'listening':
      return svg(mark(ring(coral), solid(coral)))
    case 'speaking':
      return svg(mark(solid(pine), ring(pine)))
    case 'thinking':
      return svg(
        mark(faint(grey), faint(grey)) +
          [7, 16, 25].map((x) => `<circle cx="${x}" cy="16" r="3.4" ${solid(amber)}/>`).join(''),
      )
    case 'offline':
      return svg(
        mark(faint(grey), faint(grey)) +
          `<path d="M4 28 28 4" stroke="${grey}" stroke-width="3" stroke-linecap="round"/>`,
      )
    case 'failed':
      return svg(
        mark(faint(grey), faint(grey)) +
          `<path d="M16 6v12" stroke="${red}" stroke-width="4.4" stroke-linecap="round"/>` +
          `<circle cx="16" cy="25.4" r="2.7" ${solid(red)}/>`,
      )
  }
}

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

async function drawTray(page: Page, state: TrayState): Promise<void> {
  for (const panel of ['light', 'dark'] as const) {
    const source = traySvg(state, PALETTES[panel])
    await write(`tray/svg/${state}-${panel}.svg`, source)
    for (const size of TRAY_SIZES) {
      await write(`tray/${state}-${panel}-${size}.png`, await draw(page, source, size))
      await write(`tray/${state}-${panel}-${size}@2x.png`, await draw(page, source, size * 2))
    }
  }
  const any = traySvg(state, PALETTES.any)
  await write(`tray/${state}.png`, await draw(page, any, DEFAULT_TRAY_SIZE))
  await write(`tray/${state}@2x.png`, await draw(page, any, DEFAULT_TRAY_SIZE * 2))
  const template = traySvg(state, PALETTES.template)
  await write(`tray/${state}Template.png`, await draw(page, template, TEMPLATE_SIZE))
  await write(`tray/${state}Template@2x.png`, await draw(page, template, TEMPLATE_SIZE * 2))
}

const browser = await chromium.launch({
  executablePath: process.env.PARLEY_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
})
try {
  const page = await browser.newPage()
  await drawApp(page)
  for (const state of ['idle', 'listening', 'thinking', 'speaking', 'offline', 'failed'] as const) {
    await drawTray(page, state)
  }
} finally {
  await browser.close()
}
