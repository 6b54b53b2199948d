import { startXvfb as start } from '../../scripts/lib/xvfb.ts'

/** A virtual X server of a test's own. */
export interface Xvfb {
  /** Value for `DISPLAY`, as in ":99". */
  display: string
  /** Ends the server; resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts an Xvfb on a display number that it picks itself, so that any number of tests can run side by side. */
export async function startXvfb(size?: { width: number; height: number }): Promise<Xvfb> {
  const { name, stop } = await start(size)
  return { display: name, stop }
}
