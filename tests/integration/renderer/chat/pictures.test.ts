import type { Page } from 'playwright'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { examinePicture } from '../../../../src/main/pictures/examine.ts'
import { exif } from '../../../unit/main/pictures/build.ts'
import { applied, memoryBytes } from '../../../unit/main/pictures/memory-bytes.ts'
import { openChat } from '../support/chat-page.ts'
import { emit } from '../support/fake-bridge.ts'
import { rendererStage } from '../support/stage.ts'
import type { Extra } from '../support/page-server.ts'
import { draftView } from '../support/views.ts'

/*
 * Pictures that a real browser made: shown small, scaled down, and decoded again after their metadata was left out. Each is
 * red at its left end and blue at its right, so that a turn shows.
 */

const extras: Record<string, Extra> = {}
const stage = rendererStage({ extras })
let page: Page

beforeAll(async () => {
  page = (await openChat(stage.browser, stage.origin)).page
})

type Format = 'image/jpeg' | 'image/png' | 'image/webp'

/** A picture of 400 by 200 pixels, as Chromium writes it. */
async function picture(type: Format): Promise<Buffer> {
  const bytes = await page.evaluate(async (format) => {
    const canvas = new OffscreenCanvas(400, 200)
    const context = canvas.getContext('2d')!
    context.fillStyle = '#f00'
    context.fillRect(0, 0, 200, 200)
    context.fillStyle = '#00f'
    context.fillRect(200, 0, 200, 200)
    return [
      ...new Uint8Array(await (await canvas.convertToBlob({ type: format, quality: 0.9 })).arrayBuffer()),
    ]
  }, type)
  return Buffer.from(bytes)
}

/** The same as a camera writes it that was held upright: to be turned by 90 degrees, and with a place. */
async function photo(): Promise<Buffer> {
  const plain = await picture('image/jpeg')
  const content = Buffer.concat([Buffer.from('Exif\0\0'), exif(6)])
  const head = Buffer.from([0xff, 0xe1, 0, content.byteLength + 2])
  return Buffer.concat([plain.subarray(0, 2), head, content, plain.subarray(2)])
}

interface Seen {
  readonly width: number
  readonly height: number
  /** Colours at the four ends, as `r`, `b` or neither. */
  readonly ends: { top: string; bottom: string; left: string; right: string }
}

/** What Chromium makes of a picture. */
function look(bytes: Buffer, type: string): Promise<Seen> {
  return page.evaluate(
    async ([given, format]) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(given)], { type: format }))
      const { width, height } = bitmap
      const canvas = new OffscreenCanvas(width, height)
      const context = canvas.getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const at = (x: number, y: number) => {
        const [r = 0, , b = 0] = context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data
        return r > 200 && b < 60 ? 'r' : b > 200 && r < 60 ? 'b' : '?'
      }
      return {
        width,
        height,
        ends: {
          top: at(width / 4, 2),
          bottom: at(width / 4, height - 3),
          left: at(2, height / 4),
          right: at(width - 3, height / 4),
        },
      }
    },
    [[...bytes], type] as const,
  )
}

const show = async (id: string, body: Buffer, change: Parameters<typeof draftView>[0]) => {
  extras[`/draft/${id}`] = { type: change?.contentType ?? '', body }
  const view = await page.evaluate(async () => {
    const answer = await window.parley.invoke('view.get', undefined)
    return answer.ok ? answer.data.seq : 0
  })
  seq = Math.max(seq, view) + 1
  const draft = draftView({ id, kind: 'image', name: `${id}.jpg`, ...change })
  await emit(page, 'view.patch', { seq, set: { drafts: [draft] } })
}
let seq = 0

