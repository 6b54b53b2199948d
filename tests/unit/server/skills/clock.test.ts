import { describe, expect, it } from 'vitest'
import { World } from './harness.ts'

describe('the time', () => {
  it.each([
    'What time is it?',
    'what’s the time',
    "What's the time right now?",
    'Hey Parley, could you please tell me what time it is?',
    'time please',
    'Do you have the time?',
    'The current time.',
  ])('is told for %j', async (text) => {
    expect(await new World().ask(text)).toBe('It is 3:45 PM.')
  })

  it.each([
    ['What time is it in Tokyo?', 'In Tokyo it is 5:45 AM tomorrow.'],
    ['What’s the time in New York City?', 'In New York City it is 3:45 PM.'],
    ['time in london', 'In London it is 8:45 PM.'],
    ['What time is it in the United Kingdom right now?', 'In the United Kingdom it is 8:45 PM.'],
    ['what is the time in Ho Chi Minh', 'In Ho Chi Minh it is 3:45 AM tomorrow.'],
    ['What time will it be in three hours?', 'It will be 6:45 PM.'],
    ['What time will it be in an hour and a half?', 'It will be 5:15 PM.'],
    ['What time was it 20 minutes ago?', 'It was 3:25 PM.'],
    ['what time is it 10 hours from now', 'It will be 1:45 AM on Monday, November 23.'],
    ['What is the time difference between London and Tokyo?', 'Tokyo is 9 hours ahead of London.'],
    ['how far ahead is india', 'India is 10.5 hours ahead of here.'],
    ['现在几点？', '现在是15:45。'],
    ['请问现在几点了', '现在是15:45。'],
    ['东京现在几点', '东京现在是明天5:45。'],
    ['五分钟以后是几点', '15:50。'],
  ])('answers %j', async (text, answer) => {
    expect(await new World().ask(text)).toBe(answer)
  })

  it('says which place it does not know', async () => {
    expect(await new World().ask('What time is it in Narnia?')).toMatch(
      /do not know the time zone of “narnia”/,
    )
  })

  it('follows the locale of the person', async () => {
    const world = new World()
    world.locale = 'en-GB'
    expect(await world.ask('What time is it?')).toBe('It is 15:45.')
  })
})
