import { silentLog } from '../../../src/main/lib/log.ts'
import { DiskOutbox } from '../../../src/main/live/outbox.ts'

/*
 * Records into an outbox without end, for a test that kills it: `node outbox-writer.ts FOLDER`. Prints a line for each second
 * of audio that is on its way to the disk.
 */
const outbox = await DiskOutbox.open(process.argv[2] ?? '', silentLog, (failure) => {
  throw new Error(failure.message)
})
const item = { version: 1 as const, profileId: 'p', stamp: 's', attachments: [], drafts: [], createdAt: 1 }
outbox.put({ ...item, turnId: 'typed', kind: 'text', text: 'do not lose me' })
outbox.put({ ...item, turnId: 'spoken', kind: 'voice', text: '' })
for (let second = 0; ; second += 1) {
  for (let frame = 0; frame < 50; frame += 1) outbox.append('spoken', new Uint8Array(640).fill(second))
  await outbox.settled()
  process.stdout.write(`${second + 1}\n`)
}
