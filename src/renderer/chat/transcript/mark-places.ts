/** A node of the HTML tree, as far as it is looked at here. */
interface Node {
  readonly type: string
  readonly value?: string
  readonly tagName?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly position?: Position
  children?: Node[]
}

interface Position {
  readonly start: { readonly offset?: number }
  readonly end: { readonly offset?: number }
}

export interface PlaceOptions {
  /** Where the block stands in the reply, in characters. */
  readonly at: number
  /** From this character of the reply on nothing was heard; null when all of it was, or when it was not spoken. */
  readonly unheardFrom: number | null
  /** Words for the mark where hearing ended. */
  readonly label: string
}

/**
 * A rehype plugin. Puts each text into a `<span data-at>` that says where it stands in the reply's source, so that what is
 * heard can be found on the page; and dims what was not heard, behind a mark that says so.
 */
export function markPlaces(options: PlaceOptions) {
  return (tree: Node, file: { toString(): string }): void => {
    let isMarked = false
    const source = file.toString()

    // The text of a code block has no position of its own.
    const place = (node: Node, around?: Position): Node[] => {
      const position = node.position ?? around
      if (node.children) node.children = node.children.flatMap((child) => place(child, position))
      const range = node.type === 'text' ? rangeOf(node.value, position, source) : null
      if (!range) return [node]
      const at = options.at + range.from
      const { value = '' } = node
      const { unheardFrom } = options
      if (unheardFrom === null || unheardFrom >= options.at + range.to) return [textSpan(value, at, true)]
      const cut = Math.min(Math.max(unheardFrom - at, 0), value.length)
      const parts = [textSpan(value.slice(cut), at + cut, false)]
      // A cut in front of this block is marked there.
      if (!isMarked && unheardFrom >= options.at) parts.unshift(mark(options.label))
      isMarked = true
      return cut > 0 ? [textSpan(value.slice(0, cut), at, true), ...parts] : parts
    }
    place(tree)
  }
}

/** Where a text stands in the block's source; null when that is not known. */
function rangeOf(
  value = '',
  position: Position | undefined,
  source: string,
): { from: number; to: number } | null {
  const [start, end] = [position?.start.offset, position?.end.offset]
  if (start === undefined || end === undefined || value.trim() === '') return null
  // The text of code stands behind its fence. With escapes in it a text is shorter than its source: it begins there all the same.
  const exact = source.indexOf(value, start)
  const from = exact !== -1 && exact + value.length <= end ? exact : start
  return { from, to: end }
}

function textSpan(value: string, at: number, isHeard: boolean): Node {
  return {
    type: 'element',
    tagName: 'span',
    properties: { dataAt: String(at), ...(isHeard ? {} : { className: 'unheard' }) },
    children: [{ type: 'text', value }],
  }
}

function mark(label: string): Node {
  return {
    type: 'element',
    tagName: 'span',
    properties: { className: 'unheard-mark' },
    children: [{ type: 'text', value: label }],
  }
}

/** Where a listener would have heard the next word; null when nothing but marks and space is left. */
export function nextWord(text: string, heard: number): number | null {
  const next = text.slice(heard).search(/[\p{L}\p{N}]/u)
  return next === -1 ? null : heard + next
}
