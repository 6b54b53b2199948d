/**
 * What a person would read aloud of a piece of markdown. Code blocks are left out, because nobody can follow code by ear; the
 * marks of everything else go and the words stay. Works on a single sentence of a longer text too, where a mark may be unpaired.
 */
export function stripMarkdown(markdown: string): string {
  return (
    markdown
      .replace(/```[\s\S]*?(?:```|$)/g, ' ')
      .replace(/<!--[\s\S]*?-->/g, ' ')
      .replace(/<\/?[a-z][^<>]*>/gi, ' ')
      // Images and links: what is shown, not where it leads.
      .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g, '$1')
      .replace(/!?\[([^\]]+)\]\[[^\]]*\]/g, '$1')
      .replace(/\[\^[^\]]+\]/g, '')
      .replace(/<(https?:\/\/[^<>\s]+)>/g, '$1')
      // Lines that only draw: rules and the line below a table's head.
      .replace(/^\s*(?:[-*_=]\s*){3,}$/gm, '')
      .replace(/^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/gm, '')
      .replace(/^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/gm, '$1.')
      .replace(/^\s*(?:>\s?)+/gm, '')
      .replace(/^\s*[-*+]\s+\[[ xX]\]\s+/gm, '')
      .replace(/^\s*[-*+•]\s+/gm, '')
      .replace(/^\s*\|(.*)\|\s*$/gm, (_, cells: string) =>
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
      .replace(/\\([\\`*_{}[\]()#+\-.!>~|])/g, '$1')
  )
}
