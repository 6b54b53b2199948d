/**
 * Cuts markdown at blank lines into blocks that can be drawn alone, so that a growing reply draws only its last block again.
 * It cuts only where that can't change the meaning: not in a code fence, not between items of a list, and not at all when the
 * text has link or footnote definitions, which reach across blocks.
 */
export function splitBlocks(text: string): string[] {
  if (/^ {0,3}\[[^\]]+\]:/m.test(text)) return [text]
  const blocks: string[] = []
  let current: string[] = []
  let fence: string | null = null
  for (const line of text.split('\n')) {
    const afterBlank = current.at(-1)?.trim() === ''
    if (fence === null && afterBlank && startsBlock(line)) {
      blocks.push(current.join('\n'))
      current = []
    }
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === null) fence = marker ?? null
    else if (marker?.startsWith(fence)) fence = null
    current.push(line)
  }
  blocks.push(current.join('\n'))
  return blocks.filter((block) => block.trim() !== '')
}

/** The blocks with the place of each in the text, in characters. */
export function placedBlocks(text: string): { text: string; at: number }[] {
  let end = 0
  return splitBlocks(text).map((block) => {
    const at = text.indexOf(block, end)
    end = at + block.length
    return { text: block, at }
  })
}

/** A line after a blank one that can't belong to what came before: not indented, no list item, no quote. */
function startsBlock(line: string): boolean {
  return /^\S/.test(line) && !/^([-+*]|\d{1,9}[.)]|>)(\s|$)/.test(line)
}
