import { z } from 'zod'
import { cleanTranscript } from './clean-transcript.ts'
import { speechFailure } from './failures.ts'
import { callEndpoint, errorMessage, streamEndpoint } from './http-endpoint.ts'
import type { EndpointOptions } from './http-endpoint.ts'
import { stripMarkdown } from './spoken/strip-markdown.ts'
import { sseData } from './sse.ts'
import { SPEECH_SAMPLE_RATE } from './types.ts'
import type { SpeechToText, TextToSpeech } from './types.ts'
import { encodeWav, readWavInfo } from '../../shared/wav.ts'

export type { EndpointOptions } from './http-endpoint.ts'

const transcriptionSchema = z.object({ text: z.string() })

/** A recogniser behind `POST /audio/transcriptions`. */
export function openAiSpeechToText(options: EndpointOptions): SpeechToText {
  return {
    name: options.model,
    async transcribe(pcm, signal) {
      const start = performance.now()
      if (pcm.length === 0) return { text: '', ms: 0 }
      const form = new FormData()
      form.set('file', new Blob([encodeWav(pcm, SPEECH_SAMPLE_RATE)], { type: 'audio/wav' }), 'speech.wav')
      form.set('model', options.model)
      form.set('response_format', 'json')
      const text = await callEndpoint(options, '/audio/transcriptions', form, signal, async (response) => {
        const parsed = transcriptionSchema.safeParse(await response.json().catch(() => null))
        if (!parsed.success)
          throw speechFailure('PROTOCOL_ERROR', 'The endpoint did not answer with a transcript')
        return parsed.data.text
      })
      return { text: cleanTranscript(text), ms: performance.now() - start }
    },
  }
}

export interface VoiceEndpointOptions extends EndpointOptions {
  /** The service's name for the voice, for example `alloy`. */
  readonly voice: string
}

/** A voice behind `POST /audio/speech`. It reads any language that its model knows, so only markdown is taken out. */
export function openAiTextToSpeech(options: VoiceEndpointOptions): TextToSpeech {
  return {
    name: `${options.model}-${options.voice}`,
    async speak(text, signal) {
      const start = performance.now()
      const input = stripMarkdown(text).trim()
      if (!/[\p{L}\p{N}]/u.test(input))
        throw speechFailure('TTS_UNSUPPORTED_TEXT', 'This text holds nothing to say')
      const body = JSON.stringify({
        model: options.model,
        voice: options.voice,
        input,
        response_format: 'wav',
      })
      const wav = await callEndpoint(options, '/audio/speech', body, signal, async (response) => {
        if (/json|text/.test(response.headers.get('content-type') ?? '')) {
          throw speechFailure('PROTOCOL_ERROR', 'The endpoint did not answer with audio')
        }
        return new Uint8Array(await response.arrayBuffer())
      })
      if (wav.length === 0) throw speechFailure('TTS_FAILED', 'The endpoint answered with no audio', true)
      return { wav, sampleRate: readWavInfo(wav)?.sampleRate ?? 0, ms: performance.now() - start }
    },
  }
}

/** One message for a chat model. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly ChatContent[]
}
export type ChatContent =
  | { readonly type: 'text'; readonly text: string }
  /** A `data:` URL. */
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }

export type ChatEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number }

/** A model that answers piece by piece. Throws `FailureError`; `CANCELLED` once the signal is aborted. */
export interface ChatModel {
  readonly name: string
  stream(messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<ChatEvent>
}

const usageSchema = z.object({ prompt_tokens: z.number(), completion_tokens: z.number() })
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        // What a server sends that does not stream.
        message: z.object({ content: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema.nullish().catch(null),
})

/** A chat model behind `POST /chat/completions`, streaming. */
export function openAiChat(options: EndpointOptions): ChatModel {
  return {
    name: options.model,
    stream(messages, signal) {
      const body = JSON.stringify({
        model: options.model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      })
      return streamEndpoint(options, '/chat/completions', body, signal, readChat)
    },
  }
}

async function* readChat(response: Response): AsyncGenerator<ChatEvent> {
  const isStream = (response.headers.get('content-type') ?? '').includes('text/event-stream')
  if (!isStream || response.body === null) {
    yield* readChunk(await response.text())
    return
  }
  let isDone = false
  for await (const data of sseData(response.body)) {
    // Some servers go on with usage after the mark; read on until the stream ends.
    if (data.trim() === '[DONE]') isDone = true
    else yield* readChunk(data)
  }
  if (!isDone) throw speechFailure('CONNECTION_LOST', 'The endpoint broke off its answer', true)
}

function* readChunk(json: string): Generator<ChatEvent> {
  const problem = errorMessage(json)
  if (problem !== null)
    throw speechFailure('SERVER_ERROR', `The endpoint failed: ${problem.slice(0, 300)}`, true)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw speechFailure('PROTOCOL_ERROR', 'The endpoint answered with something that is not JSON')
  }
  const chunk = chunkSchema.safeParse(value)
  if (!chunk.success)
    throw speechFailure('PROTOCOL_ERROR', 'The endpoint answered with something that is not a chat answer')
  for (const choice of chunk.data.choices ?? []) {
    const text = choice.delta?.content ?? choice.message?.content ?? ''
    if (text !== '') yield { type: 'text', text }
  }
  const { usage } = chunk.data
  if (usage !== null && usage !== undefined) {
    yield { type: 'usage', inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens }
  }
}
