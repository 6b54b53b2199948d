import { readTurn, textOf } from '../target.ts'
import type { Target } from '../target.ts'
import { expectSame } from '../outcome.ts'
import type { Row } from '../row.ts'

const NO_TEXT = 'message must be non-empty text'
const NO_CONTENT = 'message must include plain text or attachment_id media'

type Input = Record<string, unknown>

/** An input that must be refused, with the socket alive after it. */
function refused(id: string, title: string, input: Input, problem: string): Row {
  return {
    id,
    title: `text_input with ${title} is refused`,
    check: (target) =>
      target.live(async (socket) => {
        socket.send({ t: 'text_input', ...input })
        expectSame(await socket.next(5000), { t: 'error', data: problem, code: 'INVALID_MESSAGE_FORMAT' })
        await socket.ping()
      }),
  }
}

/** An input that must be taken, and shown as `display`. */
function taken(
  id: string,
  title: string,
  make: (target: Target) => Promise<{ input: Input; display: string }> | { input: Input; display: string },
): Row {
  return {
    id,
    title: `text_input with ${title}`,
    check: (target) =>
      target.live(async (socket) => {
        const { input, display } = await make(target)
        socket.send({ t: 'text_input', ...input })
        expectSame(textOf(await readTurn(socket), 'user_msg'), display)
      }),
  }
}

const plain = (text: string) => ({ type: 'plain', text })
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

const image = async (target: Target) =>
  (await target.upload(PNG, { filename: 'dot.png', contentType: 'image/png' })).attachment_id
const file = async (target: Target) =>
  (await target.upload('bytes', { filename: 'data.bin', contentType: 'application/octet-stream' }))
    .attachment_id

export const inputFormRows: Row[] = [
  refused('input/1', 'neither text nor message', {}, NO_TEXT),
  refused('input/2', 'an empty text', { text: '' }, NO_TEXT),
  refused('input/3', 'a blank text', { text: '  \n' }, NO_TEXT),
  refused('input/4', 'a number for a text', { text: 5 }, NO_TEXT),
  refused('input/5', 'null for a text', { text: null }, NO_TEXT),
  refused('input/6', 'a string for a message', { message: 'hi' }, NO_TEXT),
  refused('input/7', 'an object for a message', { message: plain('hi') }, NO_TEXT),
  refused('input/8', 'an empty message', { message: [] }, NO_CONTENT),
  refused('input/9', 'an empty message beside a good text', { text: 'hi', message: [] }, NO_CONTENT),
  refused('input/10', 'only a blank plain part', { message: [plain('   ')] }, NO_CONTENT),
  refused(
    'input/11',
    'only an unknown attachment',
    { message: [{ type: 'image', attachment_id: 'nope' }] },
    NO_CONTENT,
  ),
  refused('input/12', 'only an image without an id', { message: [{ type: 'image' }] }, NO_CONTENT),
  refused(
    'input/13',
    'only a part of unknown type',
    { message: [{ type: 'sticker', text: 'x' }] },
    NO_CONTENT,
  ),
  refused(
    'input/14',
    'only a reply',
    { message: [{ type: 'reply', message_id: 1, selected_text: 'q' }] },
    NO_CONTENT,
  ),
  taken('input/15', 'blanks around the text: they are trimmed', ({ options }) => ({
    input: { text: `  ${options.prompt}  ` },
    display: options.prompt,
  })),
  taken('input/16', 'a string for a message beside a text: the text counts', ({ options }) => ({
    input: { text: options.prompt, message: 'ignored' },
    display: options.prompt,
  })),
  taken('input/17', 'an unknown attachment beside text: the part is dropped', ({ options }) => ({
    input: { message: [plain(options.prompt), { type: 'image', attachment_id: 'nope' }] },
    display: options.prompt,
  })),
  taken('input/18', 'a text and a message: the text is shown', ({ options }) => ({
    input: { text: 'shown', message: [plain(options.prompt)] },
    display: 'shown',
  })),
  taken('input/19', 'two plain parts: shown one a line', ({ options }) => ({
    input: { message: [plain(options.prompt), plain('please')] },
    display: `${options.prompt}\nplease`,
  })),
  taken('input/20', 'something that is no object in the list', ({ options }) => ({
    input: { message: ['x', null, 3, plain(options.prompt)] },
    display: options.prompt,
  })),
  taken('input/21', 'only an image: shown as [attachment] 1 image', async (target) => ({
    input: { message: [{ type: 'image', attachment_id: await image(target) }] },
    display: '[attachment] 1 image',
  })),
  taken('input/22', 'a part whose type is not the upload’s: the upload’s wins', async (target) => ({
    input: { message: [{ type: 'image', attachment_id: await file(target) }] },
    display: '[attachment] 1 file',
  })),
  taken('input/23', 'several attachments: counted by type, sorted', async (target) => {
    const [picture, bytes] = [await image(target), await file(target)]
    const parts = [picture, picture, bytes].map((attachment_id) => ({ type: 'image', attachment_id }))
    return { input: { message: parts }, display: '[attachment] 1 file, 2 image' }
  }),
  taken('input/24', 'a reply beside text', ({ options }) => ({
    input: { message: [{ type: 'reply', message_id: 1, selected_text: 'earlier' }, plain(options.prompt)] },
    display: options.prompt,
  })),
]
