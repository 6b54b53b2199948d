import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** How this process was started. */
export interface StartedWith {
  /** The program, and what followed it on the command line. */
  readonly argv: readonly string[]
  /** What relative paths are relative to. */
  readonly workingDirectory: string
  /** False: the first argument that is no switch is the app's own folder. */
  readonly isPackaged: boolean
}

/** A file:// address, or a path; another address is no file of this computer. */
const ADDRESS = /^[a-z][a-z\d+.-]+:\/\//i

/**
 * The files that `parley FILE…` is to attach, as absolute paths: paths and `file:` addresses, and after `--` also names that
 * begin with a hyphen. Whether they are there is seen when they are looked into.
 */
export function filesToSend({ argv, workingDirectory, isPackaged }: StartedWith): string[] {
  const given = argv.slice(1)
  const end = given.indexOf('--')
  const before = (end < 0 ? given : given.slice(0, end)).filter((each) => !each.startsWith('-'))
  const after = end < 0 ? [] : given.slice(end + 1)
  const words = [...(isPackaged ? before : before.slice(1)), ...after]
  return words.flatMap((word) => {
    const path = ADDRESS.test(word) ? pathOf(word) : word
    return path === null || path === '' ? [] : [resolve(workingDirectory, path)]
  })
}

function pathOf(address: string): string | null {
  try {
    return fileURLToPath(address)
  } catch {
    return null
  }
}

/**
 * What a second start hands to the first one beside its command line, which Electron may have put into another order. It is
 * read there as anything from outside is.
 */
const handedOverSchema = z.object({ files: z.array(z.string()) })

export function handOver(files: readonly string[]): Record<string, unknown> {
  return { files }
}

export function handedOver(data: unknown): string[] {
  return handedOverSchema.safeParse(data).data?.files ?? []
}
