import type { StoreApi } from 'zustand/vanilla'
import { translator } from '../../../shared/i18n/translator.ts'
import type { Translate } from '../../../shared/i18n/translator.ts'
import type { ParleyBridge } from '../../../shared/ipc/bridge.ts'
import { MAX_SEGMENT_MS } from '../../../shared/live-api/audio-format.ts'
import { applyAppearance } from '../../ui/appearance.ts'
import type { AppStore } from '../../ui/app-store.ts'
import { scriptOf } from '../../ui/script-of.ts'
import { alignmentOf } from './alignment.ts'
import { clock, countdown } from './countdown.ts'
import { element, picture } from './element.ts'
import { hudFace } from './face.ts'
import type { HudFace } from './face.ts'
import { CANCEL, GLYPHS, STOP } from './glyphs.ts'
import { makeDraggable, MouseAreas } from './mouse.ts'
import { meterReading } from '../../ui/meter-reading.ts'
import { OrbView } from './orb/orb.ts'

export interface HudOptions {
  readonly root: HTMLElement
  readonly bridge: ParleyBridge
  readonly store: StoreApi<AppStore>
  /** What is heard, while something is. */
  readonly speaker: () => AnalyserNode | null
}

/**
 * The pill on the screen: the state, the loudness and the last words. Plain DOM, because it lives as long as the app, in the
 * window that also carries the audio: it does nothing while it is hidden.
 */
export class Hud {
  readonly #options: HudOptions
  readonly #title = element('strong', 'hud-title')
  readonly #left = element('span', 'hud-left')
  readonly #said = element('span', 'hud-said')
  readonly #ahead = element('span', 'hud-ahead')
  readonly #words = element('span', 'hud-words-line', this.#said, this.#ahead)
  readonly #wordsBox = element('div', 'hud-words', this.#words)
  readonly #glyph = element('span', 'hud-glyph')
  readonly #button = element('button', 'hud-button')
  readonly #orb = new OrbView(() => this.#loudness())
  readonly #mouse: MouseAreas
  readonly #samples = new Float32Array(1024)
  #face: HudFace | null = null
  #translate: Translate = translator('en')
  /** Loudest of the microphone since the orb last asked, 0 to 1. */
  #peak = 0
  #isShown = false
  #clock = 0

  constructor(options: HudOptions) {
    this.#options = options
    const { root, bridge, store } = options
    // Read out when it changes. The words are not: they change many times a second, and are spoken anyway.
    this.#title.role = 'status'
    this.#button.type = 'button'
    this.#button.addEventListener('click', () => {
      this.#act()
    })
    const grip = element('div', 'hud-grip', this.#orb.canvas, this.#glyph)
    const heading = element('div', 'hud-heading', this.#title, this.#left)
    const text = element('div', 'hud-text', heading, this.#wordsBox)
    const pill = element('div', 'hud-pill', grip, text, this.#button)
    root.replaceChildren(pill)
    makeDraggable(grip, bridge)
    this.#mouse = new MouseAreas(bridge, [grip, this.#button], pill)
    bridge.on('hud.stage', ({ shown, reached }) => {
      root.dataset.shown = String(shown)
      root.dataset.reached = String(reached)
      this.#setShown(shown)
    })
    store.subscribe((state) => {
      this.#update(state)
    })
    this.#update(store.getState())
  }

  /** Loudness of the microphone, 0 to 1, while a segment is recorded. */
  setMicrophoneLevel(peak: number): void {
    this.#peak = Math.max(this.#peak, peak)
  }

  #setShown(isShown: boolean): void {
    if (isShown === this.#isShown) return
    this.#isShown = isShown
    if (isShown) this.#write()
    else clearTimeout(this.#clock)
    this.#orb.shown = isShown
  }

  #update({ view, settings }: AppStore): void {
    this.#translate = translator(applyAppearance(settings))
    const { root } = this.#options
    if (settings) {
      const { x, y } = alignmentOf(settings.hud)
      root.dataset.x = x
      root.dataset.y = y
    }
    this.#face = view && hudFace(view, settings, MAX_SEGMENT_MS)
    if (this.#isShown) this.#write()
  }

  #write(): void {
    const face = this.#face
    if (!face) return
    const t = this.#translate
    const { root } = this.#options
    const { ahead } = face.words
    const said = face.help ? t(face.help.key, face.help.values) : face.words.said
    root.dataset.look = face.look
    root.dataset.words = String(said !== '' || ahead !== '')
    root.dataset.help = String(face.help !== null)
    // Unchanged text is left alone: a live region is read out when it is written.
    setText(this.#title, t(face.title.key, face.title.values))
    this.#showButton(face.action)
    const glyph = GLYPHS[face.look]
    if (this.#glyph.dataset.of !== face.look) {
      this.#glyph.dataset.of = face.look
      this.#glyph.replaceChildren(...(glyph === undefined ? [] : [picture('', glyph)]))
    }
    const isSaid = setText(this.#said, said)
    if (setText(this.#ahead, ahead) || isSaid) {
      this.#words.dataset.script = scriptOf(said + ahead)
      this.#wordsBox.dataset.cut = String(this.#words.offsetHeight > this.#wordsBox.clientHeight)
    }
    this.#count(face)
    this.#orb.look = face.look
    this.#mouse.update()
  }

  #showButton(action: HudFace['action']): void {
    this.#button.hidden = action === null
    this.#button.ariaLabel = this.#translate(action === 'cancel' ? 'hud.cancel' : 'composer.stop')
    if (action === null || this.#button.dataset.action === action) return
    this.#button.dataset.action = action
    this.#button.replaceChildren(picture('hud-button-picture', action === 'stop' ? STOP : CANCEL))
  }

  #act(): void {
    const { bridge } = this.#options
    if (this.#face?.action === 'stop') void bridge.invoke('turn.interrupt', undefined)
    if (this.#face?.action === 'cancel') void bridge.invoke('turn.cancelTalk', undefined)
  }

  /** Says what is left of a talk that is about to be cut off. */
  #count(face: HudFace): void {
    clearTimeout(this.#clock)
    const { seconds, againMs } = countdown(face.cutAt, Date.now())
    setText(this.#left, seconds === null ? '' : this.#translate('hud.left', { time: clock(seconds) }))
    if (againMs === null) return
    this.#clock = window.setTimeout(() => {
      if (this.#face === face) this.#count(face)
    }, againMs)
  }

  #loudness(): number {
    const peak = this.#face?.look === 'speaking' ? this.#speakerPeak() : this.#peak
    this.#peak = 0
    return meterReading(peak)
  }

  #speakerPeak(): number {
    const analyser = this.#options.speaker()
    if (!analyser) return 0
    analyser.getFloatTimeDomainData(this.#samples)
    return this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }
}

/** Writes a text that is another one; tells whether it was. */
function setText(of: HTMLElement, text: string): boolean {
  if (of.textContent === text) return false
  of.textContent = text
  return true
}
