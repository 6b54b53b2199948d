/** Entry of the voice's worker. */
import { workerData } from 'node:worker_threads'
import { Flite } from './flite/flite.ts'
import type { FliteVoice } from './flite/flite.ts'
import { serveJobs } from './worker-host.ts'
import type { TtsWorkerData } from './worker-protocol.ts'

serveJobs<string, Uint8Array>(() => {
  const { wasm, voice, rate } = workerData as TtsWorkerData
  const flite = new Flite(wasm)
  // Warm up: V8 compiles a function of the module when it is first called.
  flite.speak('Ready.', voice as FliteVoice, rate)
  return (text) => {
    const wav = flite.speak(text, voice as FliteVoice, rate)
    return { output: wav, transfer: [wav.buffer] }
  }
}, 'TTS_FAILED')
