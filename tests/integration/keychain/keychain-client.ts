/**
 * Runs the real keychain as a process of its own: libsecret takes its bus from the environment, once. Arguments: the file of
 * the ledger, then calls as JSON arrays, such as `["set","home","api-key","secret"]`. Prints the answers as one JSON array;
 * its log goes to the error stream.
 */
import pino from 'pino'
import { createKeychain } from '../../../src/main/keychain/keychain.ts'
import { createKeytarKeychain } from '../../../src/main/keychain/keytar-keychain.ts'
import type { SecretKind } from '../../../src/main/keychain/secret.ts'
import { createSessionKeychain } from '../../../src/main/keychain/session-keychain.ts'
import { realClock } from '../../../src/main/lib/clock.ts'
import { jsonFileStore } from '../../../src/main/lib/json-file.ts'

const [ledger = '', ...calls] = process.argv.slice(2)
const log = pino({ level: 'trace' }, pino.destination({ dest: 2, sync: true }))
const keychain = createKeychain({
  system: createKeytarKeychain({ platform: process.platform, clock: realClock, log }),
  session: createSessionKeychain(),
  ledger: jsonFileStore(ledger),
  log,
})

const answers: unknown[] = []
for (const call of calls) {
  const [what, profileId = '', kind, secret = ''] = JSON.parse(call) as string[]
  const ref = { profileId, kind: kind as SecretKind }
  if (what === 'set') answers.push(await keychain.set(ref, secret))
  else if (what === 'set-until-quit') answers.push(await keychain.set(ref, secret, { until: 'quit' }))
  else if (what === 'get') answers.push(await keychain.get(ref))
  else if (what === 'has') answers.push(keychain.has(ref))
  else if (what === 'delete') answers.push(await keychain.delete(ref))
  else if (what === 'status') answers.push(keychain.status())
}
process.stdout.write(JSON.stringify(answers))
