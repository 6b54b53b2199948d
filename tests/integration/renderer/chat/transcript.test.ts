import type { Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import type { AppView, TurnView } from '../../../../src/shared/view.ts'
import { duskPng } from '../gallery/picture.ts'
import { openChat } from '../support/chat-page.ts'
import { callsOf, emit } from '../support/fake-bridge.ts'
import { rendererStage } from '../support/stage.ts'
import { emptyView, turn } from '../support/views.ts'

const stage = rendererStage({
  extras: { '/attachment/pic': { type: 'image/png', body: duskPng(120, 80) } },
})
let page: Page
let problems: readonly string[] = []

afterEach(() => {
  expect(problems).toEqual([])
})

async function show(turns: TurnView[], change: Partial<AppView> = {}): Promise<void> {
  const chat = await openChat(stage.browser, stage.origin, { view: emptyView({ turns, ...change }) })
  page = chat.page
  problems = chat.problems
  await page.waitForFunction(() =>
    document.querySelector('.turn')?.checkVisibility({ visibilityProperty: true }),
  )
}

const reply = (text: string): TurnView['reply'] => ({ text, tools: [], attachments: [], spoken: null })

describe('markdown of a stranger', () => {
  test('runs nothing, loads nothing and leads nowhere but through main', async () => {
    const requests: string[] = []
    await show([
      turn('1', {
        reply: reply(
          [
            '<script>document.title = "owned"</script><img src=x onerror="document.title=\'owned\'">',
            '![tracker](https://evil.example/pixel.png) ![mine](/attachment/pic)',
            '[good](https://example.org/page) [bad](javascript:document.title=1) [file](file:///etc/passwd)',
          ].join('\n\n'),
        ),
      }),
    ])
    page.on('request', (request) => requests.push(request.url()))
    await page.getByAltText('mine').waitFor()
    expect(await page.title()).toBe('Parley')
    expect(await page.locator('.markdown script, .markdown [onerror]').count()).toBe(0)
    expect(await page.locator('.markdown img').count()).toBe(1)
    expect(await page.locator('.markdown a').count()).toBe(1)
    await page.getByRole('link', { name: 'good' }).click()
    expect(await callsOf(page, 'link.open')).toEqual([{ url: 'https://example.org/page' }])
    expect(page.url()).toContain('/chat/index.html')
    expect(requests.filter((url) => !url.startsWith(stage.origin))).toEqual([])
  })
})

describe('the end of the conversation', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    turn(`t${index}`, { input: { kind: 'text', text: `Question ${index}`, attachments: [], audioMs: null } }),
  )
  const distance = () =>
    page.evaluate(() => {
      const list = document.querySelector('.transcript-list')
      return list ? list.scrollHeight - list.clientHeight - list.scrollTop : Number.NaN
    })
  const grow = async (from: number, to: number) => {
    for (let seq = from; seq <= to; seq++) {
      await emit(page, 'view.patch', { seq, appendReply: { turnId: 't299', text: `\n\nParagraph ${seq}.` } })
    }
    await page.getByText(`Paragraph ${to}.`).waitFor({ state: 'attached' })
  }

  test('is where a window opens, and it stays there while the reply grows', async () => {
    await show(many)
    await page.getByText('Question 299').waitFor()
    await expect.poll(distance).toBeLessThan(2)
    await grow(1, 25)
    await expect.poll(distance).toBeLessThan(2)
  })

  test('is left to the reader who scrolls up, until asked for', async () => {
    await show(many)
    await expect.poll(distance).toBeLessThan(2)
    await page.mouse.move(300, 300)
    await page.mouse.wheel(0, -700)
    await expect.poll(distance).toBeGreaterThan(500)
    const top = await page.evaluate(() => document.querySelector('.transcript-list')?.scrollTop)
    for (let seq = 1; seq <= 10; seq++) {
      await emit(page, 'view.patch', { seq, appendReply: { turnId: 't299', text: `\n\nParagraph ${seq}.` } })
    }
    await page.waitForTimeout(200)
    expect(await page.evaluate(() => document.querySelector('.transcript-list')?.scrollTop)).toBe(top)
    await page.getByRole('button', { name: 'Jump to the latest message' }).click()
    await expect.poll(distance).toBeLessThan(2)
    await page.getByRole('button', { name: 'Jump to the latest message' }).waitFor({ state: 'detached' })
  })

  test('is shown again when something is sent from here', async () => {
    await show(many)
    await expect.poll(distance).toBeLessThan(2)
    await page.mouse.move(300, 300)
    await page.mouse.wheel(0, -700)
    await expect.poll(distance).toBeGreaterThan(500)
    await page.getByLabel('Message', { exact: true }).fill('new')
    await page.keyboard.press('Enter')
    await expect.poll(distance).toBeLessThan(2)
  })

  test('only what is near is in the page, however long the conversation', async () => {
    await show(many)
    expect(await page.locator('.turn').count()).toBeLessThan(60)
  })
})

