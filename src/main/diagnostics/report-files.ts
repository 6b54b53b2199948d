import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeWav } from '../../shared/wav.ts'
import type { TurnReport } from './turn-report.ts'

/** Names of the files in a report's folder. */
export const REPORT_FILES = { turn: 'turn.json', sound: 'reply.wav', window: 'window.png' } as const

/** Writes what the speaker got, then the report: whoever waits for the report finds the sound beside it. */
export function writeReport(
  folder: string,
  report: TurnReport,
  sound: { samples: readonly Float32Array[]; sampleRate: number },
): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, REPORT_FILES.sound), encodeWav(toPcm16(sound.samples), sound.sampleRate))
  const path = join(folder, REPORT_FILES.turn)
  writeFileSync(`${path}.part`, `${JSON.stringify(report, null, 2)}\n`)
  renameSync(`${path}.part`, path)
}

/** Float samples in -1…1 as signed 16-bit ones; what is louder is clipped. */
function toPcm16(blocks: readonly Float32Array[]): Int16Array {
  const pcm = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    for (const sample of block) {
      pcm[at] = Math.round(Math.max(-1, Math.min(1, sample)) * 32767)
      at += 1
    }
  }
  return pcm
}
