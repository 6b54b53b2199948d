import { expect, test } from 'vitest'
import { claimedBy, claimedByAll } from '../../../src/shared/claimed-drafts.ts'
import type { TurnView } from '../../../src/shared/view.ts'

const said = (state: TurnView['state'], stage: NonNullable<TurnView['compose']>['stage'], id = 'd1') => ({
  state,
  compose: { stage, drafts: [id], failure: null },
})

test.each([
  ['listening', 'recording', true],
  ['sending', 'recognising', true],
  ['sending', 'review', true],
  ['sending', 'upload-failed', true],
  ['sending', 'unrecognised', true],
  ['unsent', 'recognising', true],
  ['sending', 'sent', false],
  ['unsent', 'sent', false],
  // Nothing was said, or it could not be used: the files are the next message's again.
  ['failed', 'recording', false],
  ['interrupted', 'recognising', false],
] as const)('a turn that is %s and %s: its files are its own: %s', (state, stage, isClaimed) => {
  expect(claimedBy(said(state, stage))).toEqual(isClaimed ? ['d1'] : [])
})

test('each turn has files of its own', () => {
  const turns = [
    said('unsent', 'recognising', 'd1'),
    { state: 'done' } as const,
    said('listening', 'recording', 'd2'),
  ]
  expect([...claimedByAll(turns)]).toEqual(['d1', 'd2'])
})
