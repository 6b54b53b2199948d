import type { StoreApi } from 'zustand/vanilla'
import { translator } from '../../../shared/i18n/translator.ts'
import type { VoiceState } from '../../../shared/view.ts'
import { applyAppearance } from '../../ui/appearance.ts'
import type { AppStore } from '../../ui/app-store.ts'
import { scriptOf } from '../../ui/script-of.ts'
import { hudText } from './hud-text.ts'
import { fall, meterReading } from './level.ts'

/** Height of each bar relative to the level: the middle ones move most. */
const BAR_SHAPE = [0.45, 0.75, 1, 0.7, 0.5]
/** A bar at rest is a dot. */
const REST = 0.16

/** The pill on the screen: state, level and last words. Plain DOM, because it lives as long as the app. */
export class Hud {
  readonly #root: HTMLElement
  readonly #title = element('strong', 'hud-title')
  readonly #words = element('span', 'hud-words')
  readonly #bars = BAR_SHAPE.map(() => element('i', 'hud-bar'))
  readonly #analyser: () => AnalyserNode | null
  readonly #samples = new Float32Array(1024)
  #state: VoiceState = 'idle'
  #peak = 0
  #level = 0
  #drawnAt = 0
  #drawing = false

  constructor(root: HTMLElement, store: StoreApi<AppStore>, analyser: () => AnalyserNode | null) {
    this.#root = root
    this.#analyser = analyser
    const meter = element('span', 'hud-meter')
    meter.ariaHidden = 'true'
    meter.append(...this.#bars)
    const text = element('span', 'hud-text')
    text.append(this.#title, this.#words)
    root.replaceChildren(meter, text)
    store.subscribe((state) => {
      this.#show(state)
    })
    this.#show(store.getState())
  }

  /** Loudness of the microphone, 0 to 1, while a segment is recorded. */
  setMicrophoneLevel(peak: number): void {
    this.#peak = Math.max(this.#peak, peak)
  }

  #show({ view, settings }: AppStore): void {
    const t = translator(applyAppearance(settings))
    if (!view) {
      this.#write('idle', t('common.loading'), '')
      return
    }
    const { state, words, failure } = hudText(view)
    this.#write(state, failure ? t(`failures.${failure}.title`) : t(`voice.${state}`), words)
  }

  #write(state: VoiceState, titleText: string, words: string): void {
    this.#state = state
    this.#root.dataset.state = state
    // Unchanged text is left alone: a live region is read out when it is written.
    if (this.#title.textContent !== titleText) this.#title.textContent = titleText
    if (this.#words.textContent !== words) {
      this.#words.textContent = words
      this.#words.dataset.script = scriptOf(words)
      // The newest words are the ones that matter.
      this.#words.scrollLeft = this.#words.scrollWidth
      this.#words.dataset.cut = String(this.#words.scrollLeft > 0)
    }
    if (!this.#drawing && isAudible(state)) {
      this.#drawing = true
      requestAnimationFrame(this.#draw)
    }
  }

  readonly #draw = (now: number): void => {
    const peak = this.#state === 'speaking' ? this.#speakerPeak() : this.#peak
    this.#peak = 0
    this.#level = fall(this.#level, meterReading(peak), now - this.#drawnAt)
    this.#drawnAt = now
    for (const [index, bar] of this.#bars.entries()) {
      const height = REST + (1 - REST) * this.#level * (BAR_SHAPE[index] ?? 1)
      bar.style.transform = `scaleY(${height.toFixed(3)})`
    }
    if (isAudible(this.#state)) {
      requestAnimationFrame(this.#draw)
      return
    }
    this.#drawing = false
    for (const bar of this.#bars) bar.style.transform = ''
  }

  #speakerPeak(): number {
    const analyser = this.#analyser()
    if (!analyser) return 0
    analyser.getFloatTimeDomainData(this.#samples)
    return this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }
}

function isAudible(state: VoiceState): boolean {
  return state === 'listening' || state === 'speaking'
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
