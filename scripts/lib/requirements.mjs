/**
 * What Parley needs from the operating system, by the names that each system's packages have. Nothing here looks at the
 * machine: what is there is passed in.
 *
 * @typedef {'debian' | 'fedora' | 'arch' | 'macos' | 'windows' | 'unknown'} System
 *
 * @typedef {object} Requirement
 * @property {string} why For the person who is asked to install it.
 * @property {Partial<Record<System, readonly string[]>>} packages
 *
 * @typedef {keyof typeof REQUIREMENTS} RequirementId
 *
 * What the machine has, as far as the list depends on it.
 * @typedef {object} Facts
 * @property {NodeJS.Platform} platform
 * @property {boolean} display
 * @property {boolean} electron Is Electron's own binary here?
 * @property {boolean} keytar Is keytar's native part built?
 * @property {boolean} secretService Does the session have a Secret Service?
 */

export const REQUIREMENTS = /** @satisfies {Record<string, Requirement>} */ ({
  compiler: {
    why: 'to compile keytar, which reads and writes the system key ring',
    packages: {
      debian: ['build-essential', 'python3', 'pkg-config'],
      fedora: ['gcc-c++', 'make', 'python3', 'pkgconf-pkg-config'],
      arch: ['base-devel', 'python'],
      windows: ['Microsoft.VisualStudio.2022.BuildTools', 'Python.Python.3.13'],
    },
  },
  libsecretHeaders: {
    why: 'to compile keytar',
    packages: { debian: ['libsecret-1-dev'], fedora: ['libsecret-devel'], arch: ['libsecret'] },
  },
  libsecret: {
    why: 'for the system key ring',
    packages: { debian: ['libsecret-1-0'], fedora: ['libsecret'], arch: ['libsecret'] },
  },
  chromium: {
    why: 'to run Parley, because Electron’s own binary is not here',
    packages: {
      debian: ['chromium'],
      fedora: ['chromium'],
      arch: ['chromium'],
      macos: ['chromium'],
      windows: ['Google.Chrome'],
    },
  },
  xvfb: {
    why: 'as a display where there is none',
    packages: { debian: ['xvfb'], fedora: ['xorg-x11-server-Xvfb'], arch: ['xorg-server-xvfb'] },
  },
  dbus: {
    why: 'for a session bus of the key ring',
    packages: { debian: ['dbus'], fedora: ['dbus-daemon'], arch: ['dbus'] },
  },
  keyring: {
    why: 'as a Secret Service that keeps API keys',
    packages: { debian: ['gnome-keyring'], fedora: ['gnome-keyring'], arch: ['gnome-keyring'] },
  },
  xdotool: {
    why: 'to press keys in tests',
    packages: { debian: ['xdotool'], fedora: ['xdotool'], arch: ['xdotool'] },
  },
  espeak: {
    why: 'to speak in tests',
    packages: { debian: ['espeak-ng'], fedora: ['espeak-ng'], arch: ['espeak-ng'] },
  },
  sox: {
    why: 'to read recordings in tests',
    packages: { debian: ['sox', 'libsox-fmt-mp3'], fedora: ['sox'], arch: ['sox', 'libmad', 'lame'] },
  },
  imagemagick: {
    why: 'to look at pictures in tests',
    packages: { debian: ['imagemagick'], fedora: ['ImageMagick'], arch: ['imagemagick'] },
  },
  pulseaudio: {
    why: 'for sound devices of the tests’ own',
    packages: {
      debian: ['pulseaudio', 'pulseaudio-utils'],
      fedora: ['pulseaudio', 'pulseaudio-utils'],
      arch: ['pulseaudio'],
    },
  },
  recordings: {
    why: 'as recordings of people for the tests',
    packages: { debian: ['pocketsphinx-testdata'] },
  },
  cjkFonts: {
    why: 'to show Chinese and Japanese',
    packages: {
      debian: ['fonts-noto-cjk'],
      fedora: ['google-noto-sans-cjk-fonts'],
      arch: ['noto-fonts-cjk'],
    },
  },
})

/** @type {readonly RequirementId[]} */
const DESKTOP_OF_OUR_OWN = ['xvfb', 'dbus', 'keyring', 'xdotool']

