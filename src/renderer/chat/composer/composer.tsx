import { ArrowUp, Paperclip, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ClipboardEvent, KeyboardEvent, ReactNode } from 'react'
import type { Failure } from '../../../shared/failure.ts'
import type { Translate } from '../../../shared/i18n/translator.ts'
import { MAX_DRAFTS, MAX_PASTED_BYTES } from '../../../shared/ipc/limits.ts'
import { MAX_UPLOAD_BYTES } from '../../../shared/live-api/limits.ts'
import type { AppView } from '../../../shared/view.ts'
import { IconButton } from '../../ui/components/button.tsx'
import { failureTitle, failureWords, useText } from '../../ui/text.tsx'
import { pastedFiles } from './attach.ts'
import type { AttachProblem } from './attach.ts'
import { freeDrafts, isUnheard } from './free-drafts.ts'
import { DraftChips } from './draft-chips.tsx'
import { useDraftText } from './draft-text.ts'
import { HandsFreeButton, HandsFreeState } from './hands-free-button.tsx'
import { readiness } from './readiness.ts'
import { TalkButton } from './talk-button.tsx'

interface ComposerProps {
  view: AppView
  attachProblem: AttachProblem | null
  onFiles: (files: File[]) => void
  onPick: () => void
  onSent: () => void
}

/** Where the next message is written, spoken and sent. */
export function Composer({ view, attachProblem, onFiles, onPick, onSent }: ComposerProps): ReactNode {
  const t = useText()
  const [text, setText] = useDraftText()
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<Failure | null>(null)
  const input = useRef<HTMLTextAreaElement>(null)
  const free = freeDrafts(view)
  const ready = readiness(text, free)
  const running = view.voice === 'thinking' || view.voice === 'speaking'

  useEffect(() => {
    input.current?.focus()
  }, [])

  const send = async () => {
    if (ready !== 'ready' || sending) return
    setSending(true)
    const drafts = free.map((draft) => draft.id)
    const answer = await window.parley.invoke('turn.sendText', { text: text.trim(), drafts })
    setSending(false)
    // What could not be sent stays where it was written.
    setProblem(answer.ok ? null : answer.error)
    if (!answer.ok) return
    setText('')
    onSent()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }

  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  }

  const sendLabel =
    ready === 'uploading'
      ? t('composer.sendBlockedUploads')
      : ready === 'failed-upload'
        ? t('composer.sendBlockedFailed')
        : t('composer.send')

  return (
    <footer className="composer">
      {problem && (
        <p className="composer-problem" role="alert">
          {t('composer.sendFailed', { reason: failureTitle(t, problem) })}
        </p>
      )}
      {attachProblem && (
        <p className="composer-problem" role="alert">
          {attachProblemText(t, attachProblem)}
        </p>
      )}
      {isUnheard(text, free, view.connection.server) && (
        <p className="composer-note" role="status">
          {t('composer.unheard')}
        </p>
      )}
      <div className="composer-box">
        <DraftChips drafts={free} all={view.drafts} />
        <textarea
          ref={input}
          className="composer-input"
          rows={1}
          value={text}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          onChange={(event) => {
            setText(event.target.value)
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className="composer-row">
          <IconButton
            label={t('composer.attach')}
            title={t('composer.attachTip', {
              count: MAX_DRAFTS,
              megabytes: MAX_UPLOAD_BYTES / 1024 / 1024,
            })}
            onClick={onPick}
          >
            <Paperclip size={18} aria-hidden />
          </IconButton>
          <HandsFreeState handsFree={view.handsFree} />
          <span className="composer-hint">
            {view.handsFree.on ? '' : t('composer.newLineHint', { keys: 'Shift + Enter' })}
          </span>
          {running && (
            <IconButton
              className="stop"
              label={t('composer.stop')}
              onClick={() => void window.parley.invoke('turn.interrupt', undefined)}
            >
              <Square size={14} fill="currentColor" aria-hidden />
            </IconButton>
          )}
          <HandsFreeButton handsFree={view.handsFree} />
          <TalkButton voice={view.voice} />
          <IconButton
            className="send"
            label={sendLabel}
            disabled={ready !== 'ready' || sending}
            onClick={() => void send()}
          >
            <ArrowUp size={18} aria-hidden />
          </IconButton>
        </div>
      </div>
    </footer>
  )
}

function attachProblemText(t: Translate, problem: AttachProblem): string {
  if (problem === 'not-files') return t('composer.dropFailed')
  if (problem === 'too-big') return t('composer.pasteTooBig', { megabytes: MAX_PASTED_BYTES / 1024 / 1024 })
  return failureWords(t, problem)
}
