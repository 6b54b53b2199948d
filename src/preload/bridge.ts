import { ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { ParleyBridge } from '../shared/ipc/bridge.ts'
import { CHANNEL } from '../shared/ipc/channels.ts'
import type { Answer, Route, RouteInput, RouteOutput } from '../shared/ipc/routes.ts'

/** The bridge of this window. It carries; main checks the sender and parses every input. */
export const bridge: ParleyBridge = {
  async invoke<R extends Route>(route: R, input: RouteInput<R>): Promise<Answer<RouteOutput<R>>> {
    try {
      const answer: unknown = await ipcRenderer.invoke(CHANNEL.request, route, input)
      return answer as Answer<RouteOutput<R>>
    } catch (thrown) {
      // Only when main has no handler (it is starting or quitting): handlers answer with a failure, they don't throw.
      return { ok: false, error: { code: 'INTERNAL', message: String(thrown), retryable: true } }
    }
  },
  on(event, listener) {
    const forward = (_: IpcRendererEvent, name: string, payload: Parameters<typeof listener>[0]) => {
      if (name === event) listener(payload)
    }
    ipcRenderer.on(CHANNEL.event, forward)
    return () => {
      ipcRenderer.off(CHANNEL.event, forward)
    }
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  platform: process.platform,
}
