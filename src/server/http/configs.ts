import { textOf } from './fields.ts'

/** AstrBot lists its configuration files here; the local assistant has just the one it runs with. */
export const ASSISTANT_CONFIGS = [{ id: 'default', name: 'default', path: '', is_default: true }] as const

/** Checks the `config_id` or `config_name` of a request; the answer is what is wrong with it, or null. */
export function configProblem(id: unknown, name: unknown): string | null {
  const wantedId = textOf(id)
  const wantedName = textOf(name)
  if (wantedId !== '') {
    return ASSISTANT_CONFIGS.some((config) => config.id === wantedId)
      ? null
      : `config_id not found: ${wantedId}`
  }
  if (wantedName !== '') {
    const isKnown = ASSISTANT_CONFIGS.some((config) => config.name === wantedName)
    return isKnown ? null : `config_name not found: ${wantedName}`
  }
  return null
}
