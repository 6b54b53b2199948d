import { describe, expect, it } from 'vitest'
import { readCommandLine } from '../../../../src/main/app/command-line.ts'
import {
  COMMANDS,
  readCommands,
  runCommands,
  withoutFinishedTalks,
} from '../../../../src/main/app/commands.ts'

describe('the commands of a second start', () => {
  it('are read in their order, and what is none of ours is left alone', () => {
    expect(
      readCommands(['parley', '--no-sandbox', '--stop', '--interrupt', '--nonsense', '--show=1', 'x.png']),
    ).toEqual(['stop', 'interrupt'])
  })

  it('each do one thing', () => {
    const done: string[] = []
    const note = (name: string) => () => done.push(name)
    runCommands(COMMANDS, {
      hotkey: {
        toggle: note('toggle'),
        start: note('start'),
        stop: note('stop'),
        cancel: note('cancel'),
        handsFree: note('hands-free'),
      },
      live: { interrupt: note('interrupt') },
      show: note('show'),
    })
    expect(done).toEqual(COMMANDS)
  })

  it('start Parley without its window, but for the one that asks for it', () => {
    expect(readCommandLine(['parley']).hidden).toBe(false)
    expect(readCommandLine(['parley', '--toggle']).hidden).toBe(true)
    expect(readCommandLine(['parley', '--toggle', '--show']).hidden).toBe(false)
    expect(readCommandLine(['parley', '--hidden', '--show']).hidden).toBe(true)
  })
})

describe('commands that came while Parley was starting', () => {
  it.each([
    [['start'], ['start']],
    [['start', 'stop'], []],
    [
      ['toggle', 'show', 'cancel', 'interrupt'],
      ['show', 'interrupt'],
    ],
    [['start', 'stop', 'start'], ['start']],
    [['hands-free', 'stop'], ['hands-free']],
  ] as const)('of %j, %j is left', (asked, left) => {
    expect(withoutFinishedTalks(asked)).toEqual(left)
  })
})