/** The copy that the window answered with. */
const scaledCopy = async (id: string): Promise<Buffer | null> => {
  const found = () =>
    page.evaluate((wanted) => {
      const { calls } = (globalThis as unknown as { main: { calls: { route: string; input: unknown }[] } })
        .main
      const call = calls.find(
        ({ route, input }) => route === 'attachment.scaled' && (input as { draft: string }).draft === wanted,
      )
      const bytes = (call?.input as { bytes: ArrayBuffer | null } | undefined)?.bytes
      return call === undefined ? 'none yet' : bytes ? [...new Uint8Array(bytes)] : null
    }, id)
  await expect.poll(found).not.toBe('none yet')
  const bytes = await found()
  return bytes === null ? null : Buffer.from(bytes as number[])
}

describe('without its metadata', () => {
  test('a photo looks as before, and is upright', async () => {
    const before = await photo()
    const { withoutMetadata, pixels } = await examinePicture(memoryBytes(before), 'image/jpeg')
    const after = applied(before, withoutMetadata ?? [])
    expect(after.includes('GPS')).toBe(false)
    const seen = await look(after, 'image/jpeg')
    expect(seen).toEqual(await look(before, 'image/jpeg'))
    expect(seen).toMatchObject({ ...pixels, width: 200, height: 400, ends: { top: 'r', bottom: 'b' } })
  })

  test.each(['image/jpeg', 'image/png', 'image/webp'] as const)(
    'a picture of Chromium’s own (%s) is sent byte for byte',
    async (type) => {
      const { withoutMetadata, pixels } = await examinePicture(memoryBytes(await picture(type)), type)
      expect(withoutMetadata).toEqual([])
      expect(pixels).toEqual({ width: 400, height: 200 })
    },
  )
})

describe('beside the composer', () => {
  beforeEach(() => emit(page, 'view.patch', { seq: (seq += 1), set: { drafts: [] } }))

  test('it is shown small, upright and undistorted', async () => {
    await show('shown', await photo(), { contentType: 'image/jpeg', picture: { width: 200, height: 400 } })
    const canvas = page.locator('.draft-picture canvas')
    await canvas.waitFor()
    const ends = await canvas.evaluate((element: HTMLCanvasElement) => {
      const { data } = element.getContext('2d')!.getImageData(40, 0, 1, 80)
      return [data[0], data[2], data[79 * 4], data[79 * 4 + 2]].map((value) => (value ?? 0) > 200)
    })
    expect(ends).toEqual([true, false, false, true])
  })

  test.each(['image/jpeg', 'image/png', 'image/webp'] as const)(
    'a smaller copy is made of %s',
    async (type) => {
      const id = `scaled-${type.slice(6)}`
      await show(id, await picture(type), {
        contentType: type,
        picture: { width: 400, height: 200 },
        status: 'preparing',
        scaleTo: 100,
      })
      const copy = (await scaledCopy(id)) ?? Buffer.alloc(0)
      expect(await look(copy, type)).toMatchObject({
        width: 100,
        height: 50,
        ends: { left: 'r', right: 'b' },
      })
      const { withoutMetadata } = await examinePicture(memoryBytes(copy), type)
      expect(withoutMetadata).toEqual([])
    },
  )

  test('the copy of a photo is upright by itself', async () => {
    await show('turned', await photo(), {
      contentType: 'image/jpeg',
      picture: { width: 200, height: 400 },
      status: 'preparing',
      scaleTo: 100,
    })
    const copy = (await scaledCopy('turned')) ?? Buffer.alloc(0)
    expect(copy.includes('Exif')).toBe(false)
    expect(await look(copy, 'image/jpeg')).toMatchObject({
      width: 50,
      height: 100,
      ends: { top: 'r', bottom: 'b' },
    })
  })

  test('what can’t be decoded is answered with no copy, and shown by its icon', async () => {
    await show('broken', Buffer.from('no picture'), {
      contentType: 'image/jpeg',
      picture: { width: 200, height: 400 },
      status: 'preparing',
      scaleTo: 100,
    })
    expect(await scaledCopy('broken')).toBeNull()
    expect(await page.locator('.draft-picture svg').count()).toBe(1)
  })
})