/** @type {readonly RequirementId[]} */
const FOR_TESTS = ['espeak', 'sox', 'imagemagick', 'pulseaudio', 'recordings', 'cjkFonts']

/**
 * What `npm ci` needs. keytar's prebuilt binary comes from a download that locked-down networks do not have, and whether
 * it will come is known only by trying; so on Linux the compiler is had first. Elsewhere it is asked for when `npm ci` failed.
 * @param {Pick<Facts, 'platform' | 'keytar'>} facts
 * @returns {RequirementId[]}
 */
export function neededToInstall({ platform, keytar }) {
  return platform === 'linux' && !keytar ? ['compiler', 'libsecretHeaders'] : []
}

/**
 * What a task needs to run: `required` stops it when missing, `helpful` does not.
 * @param {{ app: boolean, desktop: boolean }} needs
 * @param {boolean} testing
 * @param {Omit<Facts, 'keytar'>} facts
 * @returns {{ required: RequirementId[], helpful: RequirementId[] }}
 */
export function neededToRun(needs, testing, { platform, display, electron, secretService }) {
  /** @type {RequirementId[]} */
  const required = needs.app && !electron ? ['chromium'] : []
  if (platform !== 'linux') return { required, helpful: [] }
  required.push('libsecret')
  if (needs.desktop && testing) required.push(...DESKTOP_OF_OUR_OWN, ...FOR_TESTS)
  else if (needs.desktop && !display) required.push(...DESKTOP_OF_OUR_OWN)
  // On somebody's desktop, Parley works without a key ring, with keys that last as long as it runs.
  return { required, helpful: needs.desktop && !testing && display && !secretService ? ['keyring'] : [] }
}

/**
 * Which family of packages a system has, from `process.platform` and the text of `/etc/os-release`.
 * @param {NodeJS.Platform} platform
 * @param {string} osRelease
 * @returns {System}
 */
export function systemOf(platform, osRelease) {
  if (platform === 'darwin') return 'macos'
  if (platform === 'win32') return 'windows'
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  )
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) return 'debian'
  if (ids.some((id) => id === 'fedora' || id === 'rhel')) return 'fedora'
  return ids.includes('arch') ? 'arch' : 'unknown'
}

/**
 * Names of the packages to install, each once.
 * @param {System} system
 * @param {readonly RequirementId[]} ids
 */
export function packagesFor(system, ids) {
  return [...new Set(ids.flatMap((id) => packagesOf(id)[system] ?? []))]
}

/**
 * @param {RequirementId} id
 * @returns {Requirement['packages']}
 */
const packagesOf = (id) => REQUIREMENTS[id].packages

/**
 * The command line that installs what is missing, or null when this system has no packages for it.
 * @param {System} system
 * @param {readonly RequirementId[]} ids
 * @param {{ root: boolean }} user
 */
export function installCommand(system, ids, { root }) {
  if (system === 'macos' && ids.includes('compiler')) return 'xcode-select --install'
  const names = packagesFor(system, ids).join(' ')
  if (names === '') return null
  const sudo = root ? '' : 'sudo '
  switch (system) {
    case 'debian':
      return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`
    case 'fedora':
      return `${sudo}dnf install ${names}`
    case 'arch':
      return `${sudo}pacman -S --needed ${names}`
    case 'macos':
      return `brew install --cask ${names}`
    case 'windows':
      return names
        .split(' ')
        .map((name) => `winget install ${name}`)
        .join(' ; ')
    default:
      return null
  }
}

/**
 * Says what is missing and how to get it.
 * @param {System} system
 * @param {readonly RequirementId[]} missing
 * @param {{ root: boolean }} user
 */
export function missingMessage(system, missing, user) {
  const known = installCommand(system, missing, user)
  const lines = missing.map((id) => {
    const names = packagesOf(id)[system === 'unknown' ? 'debian' : system] ?? [id]
    return `  ${names.join(', ')}: ${REQUIREMENTS[id].why}`
  })
  return [
    'This needs packages of the system that are not installed:',
    ...lines,
    known === null
      ? 'Install them with your system’s package manager (the names are Debian’s), and run this again.'
      : `Install them with:\n\n  ${known}\n\nand run this again.${system === 'debian' && !user.root ? ' Or add --sudo, and it is done for you.' : ''}`,
  ].join('\n')
}
