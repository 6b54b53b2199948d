import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, SetupFailure } from './failure.mjs'
import { onPath, ROOT } from './paths.mjs'
import { fileIn, withFoldersIn } from './find-file.mjs'
import { installCommand, missingMessage, packagesFor, systemOf } from './requirements.mjs'
import { runCommand, tail } from './run-command.mjs'

/** @typedef {import('./requirements.mjs').RequirementId} RequirementId */
/** @typedef {import('./report.mjs').Report} Report */

/** keytar's native part, wherever its install script got it from. */
export const KEYTAR_BINARY = join(ROOT, 'node_modules', 'keytar', 'build', 'Release', 'keytar.node')

export const isRoot = process.getuid?.() === 0

/** Can windows be shown? On Linux: is there an X11 or Wayland session? */
export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])

/** @returns {import('./requirements.mjs').System} */
function currentSystem() {
  const file = '/etc/os-release'
  return systemOf(process.platform, existsSync(file) ? readFileSync(file, 'utf8') : '')
}

/** Is a Secret Service on the session's bus, or started when first asked for? */
export async function hasSecretService() {
  const bus =
    process.env['DBUS_SESSION_BUS_ADDRESS'] ?? join(process.env['XDG_RUNTIME_DIR'] ?? '/nowhere', 'bus')
  if (!bus.includes('=') && !existsSync(bus)) return false
  for (const method of ['ListNames', 'ListActivatableNames']) {
    const args = [
      '--session',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/',
      `org.freedesktop.DBus.${method}`,
    ]
    const { output } = await runCommand('dbus-send', args, { signal: AbortSignal.timeout(2000) }).catch(
      (error) => ({
        output: messageOf(error),
      }),
    )
    if (output.includes('"org.freedesktop.secrets"')) return true
  }
  return false
}

/** Folders of shared libraries, with their one level of `x86_64-linux-gnu` and the like. */
const libraryFolders = () => withFoldersIn(['/usr/lib', '/usr/lib64', '/lib', '/usr/local/lib'], /-linux-/)

const onLinux = () => process.platform === 'linux'

/** Visual Studio is not on PATH; whether it is there, node-gyp finds out by its own means. */
const onWindows = () => process.platform === 'win32'

/** @param {...string} names */
const commands = (...names) => names.every(onPath)

/**
 * How to see that something is there. By what it does and not by its package: somebody's Chrome is as good as ours.
 * @type {Record<Exclude<RequirementId, 'chromium'>, () => boolean>}
 */
const PRESENT = {
  compiler: () => onWindows() || commands('g++', 'make', 'python3', ...(onLinux() ? ['pkg-config'] : [])),
  libsecretHeaders: () => !onLinux() || existsSync('/usr/include/libsecret-1/libsecret/secret.h'),
  libsecret: () => fileIn(/^libsecret-1\.so\.0$/, libraryFolders()),
  xvfb: () => commands('Xvfb'),
  dbus: () => commands('dbus-daemon', 'dbus-send'),
  keyring: () => commands('gnome-keyring-daemon'),
  xdotool: () => commands('xdotool'),
  espeak: () => commands('espeak-ng'),
  sox: () =>
    commands('sox') &&
    (currentSystem() !== 'debian' ||
      fileIn(
        /^libsox_fmt_mp3\.so$/,
        libraryFolders().map((folder) => join(folder, 'sox')),
      )),
  imagemagick: () => commands('import') || commands('magick'),
  pulseaudio: () => commands('pulseaudio', 'pactl'),
  recordings: () => currentSystem() !== 'debian' || existsSync('/usr/share/pocketsphinx/test/data'),
  cjkFonts: () =>
    // Fedora has a folder for each family.
    fileIn(/CJK/i, ['/usr/share/fonts/opentype/noto', ...withFoldersIn(['/usr/share/fonts'], /cjk/i)]),
}

/**
 * What is missing of these and how to get it, or null.
 * @param {readonly Exclude<RequirementId, 'chromium'>[]} ids
 */
export function explainMissing(ids) {
  const missing = ids.filter((id) => !PRESENT[id]())
  return missing.length === 0 ? null : missingMessage(currentSystem(), missing, { root: isRoot })
}

/**
 * Sees to it that what a task needs of the system is there: installs it where that can be done without asking (root on
 * Debian and its kin, or `--sudo`), else says with which command to get it.
 * @param {object} wanted
 * @param {readonly RequirementId[]} wanted.required Rejects when one of these stays missing.
 * @param {readonly RequirementId[]} [wanted.helpful] Missing ones are only mentioned.
 * @param {() => boolean} [wanted.hasChromium] Known to who has the host's own search for it.
 * @param {{ sudo: boolean, report: Report }} options
 */
export async function ensureRequirements(
  { required, helpful = [], hasChromium = () => false },
  { sudo, report },
) {
  const system = currentSystem()
  const user = { root: isRoot }
  /** @param {RequirementId} id */
  const isMissing = (id) => !(id === 'chromium' ? hasChromium() : PRESENT[id]())
  const mayInstall = system === 'debian' && (isRoot || sudo)

  const missing = required.filter(isMissing)
  if (mayInstall) missing.push(...helpful.filter(isMissing))
  else {
    const wouldHelp = helpful.filter(isMissing)
    const command = installCommand(system, wouldHelp, user)
    if (wouldHelp.length > 0) {
      report.line(
        `There is no Secret Service here, so API keys are kept only while Parley runs${command ? ` (${command})` : ''}.`,
      )
    }
  }
  if (missing.length === 0) return
  if (!mayInstall) throw new SetupFailure(missingMessage(system, missing, user))

  const packages = packagesFor(system, missing)
  await report.stage(`Installing ${packages.join(' ')}`, async () => {
    await apt(['update'], sudo)
    await apt(['install', '-y', '--no-install-recommends', ...packages], sudo)
  })
  const stillMissing = missing.filter(isMissing)
  if (stillMissing.length > 0) {
    const hint = stillMissing.includes('chromium')
      ? '\nIf this system’s chromium cannot run here, set PARLEY_CHROMIUM to another Chromium or Chrome.'
      : ''
    throw new SetupFailure(
      `These packages were installed, but what they are for is still not found: ${packagesFor(system, stillMissing).join(', ')}.${hint}`,
    )
  }
}

/**
 * @param {readonly string[]} args
 * @param {boolean} sudo
 */
async function apt(args, sudo) {
  const asRoot = isRoot || !sudo ? [] : ['sudo']
  const [command = 'apt-get', ...rest] = [...asRoot, 'apt-get', ...args]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { code, output } = await runCommand(command, rest, { env, echo: asRoot.length > 0 }).catch(
    (error) => {
      throw new SetupFailure(`${command} could not be run: ${messageOf(error)}`)
    },
  )
  if (code !== 0) {
    throw new SetupFailure(
      `apt-get ${args.join(' ')} failed:\n${tail(output)}\nCheck the network and this system’s package sources.`,
    )
  }
}
