/**
 * Runs an Electron app on plain Node and a Chromium:
 *
 *     node tools/electron-host/run.ts [switches…] <app folder or main file> [the app's own arguments…]
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseCommandLine } from './cli/arguments.ts'
import { electronVersion } from './find-electron.ts'
import { host } from './host.ts'
import type { AppManifest } from './host.ts'

interface AppFiles {
  appPath: string
  mainFile: string
  manifest: AppManifest
}

/** The app at a folder with a package.json, or at a file in or below one. */
function findApp(path: string): AppFiles {
  const full = resolve(path)
  const isFolder = statSync(full).isDirectory()
  for (let folder = isFolder ? full : dirname(full); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as AppManifest & { main?: string }
      return {
        appPath: folder,
        mainFile: isFolder ? join(full, manifest.main ?? 'index.js') : full,
        manifest,
      }
    }
    if (isFolder || folder === dirname(folder))
      return { appPath: dirname(full), mainFile: full, manifest: {} }
  }
}

/** Makes this process look like Electron's main process to the app. */
function becomeElectron(args: readonly string[], { appPath }: AppFiles, version: string): void {
  const versions = { ...process.versions, electron: version }
  Object.defineProperty(process, 'versions', { value: versions, enumerable: true })
  Object.defineProperty(process, 'type', { value: 'browser', enumerable: true })
  const resourcesPath = join(appPath, 'node_modules', 'electron', 'dist', 'resources')
  Object.defineProperty(process, 'resourcesPath', { value: resourcesPath, enumerable: true, writable: true })
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  process.argv = [process.execPath, ...args]
  // Only this module, and only by this name; the package of that name on disk would download a binary.
  const face = new URL('./electron.ts', import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: face, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context),
  })
}

const args = process.argv.slice(2)
const { switches, app } = parseCommandLine(args)
if (app === null) {
  console.error('usage: node tools/electron-host/run.ts [switches…] <app folder or main file> [arguments…]')
  process.exit(2)
}
const files = findApp(app)
const version = electronVersion()
host.options = { ...files, switches, electronVersion: version, runner: fileURLToPath(import.meta.url) }
becomeElectron(args, files, version)

const { start } = await import('./start.ts')
await start(() => import(pathToFileURL(files.mainFile).href))
