import { lastAnswer, saying } from './skill.ts'
import type { Skill } from './skill.ts'
import type { Lang } from './types.ts'

const HELP =
  /^(?:help(?: me)?|what can (?:you|i) (?:do|say|ask)(?: (?:for me|offline|you))*|what do you do|what are you able to do|what (?:are|is) your (?:skills?|features|abilities|commands)|how (?:do|can) i use (?:you|this)|show me what you can do|commands|what else can you do|how can you help(?: me)?)$/
const HELP_ZH =
  /^(?:你?(?:能|可以|会)(?:做|干|帮我做)(?:些)?(?:什么|啥|哪些事?)|帮助|有什么功能|你有(?:什么|哪些)(?:功能|技能|本领)|怎么用你?|我能问你?什么|你会什么)$/u
const REPEAT =
  /^(?:(?:can you |could you )?(?:say|repeat)(?: that| it| this)?(?: again| one more time| once more)?|repeat(?: that| it)?|again|one more time|once more|pardon(?: me)?|excuse me|sorry what(?: was that)?|what(?: did you say| was that)?|come again|i did not (?:hear|get|catch|understand) (?:that|you))$/
const REPEAT_ZH = /^(?:再说一遍|再说1遍|再说一次|再说1次|重复(?:一遍|1遍)?|再来一遍|没听清(?:楚)?|你说什么)$/u
const STOP =
  /^(?:stop(?: it| talking| that)?|never ?mind|forget (?:it|about it)|cancel(?: that)?|quiet|be quiet|shut up|hush|silence|that is all|that will be all|nothing|no(?:thing)? thanks?|enough)$/
const STOP_ZH = /^(?:停|停下|停止|别说了|安静|闭嘴|算了|没事了?|不用了|取消)$/u
const HELLO =
  /^(?:hello|hi|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|hello there|hi there|hey there|yo)(?: (?:there|parley|everyone))*$/
const HELLO_ZH = /^(?:你好|您好|嗨|哈喽|早上好|早安|上午好|中午好|下午好|晚上好|早)+$/u
const THANKS =
  /^(?:thank you|thanks|thank you (?:very|so) much|thanks a lot|many thanks|cheers|great thanks|ok thanks?|perfect(?: thanks?)?|thank you parley|great|cool|nice|awesome|well done|good job)$/
const THANKS_ZH = /^(?:谢谢|谢谢你|多谢|感谢|太好了|很好|辛苦了|谢了)+$/u
const BYE = /^(?:bye(?: bye)?|goodbye|good ?night|see you(?: later| soon)?|so long|farewell)$/
const BYE_ZH = /^(?:再见|拜拜|晚安|回头见)$/u
const WHO =
  /^(?:who|what) are you(?: exactly)?$|^what is your name$|^who (?:made|built|created) you$|^are you (?:a robot|an ai|human|there)$|^introduce yourself$/
const WHO_ZH = /^(?:你是谁|你叫什么(?:名字)?|你是什么|介绍(?:一下|1下)?你?自己|自我介绍(?:一下|1下)?)$/u
const HOW = /^how are you(?: doing)?(?: today)?$|^how is it going$|^what is up$|^are you ok$/
const HOW_ZH = /^(?:你好吗|你怎么样|最近怎么样|还好吗)$/u
const HEAR =
  /^(?:(?:can you )?hear me|do you hear me|are you (?:there|listening)|testing|test|test test|testing 1 2 3|1 2 3|mic(?:rophone)? (?:check|test))(?: (?:now|ok))?$/
const HEAR_ZH = /^(?:听得到吗?|能听到(?:我)?(?:吗|说话)?|在吗?|测试)$/u

/** What the assistant can do offline, as it says so itself. */
export const HELP_TEXT: Readonly<Record<Lang, string>> = {
  en:
    'I can tell the time and date anywhere, do sums and convert units, set timers, alarms and reminders, keep notes, and ' +
    'flip coins or roll dice, all without a network. Try “what time is it in Tokyo”, “what is 15 percent of 80”, “set a ' +
    'timer for ten minutes”, “how many days until Christmas”, or “take a note: buy milk”. For open questions, connect ' +
    'Parley to an AstrBot server in the settings.',
  zh:
    '我可以离线报时和查日期、做算术和单位换算、设置计时器和提醒、记笔记。试试说：“现在几点”、“十二乘以七等于多少”、“五英里等于多少公里”、' +
    '“五分钟后提醒我关火”、“距离春节还有多少天”、“记一下：买牛奶”。要聊开放的问题，请在设置里把 Parley 连接到 AstrBot 服务器。',
}

/** What is said when no skill fits and no chat endpoint is configured. */
export const CANNOT_TEXT: Readonly<Record<Lang, string>> = {
  en:
    'I can’t answer that offline: there is no language model on this computer. Connect Parley to an AstrBot server in ' +
    'the settings. Say “what can you do” to hear what works now.',
  zh: '这个我离线回答不了，因为这台电脑上没有语言模型。请在设置里把 Parley 连接到 AstrBot 服务器。说“你能做什么”可以听听我现在会什么。',
}

/** What is said when the last answer is asked for and there is none. */
const NOTHING_SAID: Readonly<Record<Lang, string>> = {
  en: 'I have not said anything yet.',
  zh: '我还没说过话。',
}

interface Phrase {
  readonly en: RegExp
  readonly zh: RegExp
  readonly say: Readonly<Record<Lang, string>>
}

const PHRASES: readonly Phrase[] = [
  { en: HELP, zh: HELP_ZH, say: HELP_TEXT },
  { en: STOP, zh: STOP_ZH, say: { en: 'Okay.', zh: '好的。' } },
  { en: HELLO, zh: HELLO_ZH, say: { en: 'Hello! What can I do for you?', zh: '你好！有什么可以帮你？' } },
  { en: THANKS, zh: THANKS_ZH, say: { en: 'You’re welcome.', zh: '不客气。' } },
  { en: BYE, zh: BYE_ZH, say: { en: 'Goodbye!', zh: '再见！' } },
  {
    en: WHO,
    zh: WHO_ZH,
    say: {
      en: 'I am Parley’s local assistant. I run on this computer and work without a network. Say “what can you do” to hear more.',
      zh: '我是 Parley 的本地助手，运行在这台电脑上，不需要网络。说“你能做什么”可以了解更多。',
    },
  },
  {
    en: HOW,
    zh: HOW_ZH,
    say: { en: 'All systems are working. What can I do for you?', zh: '一切正常。有什么可以帮你？' },
  },
  { en: HEAR, zh: HEAR_ZH, say: { en: 'I can hear you.', zh: '听得到。' } },
]

/** Help, repetition, and the little that people say to anyone. */
export const talkSkill: Skill = {
  name: 'talk',
  match({ text, lang }, { history }) {
    const isRepeat = lang === 'zh' ? REPEAT_ZH.test(text) : REPEAT.test(text)
    if (isRepeat) {
      const last = lastAnswer(history)
      return saying(last === '' ? NOTHING_SAID[lang] : last)
    }
    const phrase = PHRASES.find((one) => (lang === 'zh' ? one.zh : one.en).test(text))
    return phrase === undefined ? null : saying(phrase.say[lang])
  },
}
