import { describe, expect, it } from 'vitest'
import { memoryStore, saidIn, World } from './harness.ts'

describe('notes', () => {
  it.each([
    ['Take a note: buy milk', 'Buy milk'],
    ['take a note buy milk', 'Buy milk'],
    ['Please make a note that the Wi-Fi password is Swordfish99.', 'The Wi-Fi password is Swordfish99'],
    ['Write down 3 apples', '3 apples'],
    ['note: call Dr. Smith, ask for Ann', 'Call Dr. Smith, ask for Ann'],
    ['Remember that the car is on level 2', 'The car is on level 2'],
    ['Add bread to my notes', 'Bread'],
    ['记一下：买牛奶', '买牛奶'],
    ['做个笔记，明天开会', '明天开会'],
  ])('%j is kept', async (text, note) => {
    const world = new World()
    const events = await world.events(text)
    expect(events[0]).toMatchObject({ type: 'tool_call', name: 'add_note', args: { text: note } })
    expect(await world.ask('read the last note')).toBe(`Your last note: ${note}.`)
  })

  it('asks what to note, and takes the answer whatever it is', async () => {
    const world = new World()
    expect(await world.ask('Take a note.')).toBe('What should I note?')
    expect(await world.ask('Pick up Anna at 5')).toBe('Noted: Pick up Anna at 5.')
    expect(await world.ask('Take a note')).toBe('What should I note?')
    expect(await world.ask('Never mind.')).toBe('Okay.')
    expect(await world.ask('How many notes do I have?')).toBe('You have 1 note.')
  })

  it('reads, searches and deletes', async () => {
    const world = new World()
    expect(await world.ask('Read my notes')).toBe('You have no notes.')
    for (const text of ['buy milk', 'call Anna', 'buy oat milk']) await world.ask(`take a note: ${text}`)
    expect(await world.ask('Read my notes.')).toBe(
      'You have 3 notes:\n1. Buy milk\n2. Call Anna\n3. Buy oat milk',
    )
    expect(await world.ask('search my notes for MILK')).toBe(
      '2 notes mention “milk”:\n- Buy milk\n- Buy oat milk',
    )
    expect(await world.ask('do I have a note about eggs?')).toBe('No note mentions “eggs”.')
    expect(await world.ask('Delete note 2')).toBe('Deleted: Call Anna.')
    expect(await world.ask('Delete the last note.')).toBe('Deleted: Buy oat milk.')
    expect(await world.ask('delete note 7')).toBe('There is no note 7.')
    expect(await world.ask('read my notes')).toBe('You have 1 note:\n1. Buy milk')
  })

  it('deletes everything only after a sentence that nobody says by accident', async () => {
    const world = new World()
    await world.ask('take a note: buy milk')
    expect(await world.ask('Delete all my notes')).toMatch(
      /your only note for good.*yes, delete all my notes/,
    )
    expect(await world.ask('How many notes do I have?')).toBe('You have 1 note.')
    expect(await world.ask('Yes, delete all my notes')).toBe('All your notes are deleted.')
    expect(await world.ask('Read my notes')).toBe('You have no notes.')
  })

  it('hands them over as a file', async () => {
    const world = new World()
    await world.ask('take a note: buy milk')
    const events = await world.events('Export my notes')
    const file = events.find((event) => event.type === 'attachment')
    expect(file).toMatchObject({ name: 'notes.md', mime: 'text/markdown' })
    expect(new TextDecoder().decode(file?.bytes)).toBe('# Notes\n\n- Buy milk (Nov 22, 2026, 3:45 PM)\n')
    expect(saidIn(events)).toBe('Here is your note as a file.')
  })

  it('keeps people apart, and lasts', async () => {
    const store = memoryStore()
    const world = new World({ store })
    await world.ask('take a note: my secret')
    expect(await world.ask('read my notes', { username: 'ben' })).toBe('You have no notes.')
    await world.ask('Yes, delete all my notes', { username: 'ben' })
    expect(await new World({ store }).ask('read my notes')).toBe('You have 1 note:\n1. My secret')
  })

  it('reads Chinese requests', async () => {
    const world = new World()
    await world.ask('记一下：买牛奶')
    expect(await world.ask('读一下我的笔记')).toBe('共有 1 条笔记：\n1. 买牛奶')
    expect(await world.ask('删除最后一条笔记')).toBe('已删除：买牛奶。')
  })
})
