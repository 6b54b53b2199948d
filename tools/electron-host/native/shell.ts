import { spawn } from 'node:child_process'
import { driven, shellLog } from '../control/records.ts'
import { notImplemented, strict } from '../strict.ts'

const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = { linux: ['xdg-open'], darwin: ['open'] }

/** Records the call; without a test it is also carried out, where the platform has a command for it. */
async function open(method: string, target: string): Promise<void> {
  shellLog.push({ method, args: [target] })
  if (driven) return
  const [command, ...args] = OPENERS[process.platform] ?? []
  if (!command) throw notImplemented(`shell.${method} on ${process.platform}`)
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...args, target], { stdio: 'ignore', detached: true })
    child.once('error', reject)
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

type Implemented = Pick<
  Electron.Shell,
  'openExternal' | 'openPath' | 'showItemInFolder' | 'beep' | 'trashItem'
>

/** `shell`: under a test nothing leaves this process. */
export const shell = strict(
  {
    openExternal: (url: string) => open('openExternal', url),
    openPath: (path: string) => open('openPath', path).then(() => '', String),
    showItemInFolder: (path: string) => void shellLog.push({ method: 'showItemInFolder', args: [path] }),
    beep: () => void shellLog.push({ method: 'beep', args: [] }),
    trashItem: (path: string) => {
      shellLog.push({ method: 'trashItem', args: [path] })
      // Deleting for good is not what was asked for, so without a test nothing pretends to have worked.
      return driven ? Promise.resolve() : Promise.reject(notImplemented('shell.trashItem'))
    },
  } satisfies Implemented as Implemented,
  'shell',
)
