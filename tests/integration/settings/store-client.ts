/**
 * Runs the settings on the real electron-store as a process of its own, in which `electron` is an empty module: all that
 * electron-store takes from it is the default folder, and it is given one. Arguments: the folder, then patches as JSON.
 * Prints the problem at the start, the answers and the settings at the end.
 */
import { registerHooks } from 'node:module'
import { realClock } from '../../../src/main/lib/clock.ts'
import { silentLog } from '../../../src/main/lib/log.ts'
import { createSettingsService } from '../../../src/main/settings/settings-service.ts'

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
      : next(specifier, context),
})
const { createElectronStore } = await import('../../../src/main/settings/store.electron.ts')

const [folder = '', ...patches] = process.argv.slice(2)
const settings = createSettingsService({
  store: createElectronStore(folder),
  clock: realClock,
  log: silentLog,
})
const problem = settings.problem()
const answers = patches.map((patch) => settings.patch(JSON.parse(patch)))
process.stdout.write(JSON.stringify({ problem, answers, settings: settings.get() }))
