import { describe, expect, it } from 'vitest'
import { CANNOT_TEXT, HELP_TEXT } from '../../../../src/server/skills/talk-skill.ts'
import { World } from './harness.ts'

describe('talk', () => {
  it.each(['What can you do?', 'help', 'What can I say?', 'Show me what you can do.'])(
    'explains itself at %j',
    async (text) => {
      expect(await new World().ask(text)).toBe(HELP_TEXT.en)
    },
  )

  it.each(['你能做什么？', '帮助', '你会什么'])('explains itself in Chinese at %j', async (text) => {
    expect(await new World().ask(text)).toBe(HELP_TEXT.zh)
  })

  it.each([
    'Tell me a joke',
    "What's the capital of France?",
    'who won the world cup in 2018',
    'When is my birthday?',
  ])('says honestly that it cannot answer %j, and what to do', async (text) => {
    expect(await new World().ask(text)).toBe(CANNOT_TEXT.en)
  })

  it('says so in Chinese too', async () => {
    expect(await new World().ask('法国的首都是哪里？')).toBe(CANNOT_TEXT.zh)
  })

  it('repeats what it said', async () => {
    const world = new World()
    expect(await world.ask('say that again')).toBe('I have not said anything yet.')
    world.history.length = 0
    await world.ask('What is twelve times seven?')
    expect(await world.ask('Say that again.')).toBe('12 × 7 = 84.')
    expect(await world.ask('What did you say?')).toBe('12 × 7 = 84.')
  })

  it.each([
    ['Hello!', 'Hello! What can I do for you?'],
    ['Good morning.', 'Hello! What can I do for you?'],
    ['Thank you very much.', 'You’re welcome.'],
    ['Never mind.', 'Okay.'],
    ['Stop.', 'Okay.'],
    ['Goodbye', 'Goodbye!'],
    ['Can you hear me?', 'I can hear you.'],
    ['你好', '你好！有什么可以帮你？'],
    ['谢谢', '不客气。'],
    ['算了', '好的。'],
  ])('answers %j', async (text, answer) => {
    expect(await new World().ask(text)).toBe(answer)
  })

  it('draws lots from the chance it is given', async () => {
    const world = new World()
    expect(await world.ask('Flip a coin.')).toBe('Heads.')
    world.random = 0.999
    expect(await world.ask('Flip a coin.')).toBe('Tails.')
    expect(await world.ask('roll a die')).toBe('You rolled 6.')
    expect(await world.ask('roll two dice')).toBe('You rolled 6, 6. That makes 12.')
    expect(await world.ask('pick a number between 1 and 10')).toBe('10.')
  })
})
