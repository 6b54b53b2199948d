import type { ChatContent, ChatMessage } from '../speech/openai-compatible.ts'
import { decodeText, formatSize, isText } from './attachments.ts'
import type { AssistantInput, Attachment, HistoryMessage } from './types.ts'

/** What of the conversation is sent along: enough to follow it, not so much that a small local model chokes. */
const MAX_HISTORY_MESSAGES = 20
const MAX_HISTORY_CHARS = 12_000
/** Files above these sizes, in bytes, are only named to the model. */
const MAX_IMAGE_BYTES = 8 * 1024 * 1024
const MAX_TEXT_BYTES = 64 * 1024

export interface Situation {
  /** Epoch ms. */
  readonly now: number
  readonly timeZone: string
  /** Replaces the usual instructions when not empty. */
  readonly instructions: string
}

const INSTRUCTIONS =
  'You are the assistant inside Parley, a desktop voice app. Your answers are read aloud as well as shown, so answer briefly, in ' +
  'the language of the question, in plain sentences without tables; use markdown only when the person asks for text to keep.'

/** The messages for a chat model: instructions, the recent conversation, and the input with what can be shown of its files. */
export async function chatMessages(input: AssistantInput, situation: Situation): Promise<ChatMessage[]> {
  const time = new Intl.DateTimeFormat('en-US', {
    timeZone: situation.timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
  }).format(situation.now)
  const instructions = situation.instructions === '' ? INSTRUCTIONS : situation.instructions
  return [
    { role: 'system', content: `${instructions}\nIt is ${time} (${situation.timeZone}).` },
    ...recent(input.history).map(({ role, text }): ChatMessage => ({ role, content: text })),
    { role: 'user', content: await userContent(input) },
  ]
}

function recent(history: readonly HistoryMessage[]): HistoryMessage[] {
  const kept: HistoryMessage[] = []
  let chars = 0
  for (const message of history.slice(-MAX_HISTORY_MESSAGES).reverse()) {
    chars += message.text.length
    if (chars > MAX_HISTORY_CHARS) break
    if (message.text.trim() !== '') kept.unshift(message)
  }
  return kept
}

async function userContent({ text, parts }: AssistantInput): Promise<string | ChatContent[]> {
  const files = await Promise.all(parts.map(fileContent))
  const typed: ChatContent[] = text.trim() === '' ? [] : [{ type: 'text', text }]
  const content = [...typed, ...files]
  // The plain form is understood by servers that know no content parts.
  return content.every((part) => part.type === 'text')
    ? content.map((part) => part.text).join('\n\n')
    : content
}

async function fileContent(part: Attachment): Promise<ChatContent> {
  if (part.kind === 'image' && part.size <= MAX_IMAGE_BYTES) {
    const base64 = Buffer.from(await part.readHead(part.size)).toString('base64')
    return { type: 'image_url', image_url: { url: `data:${part.mime};base64,${base64}` } }
  }
  if (isText(part)) {
    const text = decodeText(await part.readHead(MAX_TEXT_BYTES))
    const cut = part.size > MAX_TEXT_BYTES ? '\n[the rest is left out]' : ''
    if (text !== null) return { type: 'text', text: `File ${part.name}:\n${text}${cut}` }
  }
  return {
    type: 'text',
    text: `[The person attached ${part.name} (${part.mime}, ${formatSize(part.size)}); its contents cannot be shown to you.]`,
  }
}
