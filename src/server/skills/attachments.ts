import { readWavInfo, wavSeconds } from '../../shared/wav.ts'
import { imageSize } from '../../shared/image-size.ts'
import type { Attachment, Lang } from './types.ts'

/** How much of a file is read to describe it, in bytes. Frame headers of photos lie behind metadata of tens of kilobytes. */
const HEAD_BYTES = 256 * 1024
/** How much of a text is quoted. */
const QUOTED_LINES = 3
const QUOTED_CHARS = 200

/** "3.4 MB" */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : Number(value.toPrecision(value < 10 ? 2 : 3))} ${bytes === 1 ? 'byte' : units[unit]}`
}

/**
 * What can honestly be said of the files that came with a message when nothing here can look at what they show: name, type, size;
 * an image's dimensions, a recording's length, a text's first lines and word count.
 */
export async function describeAttachments(parts: readonly Attachment[], lang: Lang): Promise<string> {
  const lines = await Promise.all(parts.map((part) => describe(part, lang)))
  const isOne = parts.length === 1
  const isTextOnly = parts.every(isText)
  if (lang === 'zh') {
    const head = isOne ? '收到一个文件：' : `收到 ${parts.length} 个文件：`
    return `${head}\n${lines.map((line) => `- ${line}`).join('\n')}\n离线时我不能分析${isTextOnly ? '文件的意思' : '文件的内容'}。要分析，请在设置里连接 AstrBot 服务器。`
  }
  const head = isOne ? 'I received one file:' : `I received ${parts.length} files:`
  const limit = isTextOnly
    ? `I can’t interpret ${isOne ? 'it' : 'them'} offline.`
    : `I can’t look at what ${isOne ? 'it shows' : 'they show'} offline.`
  return `${head}\n${lines.map((line) => `- ${line}`).join('\n')}\n${limit} For that, connect Parley to an AstrBot server in the settings.`
}

/** One short sentence for an answer that was about something else. */
export function acknowledgeAttachments(parts: readonly Attachment[], lang: Lang): string {
  const names = parts.map((part) => part.name).join(lang === 'zh' ? '、' : ', ')
  return lang === 'zh'
    ? `我也收到了 ${names}，但离线时不能分析。`
    : `I also received ${names}, but I can’t analyse files offline.`
}

async function describe(part: Attachment, lang: Lang): Promise<string> {
  const facts = [KINDS[part.kind][lang], part.mime, formatSize(part.size)]
  if (part.size === 0) return `${part.name} (${[...facts, lang === 'zh' ? '空文件' : 'empty'].join(', ')})`
  const head = await part.readHead(HEAD_BYTES)
  const size = part.kind === 'image' ? imageSize(head) : null
  if (size !== null) facts.push(`${size.width} × ${size.height} ${lang === 'zh' ? '像素' : 'pixels'}`)
  const wav = part.kind === 'record' ? readWavInfo(head) : null
  if (wav !== null)
    facts.push(
      `${wavSeconds(wav).toFixed(1)} ${lang === 'zh' ? '秒' : 'seconds'}, ${wav.sampleRate / 1000} kHz`,
    )
  const text = isText(part) ? decodeText(head) : null
  if (text === null) return `${part.name} (${facts.join(', ')})`
  const isWhole = head.length >= part.size
  facts.push(wordCount(text, isWhole, lang))
  const quoted = quote(text)
  return `${part.name} (${facts.join(', ')})${quoted === '' ? '' : lang === 'zh' ? `，开头是：“${quoted}”` : `. It begins: “${quoted}”`}`
}

const KINDS: Readonly<Record<Attachment['kind'], Readonly<Record<Lang, string>>>> = {
  image: { en: 'image', zh: '图片' },
  record: { en: 'recording', zh: '录音' },
  video: { en: 'video', zh: '视频' },
  file: { en: 'file', zh: '文件' },
}

/** Whether a file is text by its type or name; what it holds is checked when it is read. */
export function isText(part: Attachment): boolean {
  return (
    part.mime.startsWith('text/') ||
    /^application\/(?:json|xml|x-yaml|yaml|toml|javascript|typescript|x-sh|sql)\b/.test(part.mime) ||
    /\.(?:txt|md|markdown|csv|tsv|json|ya?ml|toml|xml|html?|css|[cm]?[jt]sx?|py|rs|go|java|c|h|cpp|sh|sql|log|ini|conf|srt|vtt)$/i.test(
      part.name,
    )
  )
}

/** UTF-8 text, or `null` when the bytes are none. A character cut off at the end is left out. */
export function decodeText(bytes: Uint8Array): string | null {
  // UTF-8 in streaming mode keeps an unfinished character back instead of failing on it.
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function wordCount(text: string, isWhole: boolean, lang: Lang): string {
  const words = [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)].filter(
    (word) => word.isWordLike,
  ).length
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  if (lang === 'zh') return `${isWhole ? '' : '超过 '}${words} 个词，${isWhole ? '' : '超过 '}${lines} 行`
  const more = isWhole ? '' : 'more than '
  return `${more}${words} word${words === 1 ? '' : 's'} in ${more}${lines} line${lines === 1 ? '' : 's'}`
}

function quote(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const start = lines.slice(0, QUOTED_LINES).join(' / ')
  const chars = Array.from(start)
  return chars.length > QUOTED_CHARS ? `${chars.slice(0, QUOTED_CHARS).join('')}…` : start
}
