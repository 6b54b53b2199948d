import { describe, expect, test } from 'vitest'
import { startArguments } from '../../../../src/main/app/start-command.ts'

describe('what starts Parley again', () => {
  const packaged = {
    env: {},
    isPackaged: true,
    execPath: '/opt/parley/parley',
    appPath: '/opt/parley/app',
    platform: 'linux',
  } as const

  test('is the program of this process, or npm while developing', () => {
    expect(startArguments(packaged)).toEqual(['/opt/parley/parley'])
    const developing = startArguments({ ...packaged, isPackaged: false })
    expect(developing).toEqual(['npm', '--prefix', packaged.appPath, 'start', '--'])
  })

  test('is an AppImage’s own file, not the program inside', () => {
    const env = { APPIMAGE: '/home/me/Parley.AppImage' }
    expect(startArguments({ ...packaged, env })).toEqual([env.APPIMAGE])
  })
})
