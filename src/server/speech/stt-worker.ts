/** Entry of the recogniser's worker. */
import { workerData } from 'node:worker_threads'
import { Recognizer } from './recognizer.ts'
import { loadSherpa } from './sherpa.ts'
import { SPEECH_SAMPLE_RATE } from './types.ts'
import { toFloat32 } from '../../shared/wav.ts'
import { serveJobs } from './worker-host.ts'
import type { SttWorkerData } from './worker-protocol.ts'

serveJobs<Int16Array, string>(() => {
  const recognizer = new Recognizer(loadSherpa(), workerData as SttWorkerData)
  // Warm up: the first run plans memory and takes several times as long as the next.
  // Not silence: that never reaches the model's decoder.
  const tone = Float32Array.from({ length: SPEECH_SAMPLE_RATE }, (_, i) => 0.1 * Math.sin(i / (8 + i / 2000)))
  recognizer.transcribe(tone, () => false)
  return (pcm, isCancelled) => ({ output: recognizer.transcribe(toFloat32(pcm), isCancelled) })
}, 'STT_FAILED')
