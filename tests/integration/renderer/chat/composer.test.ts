import type { Locator, Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../../../src/shared/failure.ts'
import { openChat } from '../support/chat-page.ts'
import type { ChatPage } from '../support/chat-page.ts'
import { answer, callsOf, emit } from '../support/fake-bridge.ts'
import { rendererStage } from '../support/stage.ts'
import { draftView, emptyView, turn } from '../support/views.ts'

const stage = rendererStage()
let chat: ChatPage
let page: Page

beforeEach(async () => {
  chat = await openChat(stage.browser, stage.origin)
  page = chat.page
})

afterEach(() => {
  expect(chat.problems).toEqual([])
})

const input = () => page.getByLabel('Message', { exact: true })

describe('writing', () => {
  test('Enter sends, and the field is empty and ready for more', async () => {
    await page.keyboard.type('  Hello there ')
    await page.keyboard.press('Enter')
    await expect.poll(() => input().inputValue()).toBe('')
    expect(await callsOf(page, 'turn.sendText')).toEqual([{ text: 'Hello there', drafts: [] }])
    expect(await input().evaluate((element) => element === document.activeElement)).toBe(true)
  })

  test('Shift+Enter begins a new line', async () => {
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    expect(await input().inputValue()).toBe('one\ntwo')
    expect(await callsOf(page, 'turn.sendText')).toEqual([])
  })

  test('Enter belongs to the input method while it composes', async () => {
    const client = await page.context().newCDPSession(page)
    await input().focus()
    await client.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 })
    await page.evaluate(() => {
      const event = new KeyboardEvent('keydown', {
        key: 'Enter',
        bubbles: true,
        cancelable: true,
        isComposing: true,
      })
      document.activeElement?.dispatchEvent(event)
    })
    expect(await callsOf(page, 'turn.sendText')).toEqual([])
    await client.send('Input.insertText', { text: '你好' })
    await page.keyboard.press('Enter')
    await expect.poll(() => callsOf(page, 'turn.sendText')).toEqual([{ text: '你好', drafts: [] }])
  })

  test('what main refuses stays in the field, with the reason', async () => {
    await answer(page, 'turn.sendText', { ok: false, error: failure('OUTBOX_FULL', 'full') })
    await page.keyboard.type('keep me')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Too much is waiting to be sent' }).waitFor()
    expect(await input().inputValue()).toBe('keep me')
  })

  test('a draft outlives the window', async () => {
    await page.keyboard.type('half a thou')
    await page.reload()
    await page.waitForSelector('.header')
    expect(await input().inputValue()).toBe('half a thou')
  })

  test('an empty message can’t be sent', async () => {
    await page.keyboard.press('Enter')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    expect(await callsOf(page, 'turn.sendText')).toEqual([])
  })
})

