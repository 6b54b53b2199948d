import { openStore } from '../../../src/server/store/index.ts'

/*
 * A process of its own that stores messages as fast as it can and says so only once each is stored. It is killed in the middle.
 */

const store = openStore(process.argv[2] ?? '')
const { pk } = store.conversations.ensure('key:k', 's', 'alice', 'webchat', 1)
for (let count = 0; ; count += 1) {
  const text = `message ${count} ${'x'.repeat(count % 3000)}`
  const { id } = store.conversations.add(
    { session: pk, role: 'user', text, parts: [{ type: 'plain', text }] },
    count,
  )
  // Synchronous on a pipe: the line is out before the next message is begun.
  process.stdout.write(`${id} ${text.length}\n`)
}
