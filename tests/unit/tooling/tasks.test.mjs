import { describe, expect, it } from 'vitest'
import { needsOf, parseOptions, TEST_STEPS } from '../../../scripts/lib/tasks.mjs'

describe('the command line of a task', () => {
  it('leaves the task what is not for set-up', () => {
    expect(parseOptions('demo', ['--wav', 'a.wav', '--sudo', '--fetch-electron'])).toEqual({
      sudo: true,
      fetchElectron: true,
      steps: TEST_STEPS,
      rest: ['--wav', 'a.wav'],
    })
  })

  it('leaves the task all that follows a lone --', () => {
    expect(parseOptions('start', ['--', '--sudo', '--', 'x'])).toMatchObject({
      sudo: false,
      rest: ['--sudo', '--', 'x'],
    })
  })

  it('takes parts of the tests in their own order', () => {
    expect(parseOptions('test', ['--only', 'unit,lint', 'tests/unit/a.test.ts'])).toMatchObject({
      steps: ['lint', 'unit'],
      rest: ['tests/unit/a.test.ts'],
    })
    expect(parseOptions('test', ['--only=e2e']).steps).toEqual(['e2e'])
  })

  it('refuses parts that there are not', () => {
    expect(() => parseOptions('test', ['--only', 'unit,speed'])).toThrow('not speed')
    expect(() => parseOptions('test', ['--only'])).toThrow('--only takes some of')
  })

  it('leaves --only to a task that is not the tests', () => {
    expect(parseOptions('bench', ['--only', 'wire']).rest).toEqual(['--only', 'wire'])
  })
})

describe('what a task needs', () => {
  /** @param {string} task @param {string[]} args */
  const needs = (task, ...args) => needsOf(task, parseOptions(task, args))

  it('is nothing for lint and unit tests', () => {
    const none = { models: false, build: false, app: false, desktop: false }
    expect(needs('test', '--only', 'lint,types,unit')).toEqual(none)
    expect(needs('lint')).toEqual(none)
  })

  it('is models and a desktop for integration tests, and everything for end-to-end tests', () => {
    expect(needs('test', '--only', 'integration')).toEqual({
      models: true,
      build: false,
      app: false,
      desktop: true,
    })
    expect(needs('test')).toEqual({ models: true, build: true, app: true, desktop: true })
  })

  it('is everything to start', () => {
    expect(needs('start')).toEqual({ models: true, build: true, app: true, desktop: true })
  })
})