describe('files', () => {
  const draft = (status: 'uploading' | 'ready' | 'failed') =>
    draftView({
      status,
      progress: 0.5,
      failure: status === 'failed' ? failure('UPLOAD_FAILED', 'no') : null,
    })

  test('hold up sending until they are at the server', async () => {
    await page.keyboard.type('see this')
    await emit(page, 'view.patch', { seq: 1, set: { drafts: [draft('uploading')] } })
    const blocked = page.getByRole('button', { name: 'Wait until the files are uploaded' })
    await blocked.waitFor()
    expect(await blocked.isDisabled()).toBe(true)
    await page.keyboard.press('Enter')
    expect(await callsOf(page, 'turn.sendText')).toEqual([])
    await emit(page, 'view.patch', { seq: 2, set: { drafts: [draft('ready')] } })
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await callsOf(page, 'turn.sendText')).toEqual([{ text: 'see this', drafts: ['d1'] }])
  })

  test('that go up can be stopped', async () => {
    await emit(page, 'view.patch', { seq: 1, set: { drafts: [draft('uploading')] } })
    await page.getByRole('button', { name: 'Stop uploading plan.pdf' }).click()
    expect(await callsOf(page, 'attachment.cancel')).toEqual([{ draft: 'd1' }])
  })

  test('that may tell a place go only when one says so', async () => {
    const drafts = [draftView({ status: 'failed', failure: failure('FILE_METADATA', 'stuck') })]
    await emit(page, 'view.patch', { seq: 1, set: { drafts } })
    await page.getByText('May tell where it was taken').waitFor()
    await page.getByRole('button', { name: 'Send plan.pdf as it is' }).click()
    expect(await callsOf(page, 'attachment.retry')).toEqual([{ draft: 'd1', asIs: true }])
  })

  test('go with what is said from the press of the key, and are back when that comes to nothing', async () => {
    const drafts = ['a', 'b', 'c'].map((name) => draftView({ id: name, name: `${name}.txt` }))
    const said = turn('said', {
      state: 'listening',
      input: { kind: 'voice', text: null, attachments: [], audioMs: null },
      compose: { stage: 'recording', drafts: ['a'], failure: null },
    })
    const names = (list: Locator) => list.locator('.draft-name').allTextContents()
    const beside = page.getByRole('list', { name: 'Files to send' })
    await emit(page, 'view.patch', { seq: 1, set: { drafts }, upsertTurns: [said] })
    const withSpeech = page.getByRole('region', { name: 'Goes with what you are saying' })
    await expect.poll(() => names(withSpeech)).toEqual(['a.txt'])
    expect(await names(beside)).toEqual(['b.txt', 'c.txt'])
    // Their places are among all files.
    await beside.getByRole('listitem').first().focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(() => callsOf(page, 'attachment.move')).toEqual([{ draft: 'b', to: 2 }])
    await withSpeech.getByRole('button', { name: 'Remove a.txt' }).click()
    expect(await callsOf(page, 'attachment.remove')).toEqual([{ draft: 'a' }])

    await emit(page, 'view.patch', { seq: 2, removeTurns: ['said'] })
    await expect.poll(() => names(beside)).toEqual(['a.txt', 'b.txt', 'c.txt'])
  })

  describe('in their order', () => {
    const three = ['a', 'b', 'c'].map((name) => draftView({ id: name, name: `${name}.txt` }))
    const chip = (name: string) => page.getByRole('listitem').filter({ hasText: `${name}.txt` })
    beforeEach(() => emit(page, 'view.patch', { seq: 1, set: { drafts: three } }))

    test('are moved by dragging one to the place of another', async () => {
      await chip('a').dragTo(chip('c'))
      await expect.poll(() => callsOf(page, 'attachment.move')).toEqual([{ draft: 'a', to: 2 }])
    })

    test('are moved and removed by keys, and it is said', async () => {
      await chip('b').focus()
      await page.keyboard.press('Alt+ArrowRight')
      await page.keyboard.press('Alt+ArrowLeft')
      await page.keyboard.press('Delete')
      expect(await callsOf(page, 'attachment.move')).toEqual([
        { draft: 'b', to: 2 },
        { draft: 'b', to: 0 },
      ])
      expect(await callsOf(page, 'attachment.remove')).toEqual([{ draft: 'b' }])
      await page.getByRole('status').getByText('b.txt is now number 1 of 3').waitFor()
      await chip('a').focus()
      await page.keyboard.press('Alt+ArrowLeft')
      expect(await callsOf(page, 'attachment.move')).toHaveLength(2)
    })
  })

  test('that are pictures can be described', async () => {
    const drafts = [draftView({ kind: 'image', name: 'harbour.png' })]
    await emit(page, 'view.patch', { seq: 1, set: { drafts } })
    await page.getByRole('button', { name: 'Describe harbour.png' }).click()
    await page.getByLabel('What is in harbour.png?').fill('A harbour at dusk')
    await page.keyboard.press('Enter')
    expect(await callsOf(page, 'attachment.setAlt')).toEqual([{ draft: 'd1', alt: 'A harbour at dusk' }])
    expect(await callsOf(page, 'turn.sendText')).toEqual([])
  })

  test('that failed can be tried again or removed', async () => {
    await emit(page, 'view.patch', { seq: 1, set: { drafts: [draft('failed')] } })
    await page.getByText('The upload failed').waitFor()
    await page.getByRole('button', { name: 'Upload plan.pdf again' }).click()
    await page.getByRole('button', { name: 'Remove plan.pdf' }).click()
    expect(await callsOf(page, 'attachment.retry')).toEqual([{ draft: 'd1', asIs: false }])
    expect(await callsOf(page, 'attachment.remove')).toEqual([{ draft: 'd1' }])
  })

  const drag = (type: string, count = 1) =>
    page.evaluate(
      ([name, files]) => {
        const dataTransfer = new DataTransfer()
        for (let i = 0; i < files; i++) dataTransfer.items.add(new File(['x'], 'dropped.txt'))
        if (files === 0) dataTransfer.setData('text/plain', 'words')
        document
          .querySelector('.conversation')
          ?.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }))
      },
      [type, count] as const,
    )

  test('can be dropped anywhere, and the window says so', async () => {
    await drag('dragenter')
    await page.getByText('Drop files to attach them').waitFor()
    await drag('drop')
    await page.getByText('Drop files to attach them').waitFor({ state: 'detached' })
    expect(await callsOf(page, 'attachment.add')).toEqual([{ paths: ['/home/me/dropped.txt'] }])
  })

  test('are counted while they hover; more than there is room for are refused before they are let go', async () => {
    await drag('dragenter', 3)
    await page.getByText('Drop 3 files to attach them').waitFor()
    await page.getByText('Up to 20 files for a message, 128 MB each. Folders are refused.').waitFor()
    await drag('dragleave')
    const drafts = Array.from({ length: 18 }, (_, index) => draftView({ id: `d${index}` }))
    await emit(page, 'view.patch', { seq: 1, set: { drafts } })
    await drag('dragenter', 3)
    await page.getByText('3 files are too many: 2 more can be attached').waitFor()
  })

  test('dragged words are no files', async () => {
    await drag('dragenter', 0)
    await drag('drop', 0)
    expect(await page.getByText('Drop files to attach them').count()).toBe(0)
    expect(await callsOf(page, 'attachment.add')).toEqual([])
  })

  test('leaving the window takes the overlay away', async () => {
    await drag('dragenter')
    await drag('dragleave')
    expect(await page.getByText('Drop files to attach them').count()).toBe(0)
  })

  test('can be pasted', async () => {
    await input().focus()
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['x'], 'pasted.png'))
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    })
    await expect.poll(() => callsOf(page, 'attachment.add')).toEqual([{ paths: ['/home/me/pasted.png'] }])
  })

  describe('that are none on this computer', () => {
    beforeEach(() => page.evaluate(() => Object.assign(window.parley, { pathForFile: () => '' })))

    /** What was attached, with the bytes as a list: a test's process gets no ArrayBuffer out of a page. */
    const attached = () =>
      page.evaluate(() =>
        (globalThis as unknown as { main: { calls: { route: string; input: unknown }[] } }).main.calls
          .filter(({ route }) => route === 'attachment.addBytes')
          .map(({ input: asked }) => asked as { name: string; bytes: ArrayBuffer })
          .map(({ name, bytes }) => ({
            name,
            bytes: bytes instanceof ArrayBuffer ? [...new Uint8Array(bytes)] : bytes,
          })),
      )

    /** Pastes as another program would have filled the clipboard. */
    const paste = (files: { name: string; type: string; size: number }[], text?: string) =>
      page.evaluate(
        ([given, words]) => {
          const clipboardData = new DataTransfer()
          for (const { name, type, size } of given)
            clipboardData.items.add(new File([new Uint8Array(size).fill(7)], name, { type }))
          if (words !== undefined) clipboardData.setData('text/plain', words)
          return document.activeElement?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          )
        },
        [files, text] as const,
      )

    test('a screenshot in the clipboard is attached with Ctrl+V', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.clock.setFixedTime(new Date(2026, 0, 31, 10, 20))
      await page.evaluate(async () => {
        const canvas = new OffscreenCanvas(40, 30)
        canvas.getContext('2d')?.fillRect(0, 0, 40, 30)
        const picture = await canvas.convertToBlob({ type: 'image/png' })
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
      })
      await input().focus()
      await page.keyboard.press('Control+V')
      await expect.poll(attached).toHaveLength(1)
      const [picture] = await attached()
      expect(picture).toMatchObject({ name: 'pasted-2026-01-31-10-20.png' })
      const bytes = Buffer.from(picture?.bytes as number[])
      expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
      // Width and height, from the header of the PNG.
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([40, 30])
      expect(await callsOf(page, 'attachment.add')).toEqual([])
      expect(await input().inputValue()).toBe('')
    })

    test('a picture that has a name keeps it', async () => {
      await paste([{ name: 'harbour.webp', type: 'image/webp', size: 3 }])
      await expect.poll(attached).toEqual([{ name: 'harbour.webp', bytes: [7, 7, 7] }])
    })

    test('copied cells with a picture of them are pasted as text', async () => {
      const isDefault = await paste([{ name: 'image.png', type: 'image/png', size: 3 }], '1\t2')
      expect(isDefault).toBe(true)
      expect(await attached()).toEqual([])
    })

    test('a picture that is too big is refused before it is read, with what to do', async () => {
      await paste([{ name: 'image.png', type: 'image/png', size: 32 * 1024 * 1024 + 1 }])
      await page.getByRole('alert').getByText('up to 32 MB are taken. Save it').waitFor()
      expect(await attached()).toEqual([])
    })

    test('several are told apart by name, and what is no picture is taken too', async () => {
      await paste([
        { name: 'mail.pdf', type: 'application/pdf', size: 1 },
        { name: 'image.png', type: 'image/png', size: 1 },
        { name: 'image.png', type: 'image/png', size: 1 },
      ])
      await expect.poll(attached).toHaveLength(3)
      const names = (await attached()).map(({ name }) => name)
      expect(names.map((name) => name.replace(/\d{4}(-\d\d){4}/, 'now'))).toEqual([
        'mail.pdf',
        'pasted-now-2.png',
        'pasted-now-3.png',
      ])
    })

    test('why main refuses one is said', async () => {
      await answer(page, 'attachment.addBytes', { ok: false, error: failure('OUTBOX_FULL', 'full', true) })
      await paste([{ name: 'image.png', type: 'image/png', size: 1 }])
      await page.getByRole('alert').getByText('Too much is waiting to be sent').waitFor()
    })
  })

  test('say how many there may be, and how large, before they are chosen', async () => {
    const button = page.getByRole('button', { name: 'Attach files' })
    expect(await button.getAttribute('title')).toBe('Attach files: up to 20 for a message, 128 MB each')
  })

  test('can be chosen', async () => {
    await page.getByRole('button', { name: 'Attach files' }).click()
    expect(await callsOf(page, 'attachment.pick')).toHaveLength(1)
  })
})

