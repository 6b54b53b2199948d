import { using } from './skill.ts'
import type { Skill, SkillAction } from './skill.ts'

const COIN = /^(?:flip|toss|throw)(?: me)? (?:a |the )?coin$|^heads or tails$|^coin (?:flip|toss)$/
const DICE = /^(?:roll|throw)(?: me)? (?:(?:a|the|some) )?(?:(\d+) )?(?:(\d+) sided )?(?:die|dice|d(\d+))$/
const PICK =
  /^(?:pick|choose|give me|generate|say|tell me)? ?(?:a )?(?:random )?number (?:between|from) (-?\d+) (?:and|to) (-?\d+)$/
const COIN_ZH = /^(?:抛|扔|掷)(?:一?个|一?枚|1个|1枚)?硬币$/u
const DICE_ZH = /^(?:掷|扔|投|摇)(?:一?个|一?颗|1个|1颗)?(?:骰子|色子)$/u

const MAX_DICE = 20
const MAX_SIDES = 1000

/** Coins, dice and random numbers. */
export const chanceSkill: Skill = {
  name: 'chance',
  match({ text, lang }, { random }): SkillAction | null {
    /** A whole number from `low` to `high`, both included. */
    const pick = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1))
    if (lang === 'zh') {
      if (COIN_ZH.test(text)) return draw('coin', () => (pick(0, 1) === 0 ? '正面。' : '反面。'))
      return DICE_ZH.test(text) ? draw('dice', () => `${pick(1, 6)} 点。`) : null
    }
    if (COIN.test(text)) return draw('coin', () => (pick(0, 1) === 0 ? 'Heads.' : 'Tails.'))
    const dice = DICE.exec(text)
    if (dice !== null) {
      const count = Number(dice[1] ?? (/\bdice$/.test(text) && !/\b(?:a|the) dice$/.test(text) ? 2 : 1))
      const sides = Number(dice[2] ?? dice[3] ?? 6)
      if (count < 1 || count > MAX_DICE || sides < 2 || sides > MAX_SIDES) return null
      return draw('dice', () => {
        const rolls = Array.from({ length: count }, () => pick(1, sides))
        const sum = rolls.reduce((total, roll) => total + roll, 0)
        return count === 1 ? `You rolled ${sum}.` : `You rolled ${rolls.join(', ')}. That makes ${sum}.`
      })
    }
    const range = PICK.exec(text)
    if (range === null) return null
    const [low, high] = [Number(range[1]), Number(range[2])].sort((a, b) => a - b) as [number, number]
    return Number.isSafeInteger(high - low) ? draw('random_number', () => `${pick(low, high)}.`) : null
  },
}

function draw(tool: string, say: () => string): SkillAction {
  return using(tool, {}, () => ({ say: say() }))
}
