import { ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { ParleyBridge } from '../shared/ipc/bridge.ts'
import { CHANNEL } from '../shared/ipc/channels.ts'

/** The bridge of this window. It carries; main checks the sender and parses every input. */
export const bridge: ParleyBridge = {
  async invoke(route, input) {
    try {
      return await ipcRenderer.invoke(CHANNEL.request, route, input)
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
