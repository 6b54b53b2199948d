import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'

/**
 * The JavaScript file behind a package's command, to be run by `process.execPath`: `node_modules/.bin` holds shell scripts
 * on Windows.
 * @param {string} name The package.
 * @param {string} [command] The command, where its name differs.
 */
export function tool(name, command = name) {
  const folder = join(ROOT, 'node_modules', name)
  /** @type {{ bin: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = typeof bin === 'string' ? bin : bin[command]
  if (file === undefined) throw new Error(`The package ${name} has no command ${command}`)
  return join(folder, file)
}
