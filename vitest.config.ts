import { defineConfig } from 'vitest/config'

const [nodeMajor = 0] = process.versions.node.split('.').map(Number)
if (nodeMajor < 24) {
  throw new Error(
    `Parley's tests need Node 24 (this is ${process.versions.node}). Run them with "npm test", or put node_modules/.bin first in PATH.`,
  )
}

/** These listen to real sound in real time: beside another test on the other core, Chromium itself drops samples. */
const SOUND_TESTS = 'tests/integration/renderer/voice/**/*.test.ts'

export default defineConfig({
  test: {
    reporters: ['default', './tests/setup/summary-reporter.ts'],
    // Two cores are what the project's CI has; one worker more than that only adds switching.
    maxWorkers: 2,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx,mjs}'],
          environment: 'node',
          testTimeout: 10_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.{ts,tsx}'],
          exclude: [SOUND_TESTS],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['tests/setup/need-models.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: [SOUND_TESTS, 'tests/e2e/**/*.test.{ts,tsx}'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Each test owns the display, the sound devices and the key ring, and some are about real time: one at a time.
          fileParallelism: false,
          globalSetup: ['tests/setup/need-models.ts', 'tests/setup/need-build.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
