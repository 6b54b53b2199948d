import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeWav } from '../../../src/shared/wav.ts'
import { wordsToDigits } from '../../../src/server/skills/number-words.ts'

/** Where `npm run models` puts the speech models. */
export const MODEL_DIR = fileURLToPath(new URL('../../../models', import.meta.url))

/** Where Debian's package `pocketsphinx-testdata` puts its recordings of people. */
const CLIPS = '/usr/share/pocketsphinx/test/data'

/** Recordings of people, with what they say. Cards: one speaker, 1 to 4 s; librivox: another, reading Jane Austen. */
export const HUMAN_CLIPS: readonly (readonly [string, string])[] = [
  ['cards/001.wav', 'ten of clubs'],
  ['cards/002.wav', 'four queen of clubs'],
  ['cards/003.wav', 'seven of clubs'],
  ['cards/004.wav', 'five five'],
  ['cards/005.wav', 'eight of spades four of clubs seven of hearts'],
  ['goforward.raw', 'go forward ten meters'],
  ['something.raw', 'go somewhere and do something'],
  [
    'librivox/sense_and_sensibility_01_austen_64kb-0870.wav',
    'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them',
  ],
  ['librivox/sense_and_sensibility_01_austen_64kb-0880.wav', 'he was not an ill disposed young man'],
  [
    'librivox/sense_and_sensibility_01_austen_64kb-0890.wav',
    'unless to be rather cold hearted and rather selfish is to be ill disposed',
  ],
  [
    'librivox/sense_and_sensibility_01_austen_64kb-0920.wav',
    'had he married a more amiable woman he might have been made still more respectable than he was',
  ],
  ['librivox/sense_and_sensibility_01_austen_64kb-0930.wav', 'he might even have been made amiable himself'],
]

/** The samples of a clip: 16 kHz mono, WAV or headerless. */
export async function readClip(name: string): Promise<Int16Array> {
  const bytes = await readFile(join(CLIPS, name)).catch(() => {
    throw new Error(`The recording ${name} is missing. Run: apt-get install pocketsphinx-testdata`)
  })
  const wav = decodeWav(bytes)
  if (wav !== null) return wav.pcm
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)))
}

/** Words to compare by: lower case, no punctuation, numbers as digits. */
export function words(text: string): string[] {
  const plain = text
    .toLowerCase()
    .replace(/\bmr\b\.?/g, 'mister')
    .replace(/[^a-z0-9' ]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return wordsToDigits(plain)
    .split(' ')
    .filter((word) => word !== '')
}

/** The least number of words to put in, leave out or change: the numerator of the word error rate. */
export function wordErrors(expected: readonly string[], heard: readonly string[]): number {
  let row = heard.map((_, i) => i + 1)
  expected.forEach((word, i) => {
    let diagonal = i
    let left = i + 1
    row = row.map((above, j) => {
      const cost = Math.min(above + 1, left + 1, diagonal + (word === heard[j] ? 0 : 1))
      diagonal = above
      left = cost
      return cost
    })
  })
  return row.at(-1) ?? expected.length
}
