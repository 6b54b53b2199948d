import type { ReactNode } from 'react'
import type { AppView } from '../../../shared/view.ts'
import { KEYS_GAP, TextWithKeys } from '../../ui/components/kbd.tsx'
import { Logo } from '../../ui/components/logo.tsx'
import { useText } from '../../ui/text.tsx'

const EXAMPLES = ['time', 'sum', 'convert', 'timer'] as const

/** Before the first word: how to speak, and something to say. */
export function EmptyState({ view, onSent }: { view: AppView; onSent: () => void }): ReactNode {
  const t = useText()
  const { mode, accelerator } = view.hotkey
  const isLocal = view.profile.kind === 'local'
  const ask = (text: string) => {
    void window.parley.invoke('turn.sendText', { text, drafts: [] }).then((answer) => {
      if (answer.ok) onSent()
    })
  }
  return (
    <div className="empty">
      <Logo size={72} />
      <h2>{t('empty.title')}</h2>
      <p className="empty-keys">
        <TextWithKeys text={t(`empty.${mode}`, { keys: KEYS_GAP })} accelerator={accelerator} />
      </p>
      {isLocal && (
        <>
          <h3>{t('empty.tryLocal')}</h3>
          <ul className="examples">
            {EXAMPLES.map((name) => {
              const text = t(`empty.example.${name}`)
              return (
                <li key={name}>
                  <button
                    type="button"
                    className="example"
                    onClick={() => {
                      ask(text)
                    }}
                  >
                    {text}
                  </button>
                </li>
              )
            })}
          </ul>
          <p className="empty-note">{t('empty.localNote')}</p>
        </>
      )}
    </div>
  )
}
