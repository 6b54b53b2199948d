/** A worker for the lane's tests: does what its input says. */
import { workerData } from 'node:worker_threads'
import { serveJobs } from '../../../src/server/speech/worker-host.ts'

const { load } = workerData as { load: 'fine' | 'throws' | 'exits' }

serveJobs<string, string>(() => {
  if (load === 'throws') throw new Error('the model is damaged')
  if (load === 'exits') process.exit(7)
  return (input, isCancelled) => {
    if (input === 'throw') throw new Error('cannot do that')
    if (input === 'crash') setImmediate(() => process.exit(3))
    while (input === 'hang' || input === 'crash-now') if (input === 'crash-now') process.exit(4)
    while (input === 'until cancelled' && !isCancelled());
    return { output: `did ${input}` }
  }
}, 'STT_FAILED')
