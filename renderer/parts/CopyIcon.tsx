import { t } from '@lingui/core/macro'
import { CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { IconButton } from './IconButton.tsx'

/** Copies `value` to the clipboard and says so. */
export function CopyIcon({ value, label = t`Copy` }: { value: string; label?: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <IconButton label={copied ? t`Copied` : label} size={22} onClick={copy}>
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </IconButton>
      )}
    </CopyButton>
  )
}
