import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Silero, VAD_BLOCK } from '../../../../src/renderer/voice/vad/silero.ts'
import { modelPaths } from '../../../../src/server/speech/model-files.ts'
import { readSamples } from '../../../helpers/audio.ts'
import { HUMAN_VOICE } from '../../../helpers/recordings.ts'
import { MODEL_DIR } from '../../speech/support.ts'

const model = new Uint8Array(readFileSync(modelPaths(MODEL_DIR).vad))
const reference = JSON.parse(
  readFileSync(new URL('../../../fixtures/silero-v6.json', import.meta.url), 'utf8'),
) as { probabilities: number[] }

function probabilities(silero: Silero, samples: Float32Array): number[] {
  const found: number[] = []
  for (let at = 0; at + VAD_BLOCK <= samples.length; at += VAD_BLOCK) {
    found.push(silero.process(samples.subarray(at, at + VAD_BLOCK)))
  }
  return found
}

test('the network gives the numbers that ONNX Runtime gives', () => {
  const { samples } = readSamples(HUMAN_VOICE.amiable.path)
  const found = probabilities(new Silero(model), samples)
  expect(found).toHaveLength(reference.probabilities.length)
  for (const [index, value] of found.entries()) {
    expect(value, `block ${index}`).toBeCloseTo(reference.probabilities[index] ?? NaN, 4)
  }
})

test('a reset forgets what was heard', () => {
  const { samples } = readSamples(HUMAN_VOICE.amiable.path)
  const silero = new Silero(model)
  const first = probabilities(silero, samples.subarray(0, 20_000))
  silero.reset()
  expect(probabilities(silero, samples.subarray(0, 20_000))).toEqual(first)
})

test('a file that is cut off or of another model is refused by name', () => {
  expect(() => new Silero(model.subarray(0, 1_500_000))).toThrow('cut off')
  expect(() => new Silero(new Uint8Array())).toThrow('holds no')
})