describe('the microphone button', () => {
  const talk = () => page.getByRole('button', { name: 'Hold to talk' })
  const talked = () => callsOf(page, 'turn.talk')

  test('talks while the pointer holds it, also when it is let go elsewhere', async () => {
    await talk().hover()
    await page.mouse.down()
    await expect.poll(talked).toEqual([{ down: true }])
    await page.mouse.move(10, 10)
    await page.mouse.up()
    await expect.poll(talked).toEqual([{ down: true }, { down: false }])
  })

  test.each(['Space', 'Enter'])('talks while %s is held, without its repeats', async (key) => {
    await talk().focus()
    await page.keyboard.down(key)
    await page.keyboard.down(key)
    await page.keyboard.down(key)
    await page.keyboard.up(key)
    expect(await talked()).toEqual([{ down: true }, { down: false }])
  })

  test('lets go when the window loses the focus', async () => {
    await talk().focus()
    await page.keyboard.down('Space')
    await page.evaluate(() => window.dispatchEvent(new Event('blur')))
    expect(await talked()).toEqual([{ down: true }, { down: false }])
  })

  test('shows that it listens', async () => {
    await emit(page, 'view.patch', { seq: 1, set: { voice: 'listening' } })
    const button = page.getByRole('button', { name: 'Release to send' })
    await button.waitFor()
    expect(await button.getAttribute('aria-pressed')).toBe('true')
  })
})

