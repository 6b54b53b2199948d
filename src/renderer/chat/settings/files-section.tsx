import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Settings, SettingsPatch } from '../../../shared/settings.ts'
import { Button } from '../../ui/components/button.tsx'
import { SelectField, SwitchField } from '../../ui/components/field.tsx'
import { useText } from '../../ui/text.tsx'
import { fileSize } from '../transcript/length.ts'

/** Sizes to choose from, in MB. */
const CAPS = [100, 250, 512, 1000, 2000, 5000, 10_000] as const

interface FilesSectionProps {
  settings: Settings
  save: (patch: SettingsPatch) => void
}

/** Files that come from the assistant, and speech that goes with files. */
export function FilesSection({ settings, save }: FilesSectionProps): ReactNode {
  const t = useText()
  const { media, speech } = settings
  const { lang } = document.documentElement
  // A size that somebody wrote into the file is a choice too.
  const caps = [...new Set([...CAPS, media.cacheMegabytes])].sort((a, b) => a - b)
  return (
    <>
      <SelectField
        label={t('settings.files.cache')}
        help={t('settings.files.cacheHelp')}
        value={String(media.cacheMegabytes)}
        choices={caps.map((cap) => ({ value: String(cap), label: fileSize(cap * 1_000_000, lang) }))}
        onChoose={(cap) => {
          save({ media: { cacheMegabytes: Number(cap) } })
        }}
      />
      <CacheUsage cap={media.cacheMegabytes} />
      <SelectField
        label={t('settings.files.spoken')}
        help={t('settings.files.spokenHelp')}
        value={speech.language}
        choices={[
          { value: 'interface', label: t('settings.files.spokenInterface') },
          { value: 'en', label: 'English' },
          { value: 'zh-CN', label: '简体中文' },
        ]}
        onChoose={(language) => {
          save({ speech: { language } })
        }}
      />
      <SwitchField
        label={t('settings.files.confirm')}
        help={t('settings.files.confirmHelp')}
        checked={speech.confirmWords}
        onChange={(confirmWords) => {
          save({ speech: { confirmWords } })
        }}
      />
    </>
  )
}

function CacheUsage({ cap }: { cap: number }): ReactNode {
  const t = useText()
  const [bytes, setBytes] = useState<number | null>(null)
  useEffect(() => {
    let isAwaited = true
    void window.parley.invoke('media.usage', undefined).then((answer) => {
      if (isAwaited && answer.ok) setBytes(answer.data.bytes)
    })
    return () => {
      isAwaited = false
    }
    // A smaller cap may have made room.
  }, [cap])
  if (bytes === null) return null
  return (
    <p className="cache-usage">
      <span role="status">
        {t('settings.files.used', { size: fileSize(bytes, document.documentElement.lang) })}
      </span>
      <Button
        disabled={bytes === 0}
        onClick={() => {
          void window.parley.invoke('media.clear', undefined).then((answer) => {
            if (answer.ok) setBytes(answer.data.bytes)
          })
        }}
      >
        {t('settings.files.clear')}
      </Button>
    </p>
  )
}
