import { Check, Copy } from 'lucide-react'
import { memo, useDeferredValue, useRef, useState } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { IconButton } from '../../ui/components/button.tsx'
import { scriptOf } from '../../ui/script-of.ts'
import { useText } from '../../ui/text.tsx'
import { outsideLink } from '../../../shared/outside-link.ts'
import type { Spoken } from '../../../shared/view.ts'
import { markPlaces, nextWord } from './mark-places.ts'
import { placedBlocks } from './markdown-blocks.ts'
import { ownPicture } from './own-picture.ts'
import { useSpokenHighlight } from './spoken-highlight.ts'

/** A reply's text. Raw HTML is shown as text; links go through main; pictures come from our own origin alone. */
export const Markdown = memo(function Markdown({ text, spoken, isCut }: MarkdownProps): ReactNode {
  // Words that stream in must not hold up typing.
  const shown = useDeferredValue(text)
  const area = useRef<HTMLDivElement>(null)
  useSpokenHighlight(area, shown, spoken)
  const unheardFrom = isCut && spoken ? nextWord(shown, spoken.heard) : null
  return (
    <div ref={area} className="markdown" data-script={scriptOf(shown)}>
      {placedBlocks(shown).map((block, index) => (
        <Block key={index} {...block} unheardFrom={unheardFrom} />
      ))}
    </div>
  )
})

interface MarkdownProps {
  text: string
  /** What of it is heard; null when it is not spoken. */
  spoken: Spoken | null
  /** Its sound was cut off: the rest was not heard, and never will be. */
  isCut: boolean
}

const PLUGINS = [remarkGfm]

interface BlockProps {
  text: string
  /** Where it stands in the reply. */
  at: number
  unheardFrom: number | null
}

const Block = memo(function Block({ text, at, unheardFrom }: BlockProps): ReactNode {
  const t = useText()
  const places = { at, unheardFrom, label: t('turn.unheard') }
  return (
    <ReactMarkdown
      remarkPlugins={PLUGINS}
      rehypePlugins={[[markPlaces, places]]}
      components={COMPONENTS}
      skipHtml={false}
    >
      {text}
    </ReactMarkdown>
  )
})

const COMPONENTS: Components = {
  a: ({ href, children }) => {
    const url = outsideLink(href)
    if (url === null) return <span>{children}</span>
    return (
      <a
        href={url}
        title={url}
        onClick={(event) => {
          event.preventDefault()
          void window.parley.invoke('link.open', { url })
        }}
        // The middle button would open a window.
        onAuxClick={(event) => {
          event.preventDefault()
        }}
      >
        {children}
      </a>
    )
  },
  img: ({ src, alt }) => {
    const address = ownPicture(src)
    return address === null ? alt : <img src={address} alt={alt ?? ''} />
  },
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <div className="table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
}

function CodeBlock({ children }: ComponentProps<'pre'>): ReactNode {
  const t = useText()
  const block = useRef<HTMLPreElement>(null)
  const [copied, setCopied] = useState(false)
  return (
    <div className="code">
      <pre ref={block} tabIndex={0}>
        {children}
      </pre>
      <IconButton
        label={t(copied ? 'turn.copied' : 'transcript.copyCode')}
        onClick={() => {
          void window.parley
            .invoke('clipboard.write', { text: block.current?.textContent ?? '' })
            .then((answer) => {
              setCopied(answer.ok)
            })
        }}
        onBlur={() => {
          setCopied(false)
        }}
      >
        {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </IconButton>
    </div>
  )
}
