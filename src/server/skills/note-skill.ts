import { MAX_NOTES_PER_USER } from './note-book.ts'
import type { Note } from './note-book.ts'
import { formatLocale, lastAnswer, saying, using } from './skill.ts'
import type { Skill, SkillAction, SkillContext } from './skill.ts'
import type { Lang } from './types.ts'
import type { Utterance } from './utterance.ts'

const START = String.raw`^(?:(?:hey |ok(?:ay)? )?parley[,.]? )?(?:please )?(?:(?:can|could|would) you (?:please )?)?`
/** These read the raw text, because a note keeps its capitals and punctuation. */
const TAKE = new RegExp(
  String.raw`${START}(?:(?:take|make|create|add|write|save|start|leave|record)(?: me)? (?:a |an |another )?(?:new |quick )?(?:note|memo)(?: (?:that says|saying|of|about|to self))?|note(?: down)?|write(?: this| that)? down|jot(?: this| that)? down|remember)(?:[:,.]| that\b| to\b(?= note))?\s+(.+)$`,
  'is',
)
const ADD_TO = new RegExp(
  String.raw`${START}(?:add|put|save) (.+?) (?:to|in|into|on) (?:my |the )?(?:notes?|notebook)[.!]?$`,
  'is',
)
const ASK =
  /^(?:take|make|create|add|write|new|start|leave)(?: me)? (?:a |an |another )?(?:new |quick )?(?:note|memo)$|^new note$|^note$/
const READ =
  /^(?:(?:read|show|list|tell|give|open|see|view|get|display)(?: me| out)?(?: all)?(?: of)?(?: the| my| me my)* notes(?: (?:to me|out|aloud))?|what (?:are|is in|is on|do i have in|notes do i have in)? ?(?:my |the )?notes?(?: do i have| are there)?|my notes|notes|do i have (?:any )?notes|what did i (?:note|write) down)$/
const READ_LAST =
  /^(?:(?:read|show|what is|what was|tell)(?: me)? )?(?:the |my )?(last|latest|newest|most recent|first|oldest) note$/
const SEARCH =
  /^(?:(?:search|look|find)(?: (?:in|through))?(?: my| the)? notes? (?:for|about|on|with|containing)|(?:find|search|look up|show|read)(?: me)?(?: my| the| all| any)* notes? (?:about|with|on|for|containing|that mention)|do i have (?:a|any) notes? (?:about|on|with|for)|what did i note about|search for|look for) (.+?)(?: in (?:my )?notes)?$/
const DELETE_LAST =
  /^(?:delete|remove|erase|clear|forget|scratch) (?:the |my )?(?:(last|latest|newest|most recent|first|oldest) note|that note|note (?:number )?(\d+)|that)$/
const DELETE_ALL =
  /^(?:delete|remove|erase|clear|forget) (?:all(?: of)?(?: the| my)* notes|my notes|the notes|every note|everything in my notes)$/
const CONFIRM_ALL = /^yes delete all (?:of )?my notes$/
const EXPORT =
  /^(?:export|send|download|save|give|share)(?: me)?(?: all)?(?: the| my| me my)* notes(?: (?:as|to|in) (?:a |an )?(?:file|text file|document|markdown(?: file)?)| to me)?$/
const COUNT = /^how many notes(?: do i have| are there)?$/

const TAKE_ZH =
  /^(?:请|帮我|麻烦)*(?:(?:做|写|记|添加?|新建|加)(?:一?个|一?条|1个|1条)?(?:笔记|便签|备忘录?)|记一?下|记住|记录一?下?|备忘)[:：,，。\s]*(.+)$/su
const ASK_ZH = /^(?:做|写|记|添加?|新建|加)(?:一?个|一?条|1个|1条)?(?:笔记|便签|备忘录?)$/u
const READ_ZH =
  /^(?:读|念|看|显示|列出|查看|打开)(?:一下|1下)?(?:我)?(?:的)?(?:所有|全部)?(?:的)?(?:笔记|便签|备忘录?)$|^我?(?:有|记了)(?:哪些|什么)(?:笔记|便签)?$|^我的笔记$/u
const DELETE_LAST_ZH =
  /^(?:删除|删掉|去掉)(?:最后|最新|上|刚才那?)(?:的)?(?:一|1)?(?:条|个)?(?:的)?(?:笔记|便签|备忘录?)$/u
