import { utilityProcess } from 'electron'
import type { Log } from '../lib/log.ts'
import type { AssistantProcess } from './assistant-service.ts'

/** Runs the local assistant's bundle in a utility process: it can crash or be busy without the app noticing. */
export function spawnAssistant(modulePath: string, log: Log): AssistantProcess {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'Parley local assistant', stdio: 'pipe' })
  const keep = (chunk: Buffer) => {
    log.info({ from: 'assistant', text: chunk.toString().trim().slice(0, 2000) }, 'output')
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  // V8 gave up in there (its memory, for example), and `exit` follows. Without a listener, the event would be thrown at us.
  child.on('error', (type, location) => {
    log.error({ from: 'assistant', type, location }, 'a fatal error')
  })
  return {
    post: (message) => {
      child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', listener)
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    kill: () => {
      child.kill()
    },
  }
}
