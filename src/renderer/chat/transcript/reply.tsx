import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { TurnView } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { useText } from '../../ui/text.tsx'
import { Attachments } from './attachments.tsx'
import { Markdown } from './markdown.tsx'
import { ToolCard } from './tool-card.tsx'

/** The answer: tools that were used, text as it grows, files. */
export function Reply({ turn }: { turn: TurnView }): ReactNode {
  const t = useText()
  const { text, tools, attachments, spoken } = turn.reply
  return (
    <div className="reply" data-state={turn.state}>
      <h2 className="visually-hidden">{t('turn.assistant')}</h2>
      {tools.map((tool) => (
        <ToolCard key={tool.id} tool={tool} />
      ))}
      {text !== '' && <Markdown text={text} spoken={spoken} isCut={turn.state === 'interrupted'} />}
      <Attachments attachments={attachments} />
      {text !== '' && turn.endedAt !== null && <CopyReply text={text} />}
    </div>
  )
}

function CopyReply({ text }: { text: string }): ReactNode {
  const t = useText()
  const [copied, setCopied] = useState(false)
  return (
    <div className="reply-actions">
      <IconButton
        label={t(copied ? 'turn.copied' : 'turn.copy')}
        onClick={() => {
          void window.parley.invoke('clipboard.write', { text }).then((answer) => {
            setCopied(answer.ok)
          })
        }}
        onBlur={() => {
          setCopied(false)
        }}
        onPointerLeave={() => {
          setCopied(false)
        }}
      >
        {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      </IconButton>
    </div>
  )
}
