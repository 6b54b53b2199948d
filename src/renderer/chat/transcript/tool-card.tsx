import { ChevronRight, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ToolView } from '../../../shared/view.ts'
import { useText } from '../../ui/text.tsx'
import { argumentsLine, prettyJson } from './pretty-json.ts'

/** A tool that the assistant used: one line, and all of it on demand. */
export function ToolCard({ tool }: { tool: ToolView }): ReactNode {
  const t = useText()
  const line = argumentsLine(tool.args)
  return (
    <details className="tool" data-status={tool.status}>
      <summary>
        <ChevronRight className="tool-chevron" size={14} aria-hidden />
        <Wrench size={14} aria-hidden />
        <span className="tool-name">{tool.name}</span>
        <span className="tool-line">{line}</span>
        <span className="tool-status">
          {tool.status === 'running' && <span className="spinner" aria-hidden="true" />}
          {t(`tool.${tool.status}`)}
        </span>
      </summary>
      <dl>
        <dt>{t('tool.arguments')}</dt>
        <dd>{line === '' ? t('tool.noArguments') : <pre tabIndex={0}>{prettyJson(tool.args)}</pre>}</dd>
        {tool.result !== null && (
          <>
            <dt>{t('tool.result')}</dt>
            <dd>
              <pre tabIndex={0}>{prettyJson(tool.result)}</pre>
            </dd>
          </>
        )}
      </dl>
    </details>
  )
}