const SEARCH_ZH = /^(?:搜索|查找|找)(?:一下|1下)?(?:我的)?(?:笔记|便签)(?:里|中)?(?:的|有关|关于)?(.+)$/u

const QUESTION: Readonly<Record<Lang, string>> = { en: 'What should I note?', zh: '要记什么？' }
/** More than this cannot be followed by ear. */
const READ_AT_MOST = 10

/** Notes kept on disk. */
export const noteSkill: Skill = {
  name: 'notes',
  match: (utterance, context) =>
    utterance.lang === 'zh' ? matchChinese(utterance, context) : matchEnglish(utterance, context),
}

function matchEnglish({ raw, text }: Utterance, context: SkillContext): SkillAction | null {
  if (ASK.test(text)) return saying(QUESTION.en)
  if (CONFIRM_ALL.test(text)) return removeAll(context)
  if (DELETE_ALL.test(text)) return confirmRemoveAll(context)
  const removal = DELETE_LAST.exec(text)
  if (removal !== null && (!text.endsWith(' that') || /note/i.test(lastAnswer(context.history)))) {
    return removeOne(removal[1], removal[2], 'en', context)
  }
  if (COUNT.test(text)) return count(context)
  if (EXPORT.test(text)) return exportNotes(context)
  const one = READ_LAST.exec(text)?.[1]
  if (one !== undefined) return readOne(isFirst(one), context)
  if (READ.test(text)) return readAll('en', context)
  const query = SEARCH.exec(text)?.[1]
  if (query !== undefined && (/\bnote/.test(text) || /\bin my\b/.test(text)))
    return search(query, 'en', context)
  const content = TAKE.exec(raw)?.[1] ?? ADD_TO.exec(raw)?.[1]
  if (content !== undefined) {
    const isQuestion = /\?\s*$/.test(content) && /^(?:remember|note)\b/i.test(raw)
    return isQuestion ? null : take(content, 'en', context)
  }
  // The answer to our own question.
  if (lastAnswer(context.history) === QUESTION.en) return take(raw, 'en', context)
  return null
}

function matchChinese({ raw, text }: Utterance, context: SkillContext): SkillAction | null {
  if (ASK_ZH.test(text)) return saying(QUESTION.zh)
  if (DELETE_LAST_ZH.test(text)) return removeOne(undefined, undefined, 'zh', context)
  if (READ_ZH.test(text)) return readAll('zh', context)
  const query = SEARCH_ZH.exec(text)?.[1]
  if (query !== undefined) return search(query, 'zh', context)
  const content = TAKE_ZH.exec(raw)?.[1]
  if (content !== undefined) return take(content, 'zh', context)
  return lastAnswer(context.history) === QUESTION.zh ? take(raw, 'zh', context) : null
}

function take(content: string, lang: Lang, context: SkillContext): SkillAction {
  const trimmed = content
    .trim()
    .replace(/^[:,\-\s]+/u, '')
    .replace(/[.。\s]+$/u, '')
  const text = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return using('add_note', { text }, async () => {
    const note = await context.notes.add(context.username, text)
    if (note === null) {
      const say =
        lang === 'zh'
          ? '笔记太多了，请先删除一些。'
          : `You have ${MAX_NOTES_PER_USER} notes, which is all I can keep. Delete some first.`
      return { say, result: 'too many' }
    }
    return { say: lang === 'zh' ? `记下了：${text}。` : `Noted: ${text}.`, result: 'saved' }
  })
}

function readAll(lang: Lang, context: SkillContext): SkillAction {
  return using('list_notes', {}, async () => {
    const notes = await context.notes.of(context.username)
    if (notes.length === 0)
      return { say: lang === 'zh' ? '还没有笔记。' : 'You have no notes.', result: '0 notes' }
    const newest = notes.slice(-READ_AT_MOST)
    const list = newest.map((note) => `${notes.indexOf(note) + 1}. ${note.text}`).join('\n')
    const many =
      lang === 'zh'
        ? notes.length > newest.length
          ? `共有 ${notes.length} 条笔记，最近的 ${newest.length} 条是：`
          : `共有 ${notes.length} 条笔记：`
        : notes.length > newest.length
          ? `You have ${notes.length} notes. The latest ${newest.length} are:`
          : `You have ${notes.length} note${notes.length === 1 ? '' : 's'}:`
    return { say: `${many}\n${list}`, result: `${notes.length} notes` }
  })
}

