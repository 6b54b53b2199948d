import { runUtility } from './utility.ts'
import type { ParentPort } from './utility.ts'

/*
 * Where the app's utility process begins. Electron hangs the port on `process`; its type is written out in `utility.ts`, so
 * that nothing here needs Electron.
 */

const { parentPort } = process as unknown as { parentPort?: ParentPort }
if (parentPort) {
  runUtility(parentPort, (code) => process.exit(code))
} else {
  process.stderr.write('This is the entry of the utility process. From a terminal, use "npm run serve".\n')
  process.exitCode = 2
}
