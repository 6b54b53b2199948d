import { FailureError } from '../../shared/failure.ts'
import { wordGroups } from '../reply/word-groups.ts'
import type { ChatEvent, ChatModel } from '../speech/openai-compatible.ts'
import { acknowledgeAttachments, describeAttachments } from './attachments.ts'
import { calculatorSkill } from './calculator-skill.ts'
import { chanceSkill } from './chance-skill.ts'
import { chatMessages } from './chat-messages.ts'
import { clockSkill } from './clock-skill.ts'
import { converterSkill } from './converter-skill.ts'
import { dateSkill } from './date-skill.ts'
import { loadMath } from './evaluate.ts'
import { NoteBook } from './note-book.ts'
import { noteSkill } from './note-skill.ts'
import type { Skill, SkillAction, SkillContext, SkillOutcome } from './skill.ts'
import { systemSurroundings } from './system-clock.ts'
import type { Surroundings } from './system-clock.ts'
import { CANNOT_TEXT, talkSkill } from './talk-skill.ts'
import { ThinkingFilter } from './thinking-filter.ts'
import { TimerService } from './timer-service.ts'
import { timerSkill } from './timer-skill.ts'
import type { Assistant, AssistantInput, ReplyEvent, Ring, SkillStore } from './types.ts'
import { toUtterance } from './utterance.ts'

export interface AssistantOptions {
  readonly store: SkillStore
  /** Called when a timer, alarm or reminder is due. */
  readonly onRing: (ring: Ring) => void
  /** Called with how many of those there are, whenever that changes, and at the start. */
  readonly onTimers?: (running: number) => void
  /** Told of what went wrong where nobody waits for an answer, for the log. */
  readonly onError: (error: unknown) => void
  /** Answers what no skill does. Without it the assistant says that it cannot. */
  readonly chat?: ChatModel
  /** Instructions for the chat model instead of the usual ones. */
  readonly instructions?: string
  readonly surroundings?: Surroundings
}

/**
 * Asked in this order; the first that fits answers. Notes come last, because after "What should I note?" they take whatever
 * nobody else wants.
 */
const SKILLS: readonly Skill[] = [
  talkSkill,
  timerSkill,
  clockSkill,
  dateSkill,
  converterSkill,
  calculatorSkill,
  chanceSkill,
  noteSkill,
]

/** What an answer is made of inside; its figures are added outside. The generator returns who answered. */
type AnswerStep = ReplyEvent | Extract<ChatEvent, { type: 'usage' }>

/** The thinking half of the local assistant: skills first, then the chat endpoint when one is configured. */
export function createAssistant(options: AssistantOptions): Assistant {
  const {
    store,
    onRing,
    onTimers = () => undefined,
    onError,
    chat,
    instructions = '',
    surroundings = systemSurroundings,
  } = options
  const { now, newId, schedule } = surroundings
  const timers = new TimerService({ store, now, schedule, newId, onRing, onCount: onTimers, onError })
  const notes = new NoteBook({ store, now, newId, onError })

  async function* answer(input: AssistantInput): AsyncGenerator<AnswerStep, string> {
    const utterance = toUtterance(input.text, input.locale)
    const { lang } = utterance
    const context: SkillContext = {
      now: now(),
      timeZone: surroundings.timeZone(),
      locale: input.locale,
      random: surroundings.random,
      username: input.username,
      sessionId: input.sessionId,
      history: input.history,
      timers,
      notes,
    }
    for (const skill of SKILLS) {
      const action = utterance.text === '' ? null : await skill.match(utterance, context)
      if (action === null) continue
      yield* act(action, newId)
      if (input.parts.length > 0) yield* say(`\n${acknowledgeAttachments(input.parts, lang)}`)
      return `skill:${skill.name}`
    }
    if (chat !== undefined) return yield* converse(chat, input, context, instructions)
    yield* say(input.parts.length > 0 ? await describeAttachments(input.parts, lang) : CANNOT_TEXT[lang])
    return 'skill:none'
  }

  return {
    async *reply(input) {
      const start = now()
      let firstAt: number | null = null
      let tokens: { inputTokens?: number; outputTokens?: number } = {}
      const steps = answer(input)
      try {
        while (!input.signal.aborted) {
          const step = await nextUnlessAborted(steps, input.signal)
          if (step === null) return
          if (step.done === true) {
            const end = now()
            const stats = {
              model: step.value,
              ttftMs: (firstAt ?? end) - start,
              totalMs: end - start,
              ...tokens,
            }
            yield { type: 'stats', stats }
            return
          }
          const event = step.value
          if (event.type === 'usage') {
            tokens = { inputTokens: event.inputTokens, outputTokens: event.outputTokens }
            continue
          }
          if (event.type === 'delta') firstAt ??= now()
          yield event
        }
      } finally {
        // Closes the connection to a chat endpoint when the consumer stops early.
        await steps.return('')
      }
    },
    async start() {
      await timers.start()
      // Half a second of parsing, better now than at the first sum.
      await loadMath()
    },
    async close() {
      await timers.close()
    },
  }
}

/** One step of an answer; `null` once it was cancelled, whatever the step came to. */
async function nextUnlessAborted(
  steps: AsyncGenerator<AnswerStep, string>,
  signal: AbortSignal,
): Promise<IteratorResult<AnswerStep, string> | null> {
  try {
    const step = await steps.next()
    return signal.aborted ? null : step
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

async function* act(action: SkillAction, newId: () => string): AsyncGenerator<ReplyEvent, void> {
  const id = action.tool === undefined ? null : newId()
  if (action.tool !== undefined && id !== null) {
    yield { type: 'tool_call', id, name: action.tool.name, args: action.tool.args }
  }
  let outcome: SkillOutcome
  try {
    outcome = await action.run()
  } catch (error) {
    // An open tool call would look as if it were still running.
    if (id !== null)
      yield { type: 'tool_result', id, result: error instanceof FailureError ? error.failure.code : 'failed' }
    throw error
  }
  if (id !== null) yield { type: 'tool_result', id, result: outcome.result ?? outcome.say }
  if (outcome.attachment !== undefined) yield { type: 'attachment', ...outcome.attachment }
  yield* say(outcome.say)
}

function* say(text: string): Generator<ReplyEvent, void> {
  for (const group of wordGroups(text)) yield { type: 'delta', text: group }
}

async function* converse(
  chat: ChatModel,
  input: AssistantInput,
  { now, timeZone }: SkillContext,
  instructions: string,
): AsyncGenerator<AnswerStep, string> {
  const messages = await chatMessages(input, { now, timeZone, instructions })
  const filter = new ThinkingFilter()
  for await (const event of chat.stream(messages, input.signal)) {
    if (event.type === 'usage') {
      yield event
      continue
    }
    const text = filter.push(event.text)
    if (text !== '') yield { type: 'delta', text }
  }
  const rest = filter.flush()
  if (rest !== '') yield { type: 'delta', text: rest }
  return chat.name
}
