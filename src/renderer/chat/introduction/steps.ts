/** The parts of the introduction, in order; `ready` is its end. */
export const STEPS = ['microphone', 'hotkey', 'server', 'ready'] as const
export type Step = (typeof STEPS)[number]

/** The steps that are counted: the end is no work. */
export const COUNTED = STEPS.filter((step) => step !== 'ready')

/** The step after this one; the last one stays. */
export function nextStep(step: Step): Step {
  return STEPS[STEPS.indexOf(step) + 1] ?? step
}

/** The step before this one; the first one stays. */
export function stepBefore(step: Step): Step {
  return STEPS[STEPS.indexOf(step) - 1] ?? step
}