describe('a reply that is spoken', () => {
  const text =
    'It is **half past** six in Tokyo. The sun has `set`.\n\n- It rises at [five](https://example.org).'
  const at = (part: string) => text.indexOf(part)
  const speaking = (state: TurnView['state'], spoken: TurnView['reply']['spoken']) =>
    turn('1', { state, reply: { text, tools: [], attachments: [], spoken } })

  /** What the two highlights cover on the page. */
  const lit = () =>
    page.evaluate(() =>
      ['spoken-passage', 'spoken-words'].map((name) =>
        [...(CSS.highlights.get(name) ?? [])].map(String).join('|'),
      ),
    )

  test('is lit up where it is heard, across its markup, and follows the speaker', async () => {
    await show([speaking('speaking', { from: 0, to: at(' The sun'), heard: at(' six') })])
    await expect.poll(lit).toEqual(['It is |half past| six in Tokyo.', 'It is |half past'])
    const to = { from: at('It rises'), to: text.length, heard: at('](') }
    await emit(page, 'view.patch', { seq: 1, spokenReply: { turnId: '1', spoken: to } })
    await expect.poll(lit).toEqual(['It rises at |five|.', 'It rises at |five'])
    const heard = { from: text.length, to: text.length, heard: text.length }
    await emit(page, 'view.patch', { seq: 2, spokenReply: { turnId: '1', spoken: heard } })
    await expect.poll(lit).toEqual(['', ''])
  })

  test('grows while it is lit up', async () => {
    await show([speaking('speaking', { from: at('It rises'), to: text.length + 7, heard: at('It rises') })])
    await emit(page, 'view.patch', { seq: 1, appendReply: { turnId: '1', text: ' Early.' } })
    await expect.poll(lit).toEqual(['It rises at |five|. Early.', ''])
  })

  test('shows what was not heard when it was interrupted, in words too', async () => {
    await show([speaking('interrupted', { from: at(' six'), to: at(' six'), heard: at(' six') })])
    const mark = page.getByText('Not heard', { exact: true })
    await mark.waitFor()
    expect(await mark.count()).toBe(1)
    expect(await page.locator('.unheard').allTextContents()).toEqual([
      'six in Tokyo. The sun has ',
      'set',
      '.',
      'It rises at ',
      'five',
      '.',
    ])
    expect(await page.locator('.markdown p').textContent()).toBe(
      'It is half past Not heardsix in Tokyo. The sun has set.',
    )
    expect(await lit()).toEqual(['', ''])
  })

  test('is whole when it was heard to its end, and when it was never spoken', async () => {
    await show([
      speaking('interrupted', { from: 0, to: 0, heard: text.length - 1 }),
      turn('2', { state: 'interrupted' }),
    ])
    await page.getByText('You stopped this answer.').nth(1).waitFor()
    expect(await page.locator('.unheard, .unheard-mark').count()).toBe(0)
  })
})

