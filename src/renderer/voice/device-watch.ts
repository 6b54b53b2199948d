import type { AudioDevice } from '../../shared/view.ts'
import { defaultDevice, listDevices } from '../ui/audio-devices.ts'

/** What is plugged in, and which microphone is in use. */
export interface DeviceState {
  readonly inputs: AudioDevice[]
  readonly outputs: AudioDevice[]
  /** Which device the system's default is now; empty when unknown. */
  readonly defaultInput: string
  readonly activeInput: string | null
}

type Listener = (state: DeviceState) => void

/** How often the list is read while sound plays, in ms. */
const PLAYING_MS = 2000

/** Watches the list of audio devices. */
export class DeviceWatch {
  readonly #listeners = new Set<Listener>()
  #timer = 0
  #state: DeviceState = { inputs: [], outputs: [], defaultInput: '', activeInput: null }

  constructor() {
    navigator.mediaDevices.addEventListener('devicechange', () => {
      this.refresh()
    })
  }

  get state(): DeviceState {
    return this.#state
  }

  subscribe(listener: Listener): void {
    this.#listeners.add(listener)
  }

  setActiveInput(label: string | null): void {
    if (label !== this.#state.activeInput) this.#change({ ...this.#state, activeInput: label })
  }

  /**
   * Reads the list now and then as well, while sound plays: on Linux, Chromium tells of devices of the kernel only, and not of
   * those that the sound server has besides (Bluetooth, network).
   */
  watchClosely(on: boolean): void {
    if (on === (this.#timer !== 0)) return
    window.clearInterval(this.#timer)
    this.#timer = 0
    if (!on) return
    this.refresh()
    this.#timer = window.setInterval(() => {
      this.refresh()
    }, PLAYING_MS)
  }

  /** Reads the list again: names are empty until the microphone was opened once. `activeInput`: when that has changed too. */
  refresh(activeInput = this.#state.activeInput): void {
    void this.#read(activeInput)
  }

  async #read(activeInput: string | null): Promise<void> {
    this.setActiveInput(activeInput)
    const infos = await navigator.mediaDevices.enumerateDevices()
    this.#change({
      inputs: listDevices(infos, 'audioinput'),
      outputs: listDevices(infos, 'audiooutput'),
      defaultInput: defaultDevice(infos, 'audioinput'),
      activeInput: this.#state.activeInput,
    })
  }

  #change(state: DeviceState): void {
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }
}
