import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { MODEL_DIR } from '../../helpers/assistant-server.ts'

const ENGINE = fileURLToPath(new URL('../../../src/server/speech/local-engine.ts', import.meta.url))

/** Loads the engine and closes it after `ms`, in a process of its own: native code that is torn down would take ours along. */
const PROGRAM = `
  const { createLocalSpeech } = await import(process.argv[1])
  const engine = createLocalSpeech({ modelDir: process.argv[2] })
  engine.ready.catch(() => undefined)
  engine.warmUp().catch(() => undefined)
  const busy = engine.stt.transcribe(new Int16Array(16_000 * 20).fill(1000), new AbortController().signal)
  busy.catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, Number(process.argv[3])))
  await engine.close()
  console.log('closed')
`

it.each([0, 50, 150, 300, 500, 800, 1200])('can be closed %i ms after it began to load', async (ms) => {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', PROGRAM, ENGINE, MODEL_DIR, String(ms)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect({ code, signal, said: said.trim() }).toEqual({ code: 0, signal: null, said: 'closed' })
})