test('Escape throws away what is being said, stops an answer, and does nothing else', async () => {
  const asked = async () => [
    (await callsOf(page, 'turn.cancelTalk')).length,
    (await callsOf(page, 'turn.interrupt')).length,
  ]
  const escape = async (seq: number, voice: string) => {
    await emit(page, 'view.patch', { seq, set: { voice } })
    await page.locator(`.talk[data-listening="${voice === 'listening'}"]`).waitFor()
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('Escape')
  expect(await asked()).toEqual([0, 0])
  await escape(1, 'listening')
  expect(await asked()).toEqual([1, 0])
  await escape(2, 'idle')
  expect(await asked()).toEqual([1, 0])
  await emit(page, 'view.patch', { seq: 3, set: { voice: 'speaking' } })
  await page.getByRole('button', { name: 'Stop the answer' }).waitFor()
  await page.keyboard.press('Escape')
  expect(await asked()).toEqual([1, 1])
  // In an input method it takes a word back.
  await page
    .getByRole('textbox')
    .dispatchEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true })
  expect(await asked()).toEqual([1, 1])
})

test('hands-free is turned on and off with one click, and what the microphone does stays in sight', async () => {
  const button = page.getByRole('button', { name: 'Hands-free', exact: true })
  expect(await button.getAttribute('aria-pressed')).toBe('false')
  await button.click()
  expect(await callsOf(page, 'handsFree.set')).toEqual([{ on: true }])
  const state = page.locator('.hands-free-state')
  const steps = [
    ['starting', 'Opening the microphone…'],
    ['waiting', 'Hands-free: just speak'],
    ['hearing', 'Hearing you…'],
  ] as const
  for (const [index, [each, words]] of steps.entries()) {
    const set = { handsFree: { on: true, state: each, problem: null } }
    await emit(page, 'view.patch', { seq: index + 1, set })
    await expect.poll(() => state.textContent()).toBe(words)
  }
  expect(await button.getAttribute('aria-pressed')).toBe('true')
  await button.click()
  expect(await callsOf(page, 'handsFree.set')).toEqual([{ on: true }, { on: false }])
})