describe('what can be done with a turn', () => {
  test('that was not sent: send again or discard', async () => {
    await show([turn('u', { state: 'unsent', reply: reply(''), endedAt: null })])
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await callsOf(page, 'turn.retry')).toEqual([{ turnId: 'u' }])
    expect(await callsOf(page, 'turn.discard')).toEqual([{ turnId: 'u' }])
  })

  test('that has no answer: wait, stop or begin anew', async () => {
    await show([turn('s', { state: 'stalled', reply: reply(''), endedAt: null })])
    await page.getByRole('button', { name: 'Keep waiting' }).click()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Start a new conversation' }).click()
    expect(await callsOf(page, 'turn.keepWaiting')).toEqual([{ turnId: 's' }])
    expect(await callsOf(page, 'turn.interrupt')).toHaveLength(1)
    expect(await callsOf(page, 'connection.restart')).toHaveLength(1)
  })

  test('that failed: read why and what to do', async () => {
    await show([
      turn('f', { state: 'failed', reply: reply(''), failure: failure('STT_FAILED', 'raw words') }),
    ])
    await page.getByText('Your speech could not be recognised.').waitFor()
    await page.getByText('Try again, or type your message.').waitFor()
    expect(await page.getByText('raw words').count()).toBe(0)
  })

  test('that was answered: copy the answer', async () => {
    await show([turn('1')])
    await page.getByRole('button', { name: 'Copy answer' }).click()
    expect(await callsOf(page, 'clipboard.write')).toEqual([{ text: 'It is 18:30 in Tokyo.' }])
    await page.getByRole('button', { name: 'Copied' }).waitFor()
  })

  test('with files: look at pictures, save the rest', async () => {
    const attachments: TurnView['reply']['attachments'] = [
      { attachmentId: 'pic', kind: 'image', name: 'dusk.png', size: 900 },
      { attachmentId: 'gone', kind: 'image', name: 'gone.png', size: 900 },
      { attachmentId: 'notes', kind: 'file', name: 'notes.txt', size: 12 },
    ]
    const here = turn('1', { reply: { text: 'Here.', tools: [], attachments, spoken: null } })
    await show([here], { voice: 'listening' })
    await page.getByText('can’t be shown here').waitFor()
    await page.getByRole('button', { name: 'Open dusk.png at full size' }).click()
    const viewer = page.getByRole('dialog', { name: 'dusk.png' })
    await viewer.getByText('100 %').waitFor()
    await page.keyboard.press('+')
    await viewer.getByText('125 %').waitFor()
    await viewer.locator('img').hover()
    await page.mouse.wheel(0, -400)
    await viewer.getByText('340 %').waitFor()
    await page.keyboard.press('0')
    await viewer.getByText('100 %').waitFor()
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => viewer.count()).toBe(0)
    expect(await callsOf(page, 'turn.cancelTalk')).toEqual([])
    await page.getByRole('button', { name: 'Open dusk.png at full size' }).click()
    await viewer.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Save notes.txt…' }).click()
    expect(await callsOf(page, 'attachment.save')).toEqual([{ attachmentId: 'notes', name: 'notes.txt' }])
    await page.getByRole('button', { name: 'Show notes.txt in its folder' }).waitFor()
    // A picture that main could not fetch: the browser says so on its console, and we say so in words.
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([])
    problems = []
  })

  test('with tools: open a card and read what went in and out', async () => {
    const tools = [
      { id: 'a', name: 'add', args: '{"a":1,"b":2}', result: '{"sum":3}', status: 'done' as const },
    ]
    await show([turn('1', { reply: { text: '3', tools, attachments: [], spoken: null } })])
    await page.getByText('a: 1, b: 2').click()
    await page.getByText('"sum": 3').waitFor()
  })
})

test('a screen reader hears the state and the whole reply, and not each word', async () => {
  await show([turn('1', { state: 'thinking', reply: reply(''), endedAt: null })], { voice: 'thinking' })
  const status = page.locator('[role=status][aria-live=polite]')
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    const region = document.querySelector('[role=status][aria-live=polite]')
    if (region) {
      new MutationObserver(() => said.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    }
  })
  const words = ['It ', 'is ', 'late.']
  await emit(page, 'view.patch', { seq: 1, set: { voice: 'speaking' } })
  for (const [index, text] of words.entries()) {
    await emit(page, 'view.patch', { seq: index + 2, appendReply: { turnId: '1', text } })
  }
  await emit(page, 'view.patch', {
    seq: 5,
    upsertTurns: [turn('1', { reply: reply('It is late.') })],
    set: { voice: 'idle' },
  })
  await expect.poll(() => status.textContent()).toBe('Answer: It is late.')
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
  expect(said).toEqual(['Speaking', 'Answer: It is late.'])
})
