import type { Draft } from './state.ts'

/** The files in the spool folder that a draft needs. */
export function spoolFilesOf({ source, copy }: Pick<Draft, 'source' | 'copy'>): string[] {
  return [...(source.kind === 'spool' ? [source.file] : []), ...(copy === null ? [] : [copy])]
}
