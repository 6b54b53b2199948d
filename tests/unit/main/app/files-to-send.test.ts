import { expect, test } from 'vitest'
import { filesToSend, handedOver, handOver } from '../../../../src/main/app/files-to-send.ts'
import { readCommandLine } from '../../../../src/main/app/command-line.ts'

const files = (...argv: string[]) =>
  filesToSend({ argv: ['/opt/parley', ...argv], workingDirectory: '/home/me', isPackaged: true })

test.skipIf(process.platform === 'win32').each([
  [[], []],
  [['--hidden', '--turn-report=/tmp/x'], []],
  [['/tmp/a.txt'], ['/tmp/a.txt']],
  [
    ['a.txt', '../b/../c.txt'],
    ['/home/me/a.txt', '/home/c.txt'],
  ],
  [
    ['file:///tmp/two%20words.txt', 'file:///tmp/%E4%BD%A0.png'],
    ['/tmp/two words.txt', '/tmp/你.png'],
  ],
  [
    ['--', '--hidden', '-x.txt'],
    ['/home/me/--hidden', '/home/me/-x.txt'],
  ],
  [
    ['a.txt', '--', 'b.txt'],
    ['/home/me/a.txt', '/home/me/b.txt'],
  ],
  [['https://example.org/a.txt', 'file://other-host/a.txt'], []],
  [['c:notes.txt'], ['/home/me/c:notes.txt']],
  [[''], []],
])('%j', (argv, expected) => {
  expect(files(...argv)).toEqual(expected)
})

test('while developing, the first word is the app and no file', () => {
  const argv = ['electron', '--no-sandbox', '.', 'a.txt']
  expect(filesToSend({ argv, workingDirectory: '/home/me', isPackaged: false })).toEqual(['/home/me/a.txt'])
})

test('what follows -- are no switches', () => {
  expect(readCommandLine(['parley', '--', '--hidden']).hidden).toBe(false)
})

test('a first start believes what a second one hands over only when it has the right form', () => {
  expect(handedOver(handOver(['/tmp/a']))).toEqual(['/tmp/a'])
  for (const data of [null, undefined, 'a', { files: 'a' }, { files: [1] }])
    expect(handedOver(data)).toEqual([])
})
