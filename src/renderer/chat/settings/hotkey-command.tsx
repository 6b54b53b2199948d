import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/components/button.tsx'
import { useText, WithSwitches } from '../../ui/text.tsx'

/** The way out where no program may watch keys: a command that the desktop itself can bind to one. */
export function HotkeyCommand(): ReactNode {
  const t = useText()
  const [command, setCommand] = useState<string | null>(null)
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    void window.parley.invoke('hotkey.command', undefined).then((answer) => {
      if (answer.ok) setCommand(`${answer.data.command} --toggle`)
    })
  }, [])
  if (command === null) return null
  const copy = async () => {
    const answer = await window.parley.invoke('clipboard.write', { text: command })
    setCopied(answer.ok)
  }
  return (
    <div className="hotkey-command">
      <p>{t('settings.hotkey.command.intro')}</p>
      <div className="hotkey-command-line">
        <code>{command}</code>
        <Button onClick={() => void copy()}>
          {t(isCopied ? 'settings.hotkey.command.copied' : 'settings.hotkey.command.copy')}
        </Button>
      </div>
      <p>
        <WithSwitches text={t('settings.hotkey.command.others')} />
      </p>
    </div>
  )
}