function readOne(first: boolean, context: SkillContext): SkillAction {
  return using('list_notes', { which: first ? 'first' : 'last' }, async () => {
    const note = (await context.notes.of(context.username)).at(first ? 0 : -1)
    if (note === undefined) return { say: 'You have no notes.', result: '0 notes' }
    return { say: `${first ? 'Your first note' : 'Your last note'}: ${note.text}.`, result: note.text }
  })
}

function search(query: string, lang: Lang, context: SkillContext): SkillAction {
  return using('search_notes', { query }, async () => {
    const found = await context.notes.search(context.username, query)
    if (found.length === 0) {
      return {
        say: lang === 'zh' ? `没有关于“${query}”的笔记。` : `No note mentions “${query}”.`,
        result: '0 notes',
      }
    }
    const list = found
      .slice(-READ_AT_MOST)
      .map((note) => `- ${note.text}`)
      .join('\n')
    const head =
      lang === 'zh'
        ? `找到 ${found.length} 条：`
        : `${found.length} note${found.length === 1 ? ' mentions' : 's mention'} “${query}”:`
    return { say: `${head}\n${list}`, result: `${found.length} notes` }
  })
}

function removeOne(
  which: string | undefined,
  number: string | undefined,
  lang: Lang,
  context: SkillContext,
): SkillAction {
  const args = { which: number ?? (isFirst(which) ? 'first' : 'last') }
  return using('delete_note', args, async () => {
    const notes = await context.notes.of(context.username)
    const note = number === undefined ? notes.at(isFirst(which) ? 0 : -1) : notes[Number(number) - 1]
    if (note === undefined) {
      const none = notes.length === 0 ? 'You have no notes.' : `There is no note ${number}.`
      return { say: lang === 'zh' ? '没有这条笔记。' : none, result: 'not found' }
    }
    await context.notes.remove(context.username, [note.id])
    return { say: lang === 'zh' ? `已删除：${note.text}。` : `Deleted: ${note.text}.`, result: 'deleted' }
  })
}

/** Deleting everything cannot be undone, so it takes a sentence that nobody says by accident. */
function confirmRemoveAll(context: SkillContext): SkillAction {
  return {
    async run() {
      const { length } = await context.notes.of(context.username)
      if (length === 0) return { say: 'You have no notes.' }
      return {
        say: `That deletes ${length === 1 ? 'your only note' : `all ${length} notes`} for good. To go on, say “yes, delete all my notes”.`,
      }
    },
  }
}

function removeAll(context: SkillContext): SkillAction {
  return using('delete_note', { which: 'all' }, async () => {
    const notes = await context.notes.of(context.username)
    await context.notes.remove(
      context.username,
      notes.map((note) => note.id),
    )
    return {
      say: notes.length === 0 ? 'You have no notes.' : 'All your notes are deleted.',
      result: `${notes.length} deleted`,
    }
  })
}

function count(context: SkillContext): SkillAction {
  return using('list_notes', {}, async () => {
    const { length } = await context.notes.of(context.username)
    return {
      say: `You have ${length === 0 ? 'no' : length} note${length === 1 ? '' : 's'}.`,
      result: String(length),
    }
  })
}

function exportNotes(context: SkillContext): SkillAction {
  return using('export_notes', {}, async () => {
    const notes = await context.notes.of(context.username)
    if (notes.length === 0) return { say: 'You have no notes.', result: '0 notes' }
    const bytes = new TextEncoder().encode(asMarkdown(notes, context))
    return {
      say: `Here ${notes.length === 1 ? 'is your note' : `are your ${notes.length} notes`} as a file.`,
      result: `${notes.length} notes`,
      attachment: { name: 'notes.md', mime: 'text/markdown', bytes },
    }
  })
}

function asMarkdown(notes: readonly Note[], { locale, timeZone }: SkillContext): string {
  const format = new Intl.DateTimeFormat(formatLocale(locale, 'en'), {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const lines = notes.map(
    (note) => `- ${note.text} (${format.format(note.createdAt).replace(/\u202f/g, ' ')})`,
  )
  return `# Notes\n\n${lines.join('\n')}\n`
}

function isFirst(which: string | undefined): boolean {
  return which === 'first' || which === 'oldest'
}
