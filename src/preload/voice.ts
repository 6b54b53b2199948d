import { contextBridge, ipcRenderer } from 'electron'
import { VOICE_PORT_MESSAGE } from '../shared/ipc/bridge.ts'
import { CHANNEL } from '../shared/ipc/channels.ts'
import { bridge } from './bridge.ts'

contextBridge.exposeInMainWorld('parley', bridge)

// A port can't cross contextBridge, but window.postMessage moves it into the page's own world.
ipcRenderer.on(CHANNEL.voicePort, (event) => {
  window.postMessage(VOICE_PORT_MESSAGE, window.location.origin, event.ports)
})
