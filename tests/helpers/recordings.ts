import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Debian's package `pocketsphinx-testdata` puts its recordings of people (BSD licence). */
const FOLDER = '/usr/share/pocketsphinx/test/data'

/** A recording of a person, with the words that are said in it (lower case, no punctuation). */
export interface Recording {
  readonly path: string
  readonly words: string
}

/** Recordings of people that the recogniser gets right to the word. */
export const HUMAN_VOICE = {
  amiable: {
    path: join(FOLDER, 'librivox/sense_and_sensibility_01_austen_64kb-0930.wav'),
    words: 'he might even have been made amiable himself',
  },
  get something(): Recording {
    return { path: asWav(join(FOLDER, 'something.raw')), words: 'go somewhere and do something' }
  },
} satisfies Record<string, Recording>

/** The raw recordings are 16 kHz, mono, signed 16 bit. */
function asWav(raw: string): string {
  readFileSync(raw)
  const wav = join(mkdtempSync(join(tmpdir(), 'parley-recording-')), 'voice.wav')
  execFileSync('sox', ['-t', 'raw', '-r', '16000', '-e', 'signed', '-b', '16', '-c', '1', raw, wav])
  return wav
}
