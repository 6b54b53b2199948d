import { describe, expect, test } from 'vitest'
import { execValue } from '../../../../src/main/desktop-entry/values.ts'

describe('the value of Exec', () => {
  test.each([
    ['plain words stay plain', ['/usr/bin/parley', '--hidden'], '/usr/bin/parley --hidden'],
    ['a blank needs quotes', ['/opt/My Apps/parley'], '"/opt/My Apps/parley"'],
    // In quotes \" \` \$ \\ are escaped, and the value as a whole doubles each backslash.
    ['a dollar sign', ['/opt/$x'], '"/opt/\\\\$x"'],
    ['a quote', ['a"b'], '"a\\\\"b"'],
    ['a backslash', ['a\\b'], '"a\\\\\\\\b"'],
    ['a per cent sign is no field code', ['/opt/100%u'], '/opt/100%%u'],
    ['an empty argument', ['parley', ''], 'parley ""'],
  ])('%s', (_name, command, value) => {
    expect(execValue(command)).toBe(value)
  })
})
