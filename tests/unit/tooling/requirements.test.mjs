import { describe, expect, it } from 'vitest'
import {
  installCommand,
  missingMessage,
  neededToInstall,
  neededToRun,
  packagesFor,
  systemOf,
} from '../../../scripts/lib/requirements.mjs'

const DESKTOP = {
  platform: /** @type {const} */ ('linux'),
  display: true,
  electron: true,
  secretService: true,
}
const APP = { app: true, desktop: true }
const user = { root: false }

describe('which family of packages a system has', () => {
  it.each([
    ['Debian', 'linux', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'debian'],
    ['Ubuntu', 'linux', 'ID=ubuntu\nID_LIKE=debian\n', 'debian'],
    ['Linux Mint', 'linux', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['Fedora', 'linux', 'NAME="Fedora Linux"\nID=fedora\nVERSION_ID=44\n', 'fedora'],
    ['Rocky', 'linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['Manjaro', 'linux', 'ID=manjaro\nID_LIKE=arch\n', 'arch'],
    ['a system like none of them', 'linux', 'ID=nixos\nBUILD_ID=debian\n', 'unknown'],
    ['macOS', 'darwin', '', 'macos'],
    ['Windows', 'win32', '', 'windows'],
  ])('%s', (_, platform, osRelease, system) => {
    expect(systemOf(/** @type {NodeJS.Platform} */ (platform), osRelease)).toBe(system)
  })
})

describe('what npm needs before it installs', () => {
  it('is a compiler on Linux, until keytar is there', () => {
    expect(neededToInstall({ platform: 'linux', keytar: false })).toEqual(['compiler', 'libsecretHeaders'])
    expect(neededToInstall({ platform: 'linux', keytar: true })).toEqual([])
    expect(neededToInstall({ platform: 'darwin', keytar: false })).toEqual([])
  })
})

describe('what a task needs to run', () => {
  it('is little on a desktop that has Electron', () => {
    expect(neededToRun(APP, false, DESKTOP)).toEqual({ required: ['libsecret'], helpful: [] })
    expect(neededToRun(APP, false, { ...DESKTOP, platform: 'darwin' })).toEqual({ required: [], helpful: [] })
  })

  it('is Chromium where Electron is not, on every system', () => {
    for (const platform of /** @type {const} */ (['linux', 'darwin', 'win32'])) {
      expect(neededToRun(APP, false, { ...DESKTOP, platform, electron: false }).required).toContain(
        'chromium',
      )
    }
  })

  it('is no Chromium for a task without the app', () => {
    const { required } = neededToRun({ app: false, desktop: false }, false, { ...DESKTOP, electron: false })
    expect(required).toEqual(['libsecret'])
  })

  it('is a display, a key ring and a finger of our own where there is no display', () => {
    expect(neededToRun(APP, false, { ...DESKTOP, display: false })).toEqual({
      required: ['libsecret', 'xvfb', 'dbus', 'keyring', 'xdotool'],
      helpful: [],
    })
  })

  it('is a key ring, but not at any price, on a desktop that has none', () => {
    expect(neededToRun(APP, false, { ...DESKTOP, secretService: false })).toEqual({
      required: ['libsecret'],
      helpful: ['keyring'],
    })
  })

  it('is a desktop of their own and the tools of the tests for tests, display or not', () => {
    for (const display of [true, false]) {
      const { required } = neededToRun(APP, true, { ...DESKTOP, display })
      expect(required).toEqual(
        expect.arrayContaining(['xvfb', 'dbus', 'keyring', 'xdotool', 'espeak', 'sox']),
      )
    }
  })

  it('is none of that for tests that have no desktop', () => {
    expect(neededToRun({ app: false, desktop: false }, true, DESKTOP).required).toEqual(['libsecret'])
  })
})

describe('how to install', () => {
  it('names each package once', () => {
    expect(packagesFor('arch', ['libsecret', 'libsecretHeaders'])).toEqual(['libsecret'])
  })

  it.each([
    ['debian', 'sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium xvfb'],
    ['fedora', 'sudo dnf install chromium xorg-x11-server-Xvfb'],
    ['arch', 'sudo pacman -S --needed chromium xorg-server-xvfb'],
    ['macos', 'brew install --cask chromium'],
    ['windows', 'winget install Google.Chrome'],
    ['unknown', null],
  ])('on %s', (system, command) => {
    const ids = /** @type {const} */ (['chromium', 'xvfb'])
    expect(
      installCommand(
        /** @type {import('../../../scripts/lib/requirements.mjs').System} */ (system),
        ids,
        user,
      ),
    ).toBe(command)
  })

  it('needs no sudo as root, and on macOS has its own way to a compiler', () => {
    expect(installCommand('debian', ['xvfb'], { root: true })).not.toContain('sudo')
    expect(installCommand('macos', ['compiler'], user)).toBe('xcode-select --install')
  })

  it('says what is missing, what for, and the command', () => {
    const message = missingMessage('fedora', ['xvfb'], user)
    expect(message).toContain('xorg-x11-server-Xvfb: as a display where there is none')
    expect(message).toContain('\n  sudo dnf install xorg-x11-server-Xvfb\n')
    expect(message).not.toContain('--sudo')
    expect(missingMessage('debian', ['xvfb'], user)).toContain('--sudo')
    expect(missingMessage('unknown', ['xvfb'], user)).toContain('xvfb: as a display')
  })
})
