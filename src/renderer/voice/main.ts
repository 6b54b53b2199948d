import { VOICE_PORT_MESSAGE } from '../../shared/ipc/bridge.ts'
import { connectStore } from '../ui/app-store.ts'
import '../ui/theme.css'
import { VoiceEngine } from './engine.ts'
import { Hud } from './hud/hud.ts'
import './hud/hud.css'

const root = document.querySelector<HTMLElement>('#hud')
if (!root) throw new Error('The page has no #hud.')

const store = connectStore(window.parley)
const engine = new VoiceEngine({
  onMicrophoneLevel: (peak) => {
    hud.setMicrophoneLevel(peak)
  },
})
const hud = new Hud({ root, bridge: window.parley, store, speaker: () => engine.speaker.analyser })

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports
  if (event.source === window && event.data === VOICE_PORT_MESSAGE && port) engine.attach(port)
})
