import { join } from 'node:path'
import type { AssistantConfig } from './assistant-config.ts'
import type { Logger } from './log.ts'
import type { Engine } from './ports.ts'
import { SentenceSplitter } from './reply/sentences.ts'
import { createAssistant } from './skills/assistant.ts'
import { FileSkillStore } from './skills/store.ts'
import type { Ring } from './skills/types.ts'
import { createLocalSpeech } from './speech/local-engine.ts'
import { openAiChat, openAiSpeechToText, openAiTextToSpeech } from './speech/openai-compatible.ts'
import type { SpeechEngine } from './speech/types.ts'

export interface EngineOptions {
  dataDir: string
  modelDir: string
  config: AssistantConfig
  log: Logger
  onRing(ring: Ring): void
  /** Told how many timers run, whenever that changes. */
  onTimers?(running: number): void
}

/** Puts together what the config asks for: this machine's recogniser, skills and voice, and endpoints in their place or beside them. */
export function createEngine(options: EngineOptions): Engine {
  const { dataDir, modelDir, config, log } = options
  const assistant = createAssistant({
    store: new FileSkillStore(join(dataDir, 'skills'), (path) =>
      log.error({ path }, 'a damaged file was put aside'),
    ),
    onRing: (ring) => options.onRing(ring),
    onTimers: (running) => options.onTimers?.(running),
    onError: (thrown) => log.error({ err: thrown }, 'the assistant failed in the background'),
    ...given({ chat: config.chat && openAiChat(given(config.chat)), instructions: config.instructions }),
  })
  const speech = createSpeech(modelDir, config)
  return { speech, assistant, createSplitter: () => new SentenceSplitter() }
}

/** Speech as the config asks for it. */
export function createSpeech(modelDir: string, config: AssistantConfig): SpeechEngine {
  const { voice, rate, sttModelDir } = config
  const local = createLocalSpeech({ modelDir, ...given({ voice, rate, sttModelDir }) })
  return {
    stt: config.stt ? openAiSpeechToText(given(config.stt)) : local.stt,
    tts: config.tts ? openAiTextToSpeech(given(config.tts)) : local.tts,
    // Where an endpoint hears, models that are missing here are no failure; the voice still loads at its first sentence.
    ready: config.stt ? Promise.resolve() : local.ready,
    warmUp: () => (config.stt ? Promise.resolve() : local.warmUp()),
    status: () => local.status(),
    close: () => local.close(),
  }
}

/** Leaves out what is undefined: an optional property that is absent, not one that holds `undefined`. */
function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
