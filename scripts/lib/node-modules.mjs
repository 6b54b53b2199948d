import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { CACHE, PINNED_NODE, ROOT } from './paths.mjs'
import { head, runCommand, tail } from './run-command.mjs'
import { explainMissing, KEYTAR_BINARY } from './system.mjs'

/** Inside node_modules, so that whoever deletes that deletes the claim that it is complete. */
const STAMP = join('node_modules', '.parley-setup.json')

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * Does npm's record of what is installed (`node_modules/.package-lock.json`) hold all that the lock file asks for?
 * Optional packages may be missing: most are for other systems.
 * @param {Lock} lock
 * @param {Lock} installed
 */
export function holdsAll(lock, installed) {
  return Object.entries(lock.packages ?? {}).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed.packages?.[path]?.version === version,
  )
}

/**
 * Is `node_modules` what the lock file says? The stamp answers at once; without one (a plain `npm install` leaves none),
 * npm's own record does, and the answer is stamped.
 * @param {string} root
 */
export function packagesAreCurrent(root) {
  const lockText = read(join(root, 'package-lock.json'))
  const hash = createHash('sha256')
    .update(lockText ?? '')
    .digest('hex')
  if (lockText === null)
    throw new SetupFailure('package-lock.json is missing. Get it back with: git checkout package-lock.json')
  if (read(join(root, STAMP)) === stampText(hash)) return true
  const installedText = read(join(root, 'node_modules', '.package-lock.json'))
  if (installedText === null || !holdsAll(JSON.parse(lockText), JSON.parse(installedText))) return false
  writeFileSync(join(root, STAMP), stampText(hash))
  return true
}

/** @param {string} lockHash */
const stampText = (lockHash) => `${JSON.stringify({ lock: lockHash })}\n`

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** Did the packages' install scripts run? They bring the pinned Node and the native parts. */
export const nativePartsAreHere = () => existsSync(PINNED_NODE) && existsSync(KEYTAR_BINARY)

/**
 * Installs the packages of the lock file.
 * @param {import('./report.mjs').Report} report
 */
export async function installPackages(report) {
  if (process.platform === 'win32' && process.execPath.startsWith(join(ROOT, 'node_modules'))) {
    // npm runs scripts with the Node in node_modules; Windows cannot replace a program that runs.
    throw new SetupFailure('package-lock.json changed. Run this first:\n\n  npm ci\n')
  }
  mkdirSync(CACHE, { recursive: true })
  await report.stage('Installing npm packages', async () => {
    await npm(['ci'])
    // `ignore-scripts` in somebody's npm settings, or an npm that asks before it runs them.
    if (!nativePartsAreHere())
      await npm(['rebuild', '--ignore-scripts=false', 'node', 'keytar', 'uiohook-napi'])
  })
  if (!nativePartsAreHere()) {
    throw new SetupFailure(
      'npm installed the packages but did not run the install scripts of node, keytar and uiohook-napi (package.json allows\n' +
        'them under "allowScripts"). Run: npm rebuild --ignore-scripts=false node keytar uiohook-napi',
    )
  }
  packagesAreCurrent(ROOT)
}

/** @param {readonly string[]} args */
async function npm(args) {
  const { command, before } = npmCommand()
  const { code, output } = await runCommand(command, [...before, ...args], {
    cwd: ROOT,
    env: npmEnvironment(),
  })
  if (code === 0) return
  const log = join(CACHE, 'npm.log')
  writeFileSync(log, output)
  throw new SetupFailure(
    `npm ${args.join(' ')} failed:\n${npmErrors(output)}\n${adviceFor(output)}\nAll of npm’s output: .cache/npm.log`,
  )
}

/**
 * The first lines of what npm calls an error: usage and log files come after them.
 * @param {string} output
 */
export function npmErrors(output) {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!) ./.test(line))
  return errors.length > 0 ? head(errors.join('\n')) : tail(output)
}

/** @param {string} output */
function adviceFor(output) {
  // Compiling is tried when the prebuilt binary could not be fetched, so a missing compiler comes before the network.
  const toCompile =
    /keytar/.test(output) && /gyp/.test(output) ? explainMissing(['compiler', 'libsecretHeaders']) : null
  if (toCompile !== null) return toCompile
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/.test(output)) {
    return 'npm could not reach a server. Parley needs the network once; afterwards it works without one.'
  }
  return 'Once that is mended, run this again.'
}

/**
 * How to run the npm that runs us. Not by its name where that can be avoided: on Windows it is a shell script, and its
 * Node may be the one in node_modules, which npm is about to delete.
 * @returns {{ command: string, before: string[] }}
 */
function npmCommand() {
  const cli = process.env['npm_execpath']
  if (cli?.endsWith('.js'))
    return { command: process.env['npm_node_execpath'] ?? process.execPath, before: [cli] }
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return existsSync(beside) ? { command: process.execPath, before: [beside] } : { command: 'npm', before: [] }
}

/** npm's environment, with the headers of the running Node, if it brought any, so that compiling keytar needs no download. */
function npmEnvironment() {
  const nodeDir = dirname(dirname(process.env['npm_node_execpath'] ?? process.execPath))
  const hasHeaders = existsSync(join(nodeDir, 'include', 'node', 'node_api.h'))
  return hasHeaders ? { npm_config_nodedir: nodeDir, ...process.env } : process.env
}
