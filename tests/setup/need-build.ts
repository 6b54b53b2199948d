import { fileURLToPath } from 'node:url'
import { BUILD_COMMAND, buildState } from '../../scripts/lib/build-stamp.ts'

/** Stops a run that would test something else than these sources: end-to-end tests drive the built app. */
export default async function needBuild(): Promise<void> {
  const state = await buildState(fileURLToPath(new URL('../..', import.meta.url)))
  if (state !== 'fresh') {
    const what =
      state === 'missing' ? 'the built app, and there is none' : 'a fresh build, and sources changed since'
    throw new Error(`These tests need ${what}. Run: ${BUILD_COMMAND}`)
  }
}
