import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { panelShade, statusText, trayIcon, trayIconFile } from '../../../../src/main/tray/tray-icon.ts'
import type { PanelFacts } from '../../../../src/main/tray/tray-icon.ts'
import { TRAY_ICONS } from '../../../../scripts/lib/tray-icons.ts'

const quiet = { voice: 'idle', connection: 'connected', muted: false, handsFree: false } as const

describe('the icon', () => {
  test('shows a running turn, whatever else is so', () => {
    const other = { connection: 'waiting', muted: true, handsFree: true } as const
    expect(trayIcon({ ...other, voice: 'listening' })).toBe('listening')
    expect(trayIcon({ ...other, voice: 'thinking' })).toBe('thinking')
    expect(trayIcon({ ...other, voice: 'speaking' })).toBe('speaking')
  })

  test('shows a lost connection when no turn runs', () => {
    expect(trayIcon(quiet)).toBe('idle')
    expect(trayIcon({ ...quiet, connection: 'connecting' })).toBe('idle')
    for (const connection of ['waiting', 'suspended', 'idle'] as const) {
      expect(trayIcon({ ...quiet, connection, handsFree: true })).toBe('offline')
    }
  })

  test('shows what needs the person', () => {
    expect(trayIcon({ ...quiet, connection: 'failed' })).toBe('failed')
    expect(trayIcon({ ...quiet, voice: 'failed' })).toBe('failed')
  })

  test('shows an open microphone before muted answers', () => {
    expect(trayIcon({ ...quiet, muted: true })).toBe('muted')
    expect(trayIcon({ ...quiet, muted: true, handsFree: true })).toBe('hands-free')
  })

  test('is put into words', () => {
    expect(statusText(quiet)).toBe('voice.idle')
    expect(statusText({ ...quiet, voice: 'interrupted' })).toBe('voice.interrupted')
    expect(statusText({ ...quiet, muted: true })).toBe('tray.muted')
    expect(statusText({ ...quiet, handsFree: true })).toBe('tray.handsFreeWaits')
    expect(statusText({ ...quiet, connection: 'failed' })).toBe('tray.offline')
    expect(statusText({ ...quiet, voice: 'failed' })).toBe('voice.failed')
    expect(statusText({ ...quiet, voice: 'speaking', isLeaving: true })).toBe('voice.leaving')
  })
})

const linux: PanelFacts = {
  platform: 'linux',
  desktop: 'KDE',
  theme: {
    themeSource: 'system',
    shouldUseDarkColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
  },
}
const dark = { ...linux.theme, shouldUseDarkColors: true }

describe('the shade of the panel', () => {
  test('is the desktop’s on Linux', () => {
    expect(panelShade(linux)).toBe('light')
    expect(panelShade({ ...linux, theme: dark })).toBe('dark')
  })

  test('is dark where the panel always is', () => {
    expect(panelShade({ ...linux, desktop: 'ubuntu:GNOME' })).toBe('dark')
    expect(panelShade({ ...linux, desktop: 'X-Cinnamon' })).toBe('dark')
  })

  test('is not known when only Parley’s own theme is', () => {
    expect(panelShade({ ...linux, theme: { ...dark, themeSource: 'dark' } })).toBe('any')
  })

  test('is the taskbar’s on Windows, not that of the windows', () => {
    const theme = { ...dark, themeSource: 'dark' } as const
    expect(panelShade({ ...linux, platform: 'win32', theme })).toBe('light')
    const taskbar = { ...linux.theme, shouldUseDarkColorsForSystemIntegratedUI: true }
    expect(panelShade({ ...linux, platform: 'win32', theme: taskbar })).toBe('dark')
  })
})

describe('the files of the icons', () => {
  const folder = join(import.meta.dirname, '../../../../resources/icons/tray')
  const desktops: PanelFacts[] = [
    linux,
    { ...linux, theme: dark },
    { ...linux, theme: { ...dark, themeSource: 'light' } },
    { ...linux, platform: 'win32' },
    { ...linux, platform: 'win32', theme: { ...dark, shouldUseDarkColorsForSystemIntegratedUI: true } },
    { ...linux, platform: 'darwin' },
  ]
  test.each(TRAY_ICONS)('%s is drawn for every panel, also for dense displays', (icon) => {
    for (const facts of desktops) {
      const file = trayIconFile(icon, facts)
      expect(existsSync(join(folder, file)), file).toBe(true)
      expect(existsSync(join(folder, file.replace('.png', '@2x.png'))), file).toBe(true)
    }
  })
})