test('an answer that runs can be stopped', async () => {
  expect(await page.getByRole('button', { name: 'Stop the answer' }).count()).toBe(0)
  await emit(page, 'view.patch', { seq: 1, set: { voice: 'speaking' } })
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  expect(await callsOf(page, 'turn.interrupt')).toHaveLength(1)
})

test('an example of the empty window is asked with one click', async () => {
  await page.getByRole('button', { name: 'What time is it in Tokyo?' }).click()
  expect(await callsOf(page, 'turn.sendText')).toEqual([{ text: 'What time is it in Tokyo?', drafts: [] }])
})

test('a gap in the patches asks for the whole view again', async () => {
  expect(await callsOf(page, 'view.get')).toHaveLength(1)
  await answer(page, 'view.get', { ok: true, data: emptyView({ seq: 9, voice: 'thinking' }) })
  await emit(page, 'view.patch', { seq: 8, set: { voice: 'speaking' } })
  await page.getByText('Thinking', { exact: true }).first().waitFor()
  expect(await callsOf(page, 'view.get')).toHaveLength(2)
})

test('a microphone that the system keeps back leads to the system’s own page, where there is one', async () => {
  const view = emptyView({ notices: [{ id: 'n', kind: 'error', failure: failure('MIC_DENIED', 'no') }] })
  const button = () => page.getByRole('button', { name: 'Open the privacy settings' })
  for (const platform of ['linux', 'win32']) {
    chat = await openChat(stage.browser, stage.origin, { view, platform })
    page = chat.page
    await page.getByText('The system keeps the microphone from Parley').waitFor()
    expect(await button().count()).toBe(platform === 'linux' ? 0 : 1)
  }
  await button().click()
  expect(await callsOf(page, 'microphone.openPrivacy')).toHaveLength(1)
})
