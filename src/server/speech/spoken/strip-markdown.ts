/** Escaped marks are moved into Unicode's private use area, which no text means anything by. */
const ESCAPED = 0xe000

/**
 * What a person would read aloud of a piece of markdown. Code blocks are left out, because nobody can follow code by ear; the
 * marks of everything else go and the words stay. Works on a single sentence of a longer text too, where a mark may be unpaired.
 */
export function stripMarkdown(markdown: string): string {
  return (
    markdown
      // An escaped mark is kept out of sight until the marks are gone.
      .replace(/\\([\\`*_{}[\]()#+\-.!>~|])/g, (_, mark: string) =>
        String.fromCharCode(mark.charCodeAt(0) + ESCAPED),
      )
      .replace(/```[\s\S]*?(?:```|$)/g, ' ')
      .replace(/<!--[\s\S]*?-->/g, ' ')
      .replace(/<\/?[a-z][^<>]*>/gi, ' ')
      // Images and links: what is shown, not where it leads.
      .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g, '$1')
      .replace(/!?\[([^\]]+)\]\[[^\]]*\]/g, '$1')
      .replace(/\[\^[^\]]+\]/g, '')
      .replace(/<(https?:\/\/[^<>\s]+)>/g, '$1')
      // Lines that only draw: rules and the line below a table's head.
      .replace(/^[ \t]*(?:[-*_=][ \t]*){3,}$/gm, '')
      .replace(/^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$/gm, '')
      .replace(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$/gm, '$1.')
      .replace(/^[ \t]*(?:> ?)+/gm, '')
      .replace(/^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]+/gm, '')
      .replace(/^[ \t]*[-*+•][ \t]+/gm, '')
      .replace(/^[ \t]*\|(.*)\|[ \t]*$/gm, (_, cells: string) =>
        cells
          .split('|')
          .map((cell) => cell.trim())
          .join(', '),
      )
      .replace(/`+([^`]*)`+/g, '$1')
      .replace(/(\*\*|__|~~)(?=\S)([\s\S]*?\S)\1/g, '$2')
      .replace(/(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?![\w*])/g, '$1')
      .replace(/(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?![\w_])/g, '$1')
      .replace(/\*\*|~~|`/g, '')
      .replace(/[\ue000-\ue07f]/g, (hidden) => String.fromCharCode(hidden.charCodeAt(0) - ESCAPED))
  )
}
