import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { endHelper, spawnHelper } from '../../../scripts/lib/processes.ts'

/** A message bus for one test. */
export interface PrivateBus {
  readonly address: string
  stop(): Promise<void>
}

/** Everyone may do everything, and nothing is started on demand: what is on the bus, the test put there. */
const CONFIG = (
  folder: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

/** Starts the real dbus-daemon. */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bus-'))
  const config = join(folder, 'bus.conf')
  await writeFile(config, CONFIG(folder))
  const daemon = spawnHelper(
    'dbus-daemon',
    [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address=3'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  // It prints its address once it listens.
  const [address] = (await once(daemon.stdio[3] as Readable, 'data')) as [Buffer]
  return {
    address: address.toString().trim(),
    stop: async () => {
      await endHelper(daemon)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
